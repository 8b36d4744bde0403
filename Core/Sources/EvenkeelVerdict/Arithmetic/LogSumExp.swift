#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The logarithm of a sum of exponentials, without overflow.
///
/// - Returns: minus infinity for no terms; infinity if any term is.
func logSumExp(_ terms: [Double]) -> Double {
    guard let largest = terms.max(), largest.isFinite else { return terms.max() ?? -.infinity }
    var sum = 0.0
    for term in terms { sum += exp(term - largest) }
    return largest + log(sum)
}
