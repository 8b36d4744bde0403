/// What many runs say about one figure.
public struct Distribution: Hashable, Sendable {
    /// Ascending; at least one.
    public let values: [Double]
    public let mean: Double
    /// Half the width of the 95 % interval of the mean, 1.96 standard errors; 0 for a single run.
    public let meanMargin: Double

    /// Nil for no values.
    public init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        self.values = values.sorted()
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        meanMargin = values.count > 1 ? 1.96 * (squares / (count - 1) / count).squareRoot() : 0
    }

    /// The smallest value that this share of the runs does not exceed: always a value that occurred.
    public func quantile(_ share: Double) -> Double {
        let rank = Int((share * Double(values.count)).rounded(.up))
        return values[min(values.count, max(1, rank)) - 1]
    }
}
