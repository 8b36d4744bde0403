/// A template after parsing: its variables are known to exist, so that rendering cannot fail.
///
/// The syntax is small on purpose; `docs/reference/message-templates.md` has it whole. A line's form comes from what the
/// template says at its beginning, never from a value: text that a person wrote cannot become a link.
public struct MessageTemplate: Hashable, Sendable {
    indirect enum Node: Hashable, Sendable {
        case literal(String)
        case variable(String)
        case newline
        case condition(String, then: [Node], otherwise: [Node])
        case each(String, [Node])
    }

    public let file: String
    let subject: [Node]
    let body: [Node]

    /// Parses `source` against the variables of its message.
    ///
    /// - Parameter parts: those of the same language by name, for `{include name}`.
    init(
        _ source: TemplateSource, variables: [TemplateVariable], parts: [String: TemplateSource]
    ) throws(TemplateProblems) {
        file = source.file
        var lines = source.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.last == "\r" ? String(line.dropLast()) : String(line)
        }
        var skipped = 0
        while let first = lines.first, first.hasPrefix("#!") {
            lines.removeFirst()
            skipped += 1
        }
        guard let first = lines.first, first.hasPrefix("subject:") else {
            throw TemplateProblems(problems: [
                TemplateProblem(file: source.file, line: skipped + 1, what: .subjectMissing)
            ])
        }
        let context = TemplateParser.Context(parts: parts)
        let subject = TemplateParser.parse(
            [String(first.dropFirst("subject:".count).drop { $0 == " " })], file: source.file, from: skipped + 1,
            variables: variables, context: context)
        let body = TemplateParser.parse(
            Array(lines.dropFirst()), file: source.file, from: skipped + 2, variables: variables, context: context)
        let problems = subject.problems + body.problems
        guard problems.isEmpty else { throw TemplateProblems(problems: problems) }
        (self.subject, self.body) = (subject.nodes, body.nodes)
    }
}
