/// Reads the lines of a template into nodes, and checks every name on the way: all that is wrong is said at once.
struct TemplateParser {
    /// What includes are answered from.
    struct Context {
        let parts: [String: TemplateSource]
        /// The parts that include this one, the outermost first.
        var within: [String] = []
    }

    private enum Token {
        case literal(String)
        case newline
        case tag(String)
    }

    private let file: String
    private let context: Context
    private let tokens: [(token: Token, line: Int)]
    private var next = 0
    private var problems: [TemplateProblem] = []

    static func parse(
        _ lines: [String], file: String, from line: Int, variables: [TemplateVariable], context: Context
    ) -> (nodes: [MessageTemplate.Node], problems: [TemplateProblem]) {
        var tokens: [(Token, Int)] = []
        var problems: [TemplateProblem] = []
        for (index, text) in lines.enumerated() {
            let number = line + index
            let found: [Token]
            do { found = try Self.tokens(text, file: file, line: number) } catch {
                problems.append(error)
                continue
            }
            tokens += found.map { ($0, number) }
            // A line that only steers leaves no empty line behind.
            if case .tag(let tag)? = found.first, found.count == 1, isControl(tag) { continue }
            if index < lines.count - 1 { tokens.append((.newline, number)) }
        }
        var parser = TemplateParser(file: file, context: context, tokens: tokens)
        var nodes: [MessageTemplate.Node] = []
        do throws(TemplateProblem) {
            let (read, end) = try parser.nodes(variables)
            if let end { throw TemplateProblem(file: file, line: parser.line, what: .unbalanced(end)) }
            nodes = read
        } catch { parser.problems.append(error) }
        return (nodes, problems + parser.problems)
    }

    private init(file: String, context: Context, tokens: [(Token, Int)]) {
        self.file = file
        self.context = context
        self.tokens = tokens
    }

    private static func isControl(_ tag: String) -> Bool {
        let word = tag.prefix { $0 != " " }
        return ["if", "else", "end", "each", "include"].contains(String(word))
    }

    /// `{{` is a brace.
    private static func tokens(_ text: String, file: String, line: Int) throws(TemplateProblem) -> [Token] {
        var tokens: [Token] = []
        var literal = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "{" else {
                literal.append(character)
                continue
            }
            if rest.first == "{" {
                rest.removeFirst()
                literal.append("{")
                continue
            }
            guard let end = rest.firstIndex(of: "}") else {
                throw TemplateProblem(file: file, line: line, what: .unbalanced("{" + rest))
            }
            if !literal.isEmpty { tokens.append(.literal(literal)) }
            literal = ""
            tokens.append(.tag(rest[..<end].split(separator: " ").joined(separator: " ")))
            rest = rest[rest.index(after: end)...]
        }
        if !literal.isEmpty { tokens.append(.literal(literal)) }
        return tokens
    }

    private var line: Int { tokens.indices.contains(next - 1) ? tokens[next - 1].line : tokens.last?.line ?? 1 }

    /// Nodes up to the tag that ends them, which is returned: `else`, `end`, or nil for the end of the text. Throws what
    /// leaves nothing to go on with; a wrong name is noted.
    private mutating func nodes(
        _ variables: [TemplateVariable]
    ) throws(TemplateProblem) -> ([MessageTemplate.Node], String?) {
        var nodes: [MessageTemplate.Node] = []
        while next < tokens.count {
            let (token, line) = tokens[next]
            next += 1
            switch token {
            case .literal(let text): nodes.append(.literal(text))
            case .newline: nodes.append(.newline)
            case .tag(let tag):
                let words = tag.split(separator: " ").map(String.init)
                switch (words.first ?? "", words.count) {
                case ("else", 1), ("end", 1): return (nodes, tag)
                case ("if", 2):
                    _ = form(words[1], variables, line)
                    let (then, end) = try self.nodes(variables)
                    var otherwise: [MessageTemplate.Node] = []
                    if end == "else" {
                        let (nodes, last) = try self.nodes(variables)
                        otherwise = nodes
                        guard last == "end" else { throw problem(.unbalanced(tag), line) }
                    } else if end == nil {
                        throw problem(.unbalanced(tag), line)
                    }
                    nodes.append(.condition(words[1], then: then, otherwise: otherwise))
                case ("each", 2):
                    var item: [TemplateVariable] = []
                    switch form(words[1], variables, line) {
                    case .list(let inner)?: item = inner
                    case .some: problems.append(problem(.wrongForm(words[1], expected: "a list"), line))
                    case nil: break
                    }
                    let names = Set(item.map(\.name))
                    let (inner, end) = try self.nodes(item + variables.filter { !names.contains($0.name) })
                    guard end == "end" else { throw problem(.unbalanced(tag), line) }
                    nodes.append(.each(words[1], inner))
                case ("include", 2): nodes += included(words[1], variables, line)
                case (let name, 1):
                    switch form(name, variables, line) {
                    case .text?, .optional?: nodes.append(.variable(name))
                    case .flag?, .list?: problems.append(problem(.wrongForm(name, expected: "a text"), line))
                    case nil: break
                    }
                default: problems.append(problem(.unreadable(tag), line))
                }
            }
        }
        return (nodes, nil)
    }

    private mutating func included(
        _ name: String, _ variables: [TemplateVariable], _ line: Int
    ) -> [MessageTemplate.Node] {
        guard !context.within.contains(name) else {
            problems.append(problem(.includesItself(name), line))
            return []
        }
        guard context.within.count < 4, let part = context.parts[name] else {
            problems.append(
                TemplateProblem(
                    file: file, line: line, what: .unknownName(name), known: context.parts.keys.sorted()))
            return []
        }
        var inner = context
        inner.within.append(name)
        var lines = part.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        let (nodes, met) = Self.parse(lines, file: part.file, from: 1, variables: variables, context: inner)
        problems += met
        return nodes + [.newline]
    }

    /// Nil for a name that is not known, which is noted.
    private mutating func form(
        _ name: String, _ variables: [TemplateVariable], _ line: Int
    ) -> TemplateVariable.Form? {
        if let variable = variables.first(where: { $0.name == name }) { return variable.form }
        problems.append(
            TemplateProblem(
                file: file, line: line, what: .unknownVariable(name), known: variables.map(\.name).sorted()))
        return nil
    }

    private func problem(_ what: TemplateProblem.What, _ line: Int) -> TemplateProblem {
        TemplateProblem(file: file, line: line, what: what)
    }
}
