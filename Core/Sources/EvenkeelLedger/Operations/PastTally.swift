import EvenkeelDomain
import EvenkeelPlanner

/// Adds up what past rollouts showed of sites, rollout by rollout, into the records the planner learns from.
///
/// - **Asked**: it ran the release for the soak of its wave, or until the rollout was over; after an install everybody is
///   asked how it is.
/// - **Answered**: it said that all is well, or that something is not. What a probe said is no answer.
/// - **Hours to the first report**: from the install to its first answer; of several rollouts the median.
/// - **Reports** and **confirmed**: each fault it reported, once a rollout. One is confirmed if a probe saw trouble at
///   the site as well, or another site had the same fault.
/// - **Last first**: the day of its install where that was in any wave but the policy's last.
struct PastTally {
    private struct Sum {
        var asked = 0
        var answered = 0
        var hours: [Double] = []
        var reports = 0
        var confirmed = 0
        var lastFirst: CivilDate?
    }

    private let zone: ZoneOffsets
    private var sums: [InstallationID: Sum] = [:]

    init(zone: ZoneOffsets) { self.zone = zone }

    mutating func add(_ rollout: Rollout, sites: [SiteEvidence], outcomes: [Outcome]) {
        let isOver = rollout.state == .completed || rollout.state == .aborted
        let heard = Dictionary(grouping: outcomes, by: \.installation)
        let holders = holders(of: outcomes)
        for site in sites where site.isTried && rollout.waves.indices.contains(site.wave) {
            guard let installedAt = site.settledAt ?? site.startedAt, site.state == .installed else { continue }
            let wave = rollout.waves[site.wave]
            let own = heard[site.installation, default: []].filter { $0.at >= installedAt }
            let answers = own.filter { $0.kind == .responseFine || $0.kind == .responseTrouble }
            var sum = sums[site.installation] ?? Sum()
            if isOver || wave.state == .passed || !answers.isEmpty { sum.asked += 1 }
            if let first = answers.map(\.at).min() {
                sum.answered += 1
                sum.hours.append(Double((first - installedAt).milliseconds) / 3_600_000)
            }
            let probed = own.contains { $0.kind == .unhealthy }
            for fault in Set(answers.filter { $0.kind == .responseTrouble }.map { $0.fault ?? "" }) {
                sum.reports += 1
                let isShared = !fault.isEmpty && holders[fault, default: []].count > 1
                if probed || isShared { sum.confirmed += 1 }
            }
            if let last = rollout.policy.waves.last, rollout.policy.waves.count > 1, !last.made(wave.name) {
                sum.lastFirst = max(sum.lastFirst ?? .distantPast, zone.localDate(at: installedAt))
            }
            sums[site.installation] = sum
        }
    }

    /// Who reported each fault, by whatever means.
    private func holders(of outcomes: [Outcome]) -> [String: Set<InstallationID>] {
        var holders: [String: Set<InstallationID>] = [:]
        for outcome in outcomes where outcome.kind.isTrouble {
            if let fault = outcome.fault { holders[fault, default: []].insert(outcome.installation) }
        }
        return holders
    }

    /// Of everybody of whom something was learned.
    var records: [InstallationID: TrackRecord] {
        sums.compactMapValues { sum in
            TrackRecord(
                asked: sum.asked, answered: sum.answered, hoursToFirstReport: Self.median(sum.hours),
                reports: sum.reports, confirmed: sum.confirmed, lastFirst: sum.lastFirst)
        }
    }

    private static func median(_ values: [Double]) -> Double? {
        let sorted = values.sorted()
        guard let upper = sorted.dropFirst(sorted.count / 2).first else { return nil }
        return sorted.count % 2 == 1 ? upper : (sorted[sorted.count / 2 - 1] + upper) / 2
    }
}

extension CivilDate {
    fileprivate static let distantPast = CivilDate(dayNumber: -1_000_000)
}
