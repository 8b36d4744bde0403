/// One thing that is wrong in a template, with the place and the names that are known there.
public struct TemplateProblem: Error, Hashable, Sendable {
    public enum What: Hashable, Sendable {
        /// A name that the message does not offer; `known` lists those it does.
        case unknownVariable(String)
        /// A list that is printed, a text that is walked, a flag that is printed.
        case wrongForm(String, expected: String)
        /// A part, a message or a key that does not exist.
        case unknownName(String)
        /// A part that includes itself, also by way of others.
        case includesItself(String)
        /// A tag that is not closed, or closes nothing.
        case unbalanced(String)
        case subjectMissing
        case missing(String)
        case unreadable(String)
    }

    public let file: String
    public let line: Int
    public let what: What
    public let known: [String]

    public init(file: String, line: Int, what: What, known: [String] = []) {
        self.file = file
        self.line = line
        self.what = what
        self.known = known
    }
}

/// All that is wrong in a set of templates.
public struct TemplateProblems: Error, Hashable, Sendable {
    public let problems: [TemplateProblem]
}
