#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A log e-value as odds, at most 1e15: JSON has no infinity.
func odds(_ logEvidence: Double) -> Double { min(exp(logEvidence), 1e15) }
