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
        while lines.first?.form == .blank { lines.removeFirst() }
        while lines.last?.form == .blank { lines.removeLast() }
        // One empty line is as good as three.
        lines = lines.enumerated().filter {
            $0.offset == 0 || $0.element.form != .blank || lines[$0.offset - 1].form != .blank
        }
        .map(\.element)
        self.subject = subject
        text = lines.map(Self.plain).joined(separator: "\n") + "\n"
        html = Self.page(lines, title: subject, language: language)
    }

    private static func plain(_ line: TemplateLine) -> String {
        switch line.form {
        case .blank: return ""
        case .paragraph, .heading: return line.text
        case .item: return "- " + line.text
        case .action:
            let (url, label) = action(line)
            return label.isEmpty ? url : "\(label): \(url)"
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
        var body = ""
        var index = 0
        while index < lines.count {
            let form = lines[index].form
            var run = [lines[index]]
            if form == .paragraph || form == .item {
                while index + run.count < lines.count, lines[index + run.count].form == form {
                    run.append(lines[index + run.count])
                }
            }
            index += run.count
            switch form {
            case .blank: continue
            case .heading: body += "<h2 style=\"font-size:1.15em;margin:0 0 .6em\">\(inline(run[0]))</h2>\n"
            case .item: body += "<ul>\n" + run.map { "<li>\(inline($0))</li>\n" }.joined() + "</ul>\n"
            case .paragraph:
                let isForeign = run.allSatisfy { $0.pieces.allSatisfy(\.isValue) }
                // Its direction is that of its words, which are looked for outside of `bdi` only.
                let open = isForeign ? "<p dir=\"auto\">" : "<p>"
                body +=
                    open + run.map { isForeign ? escaped($0.text) : inline($0) }.joined(separator: "<br>\n") + "</p>\n"
            case .action: body += button(run[0])
            }
        }
        return """
            <!doctype html>
            <html lang="\(escaped(language.tag))" dir="\(direction)">
            <head><meta charset="utf-8"><title>\(escaped(title))</title></head>
            <body dir="\(direction)" style="\(style)">
            \(body)</body>
            </html>

            """
    }

    private static func inline(_ line: TemplateLine) -> String {
        line.pieces.map { $0.isValue ? "<bdi>\(escaped($0.text))</bdi>" : escaped($0.text) }.joined()
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
