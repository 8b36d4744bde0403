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
        var moments: [Moment] = []
        for stay in stays where stay.fromDay <= day {
            moments.append(Moment(day: stay.fromDay, kind: .enters, stay: stay))
            if let failed = stay.failedDay {
                if failed <= day { moments.append(Moment(day: failed, kind: .fails, stay: stay)) }
            } else if let until = stay.untilDay, until <= day {
                moments.append(Moment(day: until, kind: .leaves, stay: stay))
            }
        }
        moments.sort { ($0.day, $0.kind.rawValue) < ($1.day, $1.kind.rawValue) }
        var atRisk = (treated: 0.0, control: 0.0)
        var counts = (treated: 0, control: 0)
        for moment in moments {
            if moment.kind == .fails {
                add(
                    isTreated: moment.stay.isTreated, treatedAtRisk: atRisk.treated, controlAtRisk: atRisk.control)
            }
            let sign = moment.kind == .enters ? 1 : -1
            if moment.stay.isTreated {
                counts.treated += sign
                atRisk.treated = counts.treated == 0 ? 0 : atRisk.treated + Double(sign) * moment.stay.weight
            } else {
                counts.control += sign
                atRisk.control = counts.control == 0 ? 0 : atRisk.control + Double(sign) * moment.stay.weight
            }
        }
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

    private struct Moment {
        enum Kind: Int { case enters, fails, leaves }

        let day: Double
        let kind: Kind
        let stay: ArmStay
    }
}
