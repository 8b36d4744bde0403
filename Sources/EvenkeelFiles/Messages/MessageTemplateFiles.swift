import EvenkeelDomain
public import EvenkeelLedger
import Foundation

/// Reads the templates of messages: those that come with the program, and the operator's own laid over them.
public enum MessageTemplateFiles {
    private static let sizeLimitBytes = 256 * 1024

    /// The templates of all languages, checked.
    ///
    /// - Parameter folder: the operator's own, laid out as ours: `it/planned.txt`. What it lacks is ours.
    public static func catalog(overrides folder: String? = nil) throws(FileProblems) -> MessageCatalog {
        guard let builtIn = Bundle.module.url(forResource: "Resources/messages", withExtension: nil)?.path else {
            throw FileProblems([
                FileProblem(
                    file: "messages", expected: "the templates that come with the program",
                    hint: "build or install it again")
            ])
        }
        var sources = try read(builtIn, calledBy: { "messages/" + $0 })
        if let folder { sources += try read(folder, calledBy: { "\(folder)/\($0)" }) }
        do { return try MessageCatalog(sources) } catch { throw FileProblems(error.problems.map(problem)) }
    }

    private static func read(
        _ folder: String, calledBy name: (String) -> String
    ) throws(FileProblems) -> [TemplateSource] {
        let paths: [String]
        do { paths = try FileManager.default.subpathsOfDirectory(atPath: folder) } catch {
            throw FileProblems([
                FileProblem(
                    file: folder, name: "templates", expected: "a folder that can be read",
                    hint: "check the path and the permissions")
            ])
        }
        var sources: [TemplateSource] = []
        for path in paths.sorted() where path.hasSuffix(".txt") {
            let source = try SourceText(path: "\(folder)/\(path)", limit: sizeLimitBytes)
            sources.append(TemplateSource(path: path, file: name(path), text: source.text))
        }
        return sources
    }

    /// The sentence about one thing that is wrong in a template.
    static func problem(_ problem: TemplateProblem) -> FileProblem {
        let known = problem.known.joined(separator: ", ")
        func made(_ name: String?, _ value: String?, _ expected: String, hint: String? = nil) -> FileProblem {
            FileProblem(
                file: problem.file, line: problem.line, name: name, value: value, expected: expected, hint: hint)
        }
        return switch problem.what {
        case .unknownVariable(let name):
            made(
                "variable", name, "one of \(known)",
                hint: nearestName(to: name, in: problem.known).map { "did you mean \($0)?" })
        case .unknownName(let name):
            made(
                "name", name, known.isEmpty ? "LANGUAGE/MESSAGE.txt" : "one of \(known)",
                hint: nearestName(to: name, in: problem.known).map { "did you mean \($0)?" })
        case .includesItself(let name):
            made("include", name, "a part that does not include itself, also by way of others")
        case .wrongForm(let name, let expected): made("variable", name, expected)
        case .unbalanced(let tag):
            made("tag", tag, "every {if} and {each} closed by one {end}, and every { by a }", hint: "{{ is a brace")
        case .subjectMissing: made(nil, nil, "\"subject: ...\" on the first line")
        case .missing(let what): made(nil, nil, what)
        case .unreadable(let text):
            made(
                "tag", text,
                "{name}, {if name}, {else}, {each name}, {include part}, {end}, or key: value in language.txt")
        }
    }
}
