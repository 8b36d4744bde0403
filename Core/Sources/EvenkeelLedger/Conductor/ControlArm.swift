import EvenkeelDomain
import EvenkeelVerdict

/// Upgraded units beside those that were not upgraded yet, failure by failure.
///
/// Both arms wait alike, so that neither a usual rate nor a delay has to be known. A unit is a control while its members
/// are heard of and none was given the release.
struct ControlArm {
    let failures: [ComparedFailure]
    /// Whether anything was ever heard of a site before its turn; without that there is nothing to compare with.
    let hasControls: Bool
    private let tolerated: Double

    /// - Parameters:
    ///   - since: evidence of before does not count.
    ///   - silenceAfter: a control that was not heard of for so long is none any more.
    init(
        sites: [SiteEvidence], controls: [ControlEvidence], judges: Judges, since: Timestamp?, silenceAfter: TimeSpan,
        at now: Timestamp
    ) {
        tolerated = judges.rule(.health).haltAbove
        var starts: [Int: Timestamp] = [:]
        var treated: [Int: (from: Timestamp, failed: Timestamp?)] = [:]
        for site in sites where site.isTried {
            guard let unit = judges.unit(of: site.installation), let start = site.startedAt else { continue }
            starts[unit] = min(starts[unit] ?? start, start)
            guard site.state == .installed else { continue }
            let from = max(start, since ?? start)
            let failed = site.firstTrouble(since: since)
            let before = treated[unit]
            treated[unit] = (
                min(before?.from ?? from, from), [before?.failed, failed].compactMap(\.self).min()
            )
        }
        var stays = treated.values.filter { $0.from <= now }.map {
            ArmStay(isTreated: true, fromDay: Self.day($0.from), failedDay: $0.failed.map(Self.day))
        }
        var heard: [Int: ControlEvidence] = [:]
        for control in controls {
            guard let unit = judges.unit(of: control.installation) else { continue }
            heard[unit] = heard[unit]?.merged(with: control) ?? control
        }
        var hasControls = false
        for (unit, control) in heard {
            let from = max(control.firstAt, since ?? control.firstAt)
            let until = min(starts[unit] ?? now, control.lastAt + silenceAfter, now)
            guard from < until else { continue }
            hasControls = true
            stays += ArmStay.ofControl(
                fromDay: Self.day(from), untilDay: Self.day(until),
                troubleDays: control.troubles.filter { $0 >= from && $0 <= until }.map(Self.day))
        }
        self.hasControls = hasControls
        failures = ComparedFailure.inOrder(of: stays, until: Self.day(now))
    }

    /// The comparison; nil where there is nothing to compare with.
    var sample: TwoSample? { hasControls ? TwoSample(failures: failures, tolerated: tolerated) : nil }

    /// When the comparison first spoke, had every failure been known as it happened.
    func crossing(falseHalt: Double) -> Timestamp? {
        guard hasControls else { return nil }
        var sample = TwoSample(tolerated: tolerated)
        for failure in failures {
            sample.add(failure)
            if failure.isTreated, sample.halts(falseHalt: falseHalt) { return Self.timestamp(failure.day) }
        }
        return nil
    }

    private static let dayMilliseconds = 86_400_000.0

    private static func day(_ time: Timestamp) -> Double { Double(time.milliseconds) / dayMilliseconds }

    private static func timestamp(_ day: Double) -> Timestamp {
        Timestamp(milliseconds: Int64((day * dayMilliseconds).rounded()))
    }
}
