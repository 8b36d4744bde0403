/// Seats, or dates as day numbers (days since 1970-01-01), by site; `Int32.min` where unknown, `values` empty when
/// unknown everywhere. Day numbers reach past the year 9999, and seats past two thousand million: more is kept as
/// `Int32.max`.
public struct IntegerColumn: Sendable, Hashable {
    public static let unknown = Int32.min

    public let values: [Int32]

    @inlinable
    public subscript(_ site: Int) -> Int? {
        guard !values.isEmpty, values[site] != Int32.min else { return nil }
        return Int(values[site])
    }
}
