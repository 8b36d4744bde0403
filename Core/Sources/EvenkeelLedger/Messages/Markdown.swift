/// A text with a little Markdown as pages and mails show it: paragraphs, headings, lists, quotations, code, and within them
/// strong, emphasised, code and links.
///
/// A value and no HTML: a template writes every piece through its own escaping, so that nothing an author wrote can
/// become markup. HTML is text; a link leads to `https`, `http` or `mailto` only. What is not of this subset of
/// CommonMark stands as it was written.
public struct Markdown: Hashable, Sendable {
    public struct Block: Hashable, Sendable {
        public internal(set) var isParagraph = false
        public internal(set) var isHeading = false
        public internal(set) var isQuote = false
        public internal(set) var isCode = false
        public internal(set) var isList = false
        public internal(set) var isNumbered = false
        public internal(set) var spans: [Span] = []
        public internal(set) var items: [Item] = []
    }

    public struct Item: Hashable, Sendable { public let spans: [Span] }

    public struct Span: Hashable, Sendable {
        public internal(set) var text: String
        public internal(set) var isPlain = false
        public internal(set) var isStrong = false
        public internal(set) var isEmphasis = false
        public internal(set) var isCode = false
        public internal(set) var isLink = false
        public internal(set) var href = ""
    }

    public let blocks: [Block]

    public init(_ text: String) {
        var blocks: [Block] = []
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        func prefix(_ line: String) -> Substring { line.drop { $0 == " " } }
        while let line = lines.popFirst() {
            let start = prefix(line)
            if start.isEmpty { continue }
            if start.hasPrefix("```") {
                var code: [String] = []
                while let next = lines.popFirst(), !prefix(next).hasPrefix("```") { code.append(next) }
                blocks.append(Block(isCode: true, spans: [Span(text: code.joined(separator: "\n"), isPlain: true)]))
            } else if let heading = Self.heading(start) {
                blocks.append(Block(isHeading: true, spans: Self.spans(heading)))
            } else if let first = Self.item(start) {
                var items = [first.text]
                while let next = lines.first, let item = Self.item(prefix(next)), item.isNumbered == first.isNumbered {
                    items.append(item.text)
                    lines.removeFirst()
                }
                blocks.append(
                    Block(
                        isList: !first.isNumbered, isNumbered: first.isNumbered,
                        items: items.map { Item(spans: Self.spans($0)) }))
            } else if start.hasPrefix(">") {
                var quoted = [String(prefix(String(start.dropFirst())))]
                while let next = lines.first, prefix(next).hasPrefix(">") {
                    quoted.append(String(prefix(String(prefix(next).dropFirst()))))
                    lines.removeFirst()
                }
                blocks.append(Block(isQuote: true, spans: Self.spans(quoted.joined(separator: "\n"))))
            } else {
                var paragraph = [line]
                while let next = lines.first, !prefix(next).isEmpty, Self.item(prefix(next)) == nil,
                    Self.heading(prefix(next)) == nil, !prefix(next).hasPrefix(">"), !prefix(next).hasPrefix("```")
                {
                    paragraph.append(next)
                    lines.removeFirst()
                }
                blocks.append(Block(isParagraph: true, spans: Self.spans(paragraph.joined(separator: "\n"))))
            }
        }
        self.blocks = blocks
    }

    /// The same without marks: a paragraph each, with its items, for text that is read as it stands.
    public var paragraphs: [(text: String, isItem: Bool)] {
        blocks.flatMap { block -> [(text: String, isItem: Bool)] in
            if block.isNumbered {
                return block.items.enumerated().map { ("\($0 + 1). \(Self.readable($1.spans))", false) }
            }
            if block.isList { return block.items.map { (Self.readable($0.spans), true) } }
            return [(Self.readable(block.spans), false)]
        }
    }

    public var readable: String {
        var text = ""
        var before = false
        for (index, part) in paragraphs.enumerated() {
            if index > 0 { text += before && part.isItem ? "\n" : "\n\n" }
            text += part.isItem ? "- \(part.text)" : part.text
            before = part.isItem
        }
        return text
    }

    /// An address is said: where marks are gone, nothing else would tell where a link leads.
    private static func readable(_ spans: [Span]) -> String {
        spans.map { $0.isLink && $0.href != $0.text ? "\($0.text) (\($0.href))" : $0.text }.joined()
    }

    private static func heading(_ line: Substring) -> String? {
        let signs = line.prefix { $0 == "#" }
        guard (1...6).contains(signs.count), line.dropFirst(signs.count).first == " " else { return nil }
        return String(line.dropFirst(signs.count + 1))
    }

    private static func item(_ line: Substring) -> (text: String, isNumbered: Bool)? {
        if let sign = line.first, "-*+".contains(sign), line.dropFirst().first == " " {
            return (String(line.dropFirst(2)), false)
        }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        let rest = line.dropFirst(digits.count)
        guard (1...3).contains(digits.count), rest.hasPrefix(". ") || rest.hasPrefix(") ") else { return nil }
        return (String(rest.dropFirst(2)), true)
    }

    /// Inline marks do not nest: what is inside one stands as it was written.
    private static func spans(_ text: String) -> [Span] {
        var spans: [Span] = []
        var plain = ""
        var rest = text[...]
        func take(_ span: Span, _ end: String.Index) {
            if !plain.isEmpty { spans.append(Span(text: plain, isPlain: true)) }
            plain = ""
            spans.append(span)
            rest = rest[end...]
        }
        func inside(_ mark: String) -> (text: String, end: String.Index)? {
            guard rest.hasPrefix(mark) else { return nil }
            let body = rest.dropFirst(mark.count)
            guard let end = body.firstRange(of: mark), end.lowerBound > body.startIndex,
                body.first?.isWhitespace == false, body[..<end.lowerBound].last?.isWhitespace == false
            else { return nil }
            return (String(body[..<end.lowerBound]), end.upperBound)
        }
        while let character = rest.first {
            if character == "`", let (code, end) = inside("`") {
                take(Span(text: code, isCode: true), end)
            } else if character == "*", let (strong, end) = inside("**") {
                take(Span(text: strong, isStrong: true), end)
            } else if character == "*", let (emphasis, end) = inside("*") {
                take(Span(text: emphasis, isEmphasis: true), end)
            } else if character == "[", let (span, end) = link(rest) {
                take(span, end)
            } else {
                plain.append(character)
                rest.removeFirst()
            }
        }
        if !plain.isEmpty { spans.append(Span(text: plain, isPlain: true)) }
        return spans
    }

    /// `[text](address)`, for addresses that lead nowhere by surprise.
    private static func link(_ rest: Substring) -> (Span, String.Index)? {
        guard let close = rest.firstIndex(of: "]"), rest[rest.index(after: close)...].first == "(" else { return nil }
        let start = rest.index(close, offsetBy: 2)
        guard let end = rest[start...].firstIndex(of: ")") else { return nil }
        let (text, address) = (String(rest[rest.index(after: rest.startIndex)..<close]), String(rest[start..<end]))
        guard !text.isEmpty,
            ["https://", "http://", "mailto:"].contains(where: { address.lowercased().hasPrefix($0) }),
            !address.contains(where: { $0.isWhitespace || "\"<>".contains($0) })
        else { return nil }
        return (Span(text: text, isLink: true, href: address), rest.index(after: end))
    }
}
