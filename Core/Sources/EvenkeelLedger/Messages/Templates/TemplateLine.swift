/// One line of a rendered template: what it is by the template's own words, and its pieces.
struct TemplateLine: Hashable {
    enum Form: Hashable { case paragraph, item, heading, action, blank }

    struct Piece: Hashable {
        var text: String
        /// True for what came from a variable: set apart in HTML, because its direction may differ from the text's.
        var isValue: Bool
    }

    var form: Form
    var pieces: [Piece]

    /// The first mark of a line says what it is; it must stand in the template, not in a value.
    private static let marks: [(String, Form)] = [("- ", .item), ("## ", .heading), ("=> ", .action)]

    private init(_ pieces: [Piece]) {
        var pieces = pieces
        form = pieces.allSatisfy { $0.text.utf8.allSatisfy { $0 == UInt8(ascii: " ") } } ? .blank : .paragraph
        if let first = pieces.first, !first.isValue {
            for (mark, form) in Self.marks where first.text.hasPrefix(mark) {
                self.form = form
                pieces[0].text.removeFirst(mark.count)
            }
        }
        self.pieces = pieces.contains { $0.text.isEmpty } ? pieces.filter { !$0.text.isEmpty } : pieces
    }

    /// The lines of `nodes` with these values.
    static func lines(_ nodes: [MessageTemplate.Node], _ values: [String: TemplateValue]) -> [TemplateLine] {
        var pieces: [[Piece]] = [[]]
        write(nodes, values, to: &pieces)
        return pieces.flatMap { pieces -> [TemplateLine] in
            let line = TemplateLine(pieces)
            guard line.form == .paragraph else { return [line.onOneLine] }
            guard line.pieces.contains(where: { $0.text.utf8.contains(UInt8(ascii: "\n")) }) else { return [line] }
            // What a person wrote keeps its own lines, each of them a line of a paragraph and nothing else.
            var parts: [[Piece]] = [[]]
            for piece in line.pieces {
                guard piece.text.utf8.contains(UInt8(ascii: "\n")) else {
                    parts[parts.count - 1].append(piece)
                    continue
                }
                for (index, text) in piece.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                    if index > 0 { parts.append([]) }
                    parts[parts.count - 1].append(Piece(text: String(text), isValue: piece.isValue))
                }
            }
            return parts.map { part in
                var line = TemplateLine([])
                line.pieces = part.filter { !$0.text.isEmpty }
                line.form = line.pieces.isEmpty ? .blank : .paragraph
                return line
            }
        }
    }

    private var onOneLine: TemplateLine {
        var line = self
        for index in line.pieces.indices where line.pieces[index].text.utf8.contains(where: Self.mayBreak) {
            line.pieces[index].text = String(line.pieces[index].text.map { $0.isNewline ? " " : $0 })
        }
        return line
    }

    /// The first bytes of all that Unicode calls a new line: most texts have none and are left as they are.
    private static func mayBreak(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0xC2 || byte == 0xE2 }

    var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    func write(to text: inout String) { for piece in pieces { text += piece.text } }

    private static func write(
        _ nodes: [MessageTemplate.Node], _ values: [String: TemplateValue], to lines: inout [[Piece]]
    ) {
        for node in nodes {
            switch node {
            case .literal(let text): lines[lines.count - 1].append(Piece(text: text, isValue: false))
            case .newline: lines.append([])
            case .variable(let name):
                guard case .text(let text)? = values[name] else { continue }
                lines[lines.count - 1].append(Piece(text: text, isValue: true))
            case .condition(let name, let then, let otherwise):
                write(values[name]?.isThere == true ? then : otherwise, values, to: &lines)
            case .each(let name, let inner):
                guard case .list(let items)? = values[name] else { continue }
                for item in items { write(inner, values.merging(item) { $1 }, to: &lines) }
            }
        }
    }
}
