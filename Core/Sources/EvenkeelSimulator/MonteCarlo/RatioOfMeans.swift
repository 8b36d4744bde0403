/// How many times as much one approach costs as another, from runs with common random numbers.
public struct RatioOfMeans: Hashable, Sendable {
    public let ratio: Double
    /// Half the width of the 95 % interval, by the delta method on the pairs (Cochran, Sampling Techniques, 3rd edition,
    /// section 6.3).
    public let margin: Double

    /// Nil where the second is nothing on average.
    ///
    /// - Parameter pairs: the same run under both.
    public init?(pairs: [(of: Double, to: Double)]) {
        let count = Double(pairs.count)
        let whole = pairs.reduce(0) { $0 + $1.to }
        guard whole > 0 else { return nil }
        let ratio = pairs.reduce(0) { $0 + $1.of } / whole
        self.ratio = ratio
        let squares = pairs.reduce(0) { $0 + ($1.of - ratio * $1.to) * ($1.of - ratio * $1.to) }
        margin = pairs.count > 1 ? 1.96 * (squares / (count - 1) / count).squareRoot() / (whole / count) : 0
    }
}
