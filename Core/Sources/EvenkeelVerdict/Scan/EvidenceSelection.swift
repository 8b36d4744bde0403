#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Which of many hypotheses may be called false, with a limit on the share of those called so wrongly.
public enum EvidenceSelection {
    /// Of the groups that a verdict blames, on average at most one in twenty is blamed wrongly.
    public static let falseDiscoveries = 0.05

    /// The e-BH procedure: the k strongest, for the largest k whose weakest evidence is at least
    /// hypotheses / (k * falseDiscoveries).
    ///
    /// Holds for e-values that depend on each other in any way. Source: Wang and Ramdas, "False discovery rate control
    /// with e-values", JRSS-B 2022.
    /// - Parameters:
    ///   - logEvidence: natural logarithms of e-values.
    ///   - hypotheses: how many were looked at, fixed beforehand; those left out of `logEvidence` count as not selected.
    ///   - falseDiscoveries: the average share of wrong ones among the selected, between 0 and 1.
    /// - Returns: indices into `logEvidence`, strongest first; of equals the earlier.
    public static func select(logEvidence: [Double], hypotheses: Int, falseDiscoveries: Double) -> [Int] {
        precondition(falseDiscoveries > 0 && falseDiscoveries < 1, "a share of false discoveries lies between 0 and 1")
        precondition(logEvidence.count <= hypotheses, "no more hypotheses than announced")
        let order = logEvidence.indices.sorted {
            (-logEvidence[$0], $0) < (-logEvidence[$1], $1)
        }
        let needed = log(Double(hypotheses) / falseDiscoveries)
        for count in stride(from: order.count, to: 0, by: -1)
        where logEvidence[order[count - 1]] >= needed - log(Double(count)) {
            return Array(order[..<count])
        }
        return []
    }
}
