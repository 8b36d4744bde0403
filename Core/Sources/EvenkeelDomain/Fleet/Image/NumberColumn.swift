/// A share by site, as a number from 0 to 1; not-a-number where it is unknown, `values` empty when unknown everywhere.
public struct NumberColumn: Sendable, Equatable {
    public let values: [Double]

    @inlinable
    public subscript(_ site: Int) -> Double? {
        guard !values.isEmpty, !values[site].isNaN else { return nil }
        return values[site]
    }

    public static func == (left: Self, right: Self) -> Bool {
        // Unknown equals unknown here, which `nan == nan` denies.
        left.values.elementsEqual(right.values) { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
}
