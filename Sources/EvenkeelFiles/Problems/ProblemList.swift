/// Collects the problems of one file while it is read, so that a person can put them all right at once.
final class ProblemList {
    let file: String
    private let limit: Int
    private var problems: [FileProblem] = []
    private(set) var total = 0

    /// - Parameter limit: how many are kept; the others are only counted.
    init(file: String, limit: Int = FileProblems.limit) {
        self.file = file
        self.limit = limit
    }

    var isEmpty: Bool { total == 0 }

    /// True when further problems are only counted.
    var isFull: Bool { problems.count >= limit }

    /// Problems that nobody needs to look at, since the list is full.
    func count(_ more: Int) { total += more }

    /// Hints are looked for only while there is room: a nearest name among a million ids takes its time.
    func add(
        line: Int? = nil, column: Int? = nil, name: String? = nil, value: String? = nil, expected: String,
        hint: @autoclosure () -> String? = nil
    ) {
        total += 1
        guard !isFull else { return }
        problems.append(
            FileProblem(
                file: file, line: line, column: column, name: name, value: value, expected: expected, hint: hint()))
    }

    /// In the order of the file.
    var collected: FileProblems {
        let sorted = problems.enumerated().sorted { left, right in
            let a = (left.element.line ?? 0, left.element.column ?? 0, left.offset)
            let b = (right.element.line ?? 0, right.element.column ?? 0, right.offset)
            return a < b
        }
        return FileProblems(sorted.map(\.element), total: total)
    }

    func throwIfAny() throws(FileProblems) { if !isEmpty { throw collected } }
}
