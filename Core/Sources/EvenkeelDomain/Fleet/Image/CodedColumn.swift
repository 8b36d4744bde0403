/// A fact by site, every distinct value written once and named by a code: a condition is decided once per value,
/// and a site costs four bytes.
///
/// `codes` is empty when the fact is unknown everywhere; code 0 is unknown, code `c` of 1 or more is `values[c - 1]`.
/// Codes are given in the order in which values first appear, so that equal columns have equal codes. Versions are kept
/// as written: `5.2` and `5.2.0` have two codes although they are equal.
public struct CodedColumn<Value: Hashable & Sendable>: Sendable, Hashable {
    public let codes: [UInt32]
    public let values: [Value]

    @inlinable
    public subscript(_ site: Int) -> Value? {
        let code = code(of: site)
        return code == 0 ? nil : values[code - 1]
    }

    @inlinable
    public func code(of site: Int) -> Int { codes.isEmpty ? 0 : Int(codes[site]) }
}
