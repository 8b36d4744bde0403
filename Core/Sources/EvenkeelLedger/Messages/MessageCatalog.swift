/// The templates of all languages, parsed and checked: nothing in it can fail any more.
public struct MessageCatalog: Sendable {
    private struct Pack: Sendable {
        var form: LanguageForm
        var templates: [MessageKind: MessageTemplate] = [:]
    }

    /// The language messages fall back to.
    public static let fallback = "en"

    private var packs: [String: Pack] = [:]

    /// No template at all: every message lists what it knows. For tests that do not read messages.
    public static let bare = MessageCatalog()

    private init() {}

    /// Parses the files of all languages. Of two with the same path the later counts: the operator's own.
    public init(_ sources: [TemplateSource]) throws(TemplateProblems) {
        var problems: [TemplateProblem] = []
        var folders: [String: [String: TemplateSource]] = [:]
        for source in sources {
            let parts = source.path.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                problems.append(TemplateProblem(file: source.file, line: 1, what: .unknownName(source.path)))
                continue
            }
            folders[parts[0], default: [:]][parts[1]] = source
        }
        for (tag, files) in folders.sorted(by: { $0.key < $1.key }) {
            do throws(TemplateProblem) {
                let form = try files["language.txt"].map { file throws(TemplateProblem) in
                    try LanguageForm(file, tag: tag)
                }
                packs[tag.lowercased()] = Pack(form: form ?? .english)
            } catch { problems.append(error) }
            let parts = Dictionary(
                uniqueKeysWithValues: files.filter { $0.key.hasPrefix("parts/") && $0.key.hasSuffix(".txt") }.map {
                    (String($0.key.dropFirst("parts/".count).dropLast(".txt".count)), $0.value)
                })
            for (name, source) in files.sorted(by: { $0.key < $1.key }) where name != "language.txt" {
                if name.hasPrefix("parts/") { continue }
                let kind = name.hasSuffix(".txt") ? MessageKind(rawValue: String(name.dropLast(4))) : nil
                guard let kind else {
                    let known = MessageKind.allCases.map { $0.rawValue + ".txt" }
                    problems.append(
                        TemplateProblem(file: source.file, line: 1, what: .unknownName(name), known: known))
                    continue
                }
                do throws(TemplateProblems) {
                    packs[tag.lowercased()]?.templates[kind] = try MessageTemplate(
                        source, variables: kind.variables, parts: parts)
                } catch {
                    // A part stands in many messages; what is wrong in it is said once.
                    problems += error.problems.filter { met in
                        !problems.contains { $0.file == met.file && $0.line == met.line && $0.what == met.what }
                    }
                }
            }
        }
        if !problems.isEmpty { throw TemplateProblems(problems: problems) }
    }

    public var languages: [String] { packs.keys.sorted() }

    /// Messages that a language leaves to English: a test wants none for those that are shipped.
    public func gaps(in language: String) -> [MessageKind] {
        MessageKind.allCases.filter { packs[language]?.templates[$0] == nil }
    }

    /// The form of a BCP 47 tag: of the tag itself, of its language, else of English.
    public func form(of tag: String?) -> LanguageForm {
        for candidate in candidates(tag) { if let pack = packs[candidate] { return pack.form } }
        return .english
    }

    /// A message in the language of `tag`, or in English where it is not translated.
    ///
    /// - Parameter model: the values as that language writes them; called again for English where it must be.
    public func render(
        _ kind: MessageKind, in tag: String?, model: (LanguageForm) -> MessageModel
    ) -> (message: RenderedMessage, language: String) {
        for candidate in candidates(tag) {
            guard let pack = packs[candidate] else { continue }
            let owner = pack.templates[kind] != nil ? candidate : pack.form.like ?? candidate
            guard let template = packs[owner]?.templates[kind] else { continue }
            return (RenderedMessage(template, model(pack.form).values, language: pack.form), owner)
        }
        let model = model(.english)
        return (RenderedMessage(bare: model), Self.fallback)
    }

    private func candidates(_ tag: String?) -> [String] {
        var candidates: [String] = []
        var rest = tag?.lowercased() ?? ""
        while !rest.isEmpty {
            candidates.append(rest)
            rest = rest.lastIndex(of: "-").map { String(rest[..<$0]) } ?? ""
        }
        // Old tags for Hebrew.
        if candidates.last == "iw" { candidates.append("he") }
        return candidates + [Self.fallback]
    }
}

extension RenderedMessage {
    /// What is said where there is no template at all: everything that is known, by name. Not pretty, and not silence.
    init(bare model: MessageModel) {
        var lines: [String] = []
        func write(_ values: [String: TemplateValue], _ margin: String) {
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                switch value {
                case .text(let text): lines.append("\(margin)\(name): \(text)")
                case .flag(let flag): if flag { lines.append("\(margin)\(name)") }
                case .list(let items):
                    for item in items {
                        lines.append("\(margin)\(name):")
                        write(item, margin + "  ")
                    }
                }
            }
        }
        write(model.values, "")
        var subject = model.kind.rawValue
        for name in ["title", "release"] { if case .text(let text)? = model.values[name] { subject += ": \(text)" } }
        self.init(subject: subject, text: lines.joined(separator: "\n") + "\n")
    }
}
