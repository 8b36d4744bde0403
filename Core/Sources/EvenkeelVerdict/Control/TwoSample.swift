#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A running bet that upgraded sites fail more often than others, in which no usual rate is needed or estimated.
///
/// Given that some site fails now, the chance that it is an upgraded one depends only on how many are at risk in each
/// arm and on the ratio of the rates. While that ratio is at most `tolerated`, the evidence reaches 1/alpha with
/// a probability of at most alpha, however often one looks (Ville's inequality). Time of day, delays of reports and
/// outages that both arms share cancel. It cannot see failures that only an upgrade as such brings about unless the
/// control undergoes one as well.
///
/// Source: the conditional test of Lindon and Malek, "Anytime-valid inference for multinomial count data", NeurIPS
/// 2022, made one-sided; the mixture of ratios is that of `MultiplierMixture.groups`. 64 bytes of sums and two counts.
public struct TwoSample: Sendable, Equatable {
    /// How many times the control's rate is still tolerated (`halt_above` of a policy).
    public let tolerated: Double
    /// Failures of upgraded sites that were compared.
    public private(set) var treatedEvents = 0
    /// Failures of control sites that were compared.
    public private(set) var controlEvents = 0
    private var logRatios = SIMD8<Double>(repeating: 0)

    public init(tolerated: Double = 1) {
        precondition(tolerated > 0 && tolerated.isFinite, "some multiple of the control's rate is tolerated")
        self.tolerated = tolerated
    }

    /// Compares all stays, failures in the order of time.
    ///
    /// - Parameter day: what happens later is not known yet and left out.
    public init(stays: [ArmStay], tolerated: Double = 1, until day: Double = .infinity) {
        self.init(tolerated: tolerated)
        for failure in ComparedFailure.inOrder(of: stays, until: day) { add(failure) }
    }

    /// Takes failures that were compared before, in the order of time.
    public init(failures: [ComparedFailure], tolerated: Double) {
        self.init(tolerated: tolerated)
        for failure in failures { add(failure) }
    }

    /// Adds one failure, the next in the order of time.
    public mutating func add(_ failure: ComparedFailure) {
        add(
            isTreated: failure.isTreated, treatedAtRisk: failure.treatedAtRisk,
            controlAtRisk: failure.controlAtRisk)
    }

    /// Adds one failure, the next in the order of time.
    ///
    /// While one arm is empty a failure tells nothing about the ratio and changes nothing.
    /// - Parameters:
    ///   - treatedAtRisk: upgraded sites under observation just before that have not failed yet (or their weights).
    ///   - controlAtRisk: the same of the control.
    public mutating func add(isTreated: Bool, treatedAtRisk: Double, controlAtRisk: Double) {
        precondition(treatedAtRisk >= 0 && controlAtRisk >= 0, "sites at risk are not negative")
        if isTreated { treatedEvents += 1 } else { controlEvents += 1 }
        guard treatedAtRisk > 0, controlAtRisk > 0 else { return }
        let base = tolerated * treatedAtRisk
        for index in 0..<8 {
            let multiplier = MultiplierMixture.groups.multipliers[index]
            // log of (multiplier * base / (multiplier * base + control)) / (base / (base + control)), and of the rest.
            let common = log((base + controlAtRisk) / (multiplier * base + controlAtRisk))
            logRatios[index] += isTreated ? log(multiplier) + common : common
        }
    }

    /// Natural logarithm of the evidence that the ratio of the rates is above `tolerated`; 0 for no data.
    public var logEvidence: Double {
        logSumExp((0..<8).map { MultiplierMixture.groups.logWeights[$0] + logRatios[$0] })
    }

    /// Whether upgraded sites fail so much more often that the rollout is halted.
    ///
    /// - Parameter falseHalt: probability of this, over the whole rollout, for a release no worse than `tolerated`.
    public func halts(falseHalt: Double) -> Bool { logEvidence >= -log(falseHalt) }
}
