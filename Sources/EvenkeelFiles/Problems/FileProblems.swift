/// Everything that is wrong in a file, as far as it was looked for: the first 50 problems, and how many there were.
public struct FileProblems: Error, Hashable, Sendable, CustomStringConvertible {
    public static let limit = 50

    public let problems: [FileProblem]
    public let total: Int

    public init(_ problems: [FileProblem], total: Int? = nil) {
        self.problems = Array(problems.prefix(Self.limit))
        self.total = max(total ?? 0, problems.count)
    }

    /// One line a problem, and one for those not listed.
    public var description: String {
        let rest = total - problems.count
        return (problems.map(\.description) + (rest > 0 ? ["and \(rest) more problems"] : [])).joined(separator: "\n")
    }
}
