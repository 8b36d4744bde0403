/// One failure of a comparison: in which arm, and how many sites were at risk in each just before.
public struct ComparedFailure: Sendable, Equatable {
    /// On the clock of the stays.
    public let day: Double
    public let isTreated: Bool
    /// Upgraded sites under observation that had not failed yet (or their weights).
    public let treatedAtRisk: Double
    /// The same of the control.
    public let controlAtRisk: Double

    public init(day: Double, isTreated: Bool, treatedAtRisk: Double, controlAtRisk: Double) {
        self.day = day
        self.isTreated = isTreated
        self.treatedAtRisk = treatedAtRisk
        self.controlAtRisk = controlAtRisk
    }

    /// All failures of the stays in the order of time.
    ///
    /// - Parameter last: what happens later is not known yet and left out.
    public static func inOrder(of stays: [ArmStay], until last: Double = .infinity) -> [ComparedFailure] {
        var moments: [Moment] = []
        for stay in stays where stay.fromDay <= last {
            moments.append(Moment(day: stay.fromDay, kind: .enters, stay: stay))
            if let failed = stay.failedDay {
                if failed <= last { moments.append(Moment(day: failed, kind: .fails, stay: stay)) }
            } else if let until = stay.untilDay, until <= last {
                moments.append(Moment(day: until, kind: .leaves, stay: stay))
            }
        }
        moments.sort { ($0.day, $0.kind.rawValue, $0.arm) < ($1.day, $1.kind.rawValue, $1.arm) }
        var failures: [ComparedFailure] = []
        var atRisk = (treated: 0.0, control: 0.0)
        var counts = (treated: 0, control: 0)
        for moment in moments {
            if moment.kind == .fails {
                failures.append(
                    ComparedFailure(
                        day: moment.day, isTreated: moment.stay.isTreated, treatedAtRisk: atRisk.treated,
                        controlAtRisk: atRisk.control))
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
        return failures
    }

    private struct Moment {
        enum Kind: Int { case enters, fails, leaves }

        let day: Double
        let kind: Kind
        let stay: ArmStay

        /// Of failures at the same moment those of the control come first, which is the slower order to halt.
        var arm: Int { stay.isTreated ? 1 : 0 }
    }
}
