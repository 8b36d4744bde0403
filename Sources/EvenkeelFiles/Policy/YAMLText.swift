import Yams

/// Reads one YAML document into nodes that know their place. Anchors are refused before anything is built: a few
/// lines of nested aliases stand for billions of nodes, and no file of ours needs them.
enum YAMLText {
    static let sizeLimitBytes = 1 << 20

    static func root(of source: SourceText) throws(FileProblems) -> Node {
        let text = source.text
        if let (line, column) = anchor(in: text) {
            throw problem(
                source, line, column, "plain values: anchors and aliases are not accepted",
                "repeat the value; write \"&\" in text with a space after it")
        }
        do {
            // Very short strings are stored without an address of their own, which the C parser needs.
            let padded = text.utf8.count < 64 ? text + "\n" + String(repeating: "#", count: 64) + "\n" : text
            guard let node = try compose(yaml: padded) else {
                throw problem(source, 1, nil, "a mapping of keys and values, found nothing", nil)
            }
            return node
        } catch let problems as FileProblems {
            throw problems
        } catch let error as YamlError {
            throw translate(error, source)
        } catch {
            throw problem(source, nil, nil, "YAML: \(error)", nil)
        }
    }

    private static func problem(
        _ source: SourceText, _ line: Int?, _ column: Int?, _ expected: String, _ hint: String?
    ) -> FileProblems {
        FileProblems([FileProblem(file: source.name, line: line, column: column, expected: expected, hint: hint)])
    }

    /// The first `&name` that could be an anchor: at the beginning of a value. Quotes are not looked at, so that
    /// no quoting can hide one.
    private static func anchor(in text: String) -> (line: Int, column: Int)? {
        var line = 1
        var column = 0
        var previous: Unicode.Scalar = "\n"
        var suspect: (line: Int, column: Int)?
        for scalar in text.unicodeScalars {
            if let suspect, !scalar.properties.isWhitespace { return suspect }
            suspect = nil
            if previous == "\n" { (line, column) = (column == 0 ? line : line + 1, 0) }
            column += 1
            if scalar == "&", previous.properties.isWhitespace || "[{,:-?".unicodeScalars.contains(previous) {
                suspect = (line, column)
            }
            previous = scalar
        }
        return nil
    }

    /// The line on which a key stands a second time in the mapping that begins there; nil where a mapping on one line holds
    /// both.
    private static func repeated(_ key: String, from start: Mark, _ source: SourceText) -> Int? {
        let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
        var found = 0
        for (index, line) in lines.enumerated().dropFirst(start.line - 1) {
            let text = line.drop { $0 == " " }
            let column = line.count - text.count + 1
            if column < start.column, !text.isEmpty, text.first != "#", text.first != "-" { return nil }
            guard column == start.column || (index == start.line - 1 && line.contains(key)) else { continue }
            let written = [key, "\"\(key)\"", "'\(key)'"]
            let isKey = written.contains { name in
                text.hasPrefix("\(name):") || text.hasPrefix("- \(name):") || text.hasPrefix("\(name) :")
            }
            if isKey { found += 1 }
            if found == 2 { return index + 1 }
        }
        return nil
    }

    private static func translate(_ error: YamlError, _ source: SourceText) -> FileProblems {
        switch error {
        case .scanner(let context, let text, let mark, _), .parser(let context, let text, let mark, _),
            .composer(let context, let text, let mark, _):
            if text.contains("nesting level") {
                return problem(source, mark.line, mark.column, "values that are not nested so deeply", nil)
            }
            let fault = text.hasPrefix("but ") ? String(text.dropFirst(4)) : text
            // What is never closed is missed at the end; what helps is where it was opened.
            if let context, mark.line > source.lineCount {
                let isKnown = context.mark.line <= source.lineCount
                return problem(
                    source, isKnown ? context.mark.line : source.lineCount, isKnown ? context.mark.column : nil,
                    "valid YAML, but \(fault) before the end of the file (\(context.text))",
                    "close what is opened \(isKnown ? "here" : "before"), or quote it if it is text")
            }
            let opening = context.map { " (\($0.text) at line \($0.mark.line))" } ?? ""
            return problem(
                source, min(mark.line, source.lineCount), mark.column, "valid YAML, but \(fault)\(opening)",
                "indent with spaces and quote text that contains \": \" or begins with a special character")
        case .reader(let text, let offset, _, let yaml):
            let line = offset.map { 1 + yaml.prefix($0).count { $0 == "\n" || $0 == "\r\n" } }
            return problem(source, line, nil, "valid YAML, but \(text)", nil)
        case .duplicatedKeysInMapping(let keys, let context):
            let again = keys.first.flatMap { repeated($0, from: context.mark, source) }
            let found = FileProblem(
                file: source.name, line: again ?? context.mark.line, column: context.mark.column, name: "key",
                value: keys.first, expected: "each key once",
                hint: again.map { _ in "it stands above already; keep one of the two" })
            return FileProblems([found])
        default: return problem(source, nil, nil, "valid YAML, but \(error)", nil)
        }
    }
}
