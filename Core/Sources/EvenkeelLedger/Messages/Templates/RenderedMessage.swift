/// A message as it is read: subject, text, and the same in HTML.
public struct RenderedMessage: Hashable, Sendable {
    public let subject: String
    public let text: String
    public let html: String

    /// A message without a template; its HTML is the text as it stands.
    init(subject: String, text: String) {
        self.subject = subject
        self.text = text
        html = "<!doctype html>\n<pre>\(Self.escaped(text))</pre>\n"
    }

    init(_ template: MessageTemplate, _ values: [String: TemplateValue], language: LanguageForm) {
        let subject = TemplateLine.lines(template.subject, values).map(\.text).joined(separator: " ")
        var lines = TemplateLine.lines(template.body, values)
        while lines.last?.form == .blank { lines.removeLast() }
        // One empty line is as good as three, and none as good as one at the beginning.
        var before = TemplateLine.Form.blank
        lines.removeAll { line in
            defer { before = line.form }
            return line.form == .blank && before == .blank
        }
        self.subject = subject
        var text = ""
        for line in lines {
            Self.write(line, to: &text)
            text += "\n"
        }
        self.text = lines.isEmpty ? "\n" : text
        html = Self.page(lines, title: subject, language: language)
    }

    private static func write(_ line: TemplateLine, to text: inout String) {
        switch line.form {
        case .blank: return
        case .paragraph, .heading: line.write(to: &text)
        case .item:
            text += "- "
            line.write(to: &text)
        case .action:
            let (url, label) = action(line)
            text += label.isEmpty ? url : "\(label): \(url)"
        }
    }

    /// `=> {url} label`.
    private static func action(_ line: TemplateLine) -> (url: String, label: String) {
        let url = line.pieces.first?.text ?? ""
        let label = line.pieces.dropFirst().map(\.text).joined()
        return (url, String(label.drop { $0 == " " }))
    }

    // MARK: HTML

    /// Styles stand on the elements, because mail programs drop style sheets.
    private static func page(_ lines: [TemplateLine], title: String, language: LanguageForm) -> String {
        let direction = language.isRightToLeft ? "rtl" : "ltr"
        let style = "margin:0 auto;max-width:36em;padding:1em;font:16px/1.5 sans-serif;color:#1c2430"
        let (tag, title) = (escaped(language.tag), escaped(title))
        var page = """
            <!doctype html>
            <html lang="\(tag)" dir="\(direction)">
            <head><meta charset="utf-8"><title>\(title)</title></head>
            <body dir="\(direction)" style="\(style)">

            """
        var index = 0
        while index < lines.count {
            let form = lines[index].form
            var end = index + 1
            if form == .paragraph || form == .item { while end < lines.count, lines[end].form == form { end += 1 } }
            let run = lines[index..<end]
            index = end
            switch form {
            case .blank: continue
            case .heading:
                page += "<h2 style=\"font-size:1.15em;margin:0 0 .6em\">"
                write(inline: run[run.startIndex], to: &page)
                page += "</h2>\n"
            case .item:
                page += "<ul>\n"
                for line in run {
                    page += "<li>"
                    write(inline: line, to: &page)
                    page += "</li>\n"
                }
                page += "</ul>\n"
            case .paragraph:
                let isForeign = run.allSatisfy { $0.pieces.allSatisfy(\.isValue) }
                // Its direction is that of its words, which are looked for outside of `bdi` only.
                page += isForeign ? "<p dir=\"auto\">" : "<p>"
                for (number, line) in run.enumerated() {
                    if number > 0 { page += "<br>\n" }
                    if isForeign { page += escaped(line.text) } else { write(inline: line, to: &page) }
                }
                page += "</p>\n"
            case .action: page += button(run[run.startIndex])
            }
        }
        return page + "</body>\n</html>\n"
    }

    private static func write(inline line: TemplateLine, to page: inout String) {
        for piece in line.pieces {
            if piece.isValue { page += "<bdi>" }
            page += escaped(piece.text)
            if piece.isValue { page += "</bdi>" }
        }
    }

    /// Only the web is linked to, whatever a template says.
    private static func button(_ line: TemplateLine) -> String {
        let (url, label) = action(line)
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else { return "<p>\(escaped(label))</p>\n" }
        let style = "display:inline-block;padding:.5em 1em;border:1px solid #1c5fa8;border-radius:.3em;color:#1c5fa8"
        return "<p><a href=\"\(escaped(url))\" style=\"\(style)\">\(escaped(label.isEmpty ? url : label))</a></p>\n"
    }

    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 || $0 == 0x27 }) else {
            return text
        }
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
