/// How much each combination counts when an order is made. What is reported as coverage is never weighted.
public enum CombinationWeights: Sendable, Hashable {
    case equal
    /// A combination with a mark that the release touches counts `factor` times, 1...1,000.
    case touched(marks: Set<Int>, factor: Int = 3)
    /// A combination counts the seats of all rows among the items that run it, at least 1 and at most 2^32 - 1.
    case seats(perRow: [Int32])
}
