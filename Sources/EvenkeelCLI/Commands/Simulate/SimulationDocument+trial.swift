import EvenkeelAPI
import EvenkeelDomain
import EvenkeelSimulator

extension SimulationDocument {
    /// The results of a trial as they are printed.
    init(_ trial: RolloutTrial, _ summaries: [ApproachSummary], runs: Int, seed: UInt64) {
        let conditions = trial.conditions
        self.init(
            rollout: trial.policy.rollout.text, release: trial.policy.release.version.description, runs: runs,
            seed: seed, opens: trial.opens.description, installations: trial.siteCount, seats: trial.seatCount,
            defects: zip(trial.defects, trial.reach).map { defect, reach in
                Defect(
                    predicate: defect.predicate.description, rate: defect.rate.value, installations: reach.sites,
                    seats: reach.seats, unknown: reach.unknown)
            },
            conditions: Conditions(
                baseRate: conditions.baseRate.value, noShow: conditions.noShow.value, silent: conditions.silent.value,
                reportAfterDays: conditions.reportAfter.days, attempts: TrialConditions.attempts,
                retryWorkingDays: TrialConditions.retryWorkingDays,
                decisionWorkingDays: TrialConditions.decisionWorkingDays),
            policies: summaries.map(Policy.init))
    }
}

extension SimulationDocument.Policy {
    fileprivate init(_ summary: ApproachSummary) {
        let runs = Double(summary.runs)
        self.init(
            name: summary.approach.name, about: summary.approach.about, halted: Double(summary.halted) / runs,
            haltedRuns: summary.halted, haltedInterval: .wilson(summary.halted, of: summary.runs),
            haltedBy: SimulationDocument.Causes(
                tooManyFailures: summary.haltedBy[.tooManyFailures] ?? 0,
                concentratedFailures: summary.haltedBy[.concentratedFailures] ?? 0,
                errorShare: summary.haltedBy[.errorShare] ?? 0),
            causeNamed: summary.nameable > 0 ? Double(summary.named) / Double(summary.nameable) : nil,
            daysToHalt: .init(summary.daysToHalt), sitesHurt: .init(summary.sitesHurt),
            seatsHurt: .init(summary.seatsHurt), sitesAgainstPlan: .init(summary.sitesAgainstFirst),
            seatsAgainstPlan: .init(summary.seatsAgainstFirst), falseHalts: Double(summary.falseHalts) / runs,
            finish: SimulationDocument.Dates(
                p10: summary.finish(0.1)?.description, p50: summary.finish(0.5)?.description,
                p90: summary.finish(0.9)?.description),
            busiestDay: .init(summary.busiestDay), calls: .init(summary.calls), decisions: .init(summary.decisions),
            leftOut: .init(summary.leftOut))
    }
}

extension SimulationDocument.Spread {
    fileprivate init(_ distribution: Distribution?) {
        self.init(
            mean: distribution?.mean, meanMargin: distribution?.meanMargin, p10: distribution?.quantile(0.1),
            p50: distribution?.quantile(0.5), p90: distribution?.quantile(0.9), max: distribution?.quantile(1))
    }
}

extension SimulationDocument.Multiple {
    fileprivate init(_ ratio: RatioOfMeans?) { self.init(ratio: ratio?.ratio, margin: ratio?.margin) }
}

extension SimulationDocument.Interval {
    /// Wilson 1927: holds also for none and for all of the runs, where the normal interval has no width.
    fileprivate static func wilson(_ count: Int, of runs: Int) -> Self {
        let (n, share, z) = (Double(runs), Double(count) / Double(runs), 1.96)
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return Self(low: max(0, middle - half), high: min(1, middle + half))
    }
}

extension Approach {
    /// Who goes when, and what stops it.
    var about: String {
        let order =
            switch self.order {
            case .planned: "the waves of the plan"
            case .atRandom(let shares):
                "random order, up to "
                    + shares.map { "\(Int(($0 * 100).rounded()))" }.joined(separator: ", ") + " %"
            case .allAtOnce: "everybody on the first day"
            }
        let rule =
            switch self.rule {
            case .verdict: "stopped by the verdict"
            case .errorShare(let share): "stopped when over \(Int((share * 100).rounded())) % of a wave have failed"
            }
        return "\(order); \(rule)"
    }
}
