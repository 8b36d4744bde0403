import EvenkeelDomain
import EvenkeelLedger

/// Keeps what sites say of themselves that may not be upgraded yet, for each rollout that compares with them.
struct ControlWriter {
    let rows: RowWriter
    /// Places of reports that are evidence of some rollout.
    private(set) var taken: Set<Int> = []
    private(set) var refused: [RefusedOutcome] = []
    private var transaction: any SQLTransaction { rows.transaction }

    init(_ rows: RowWriter) { self.rows = rows }

    mutating func take(_ batch: OutcomeBatch) throws(Failure) {
        guard !batch.controls.isEmpty else { return }
        let elsewhere = Set(batch.reports.values.joined().map(\.index))
        var problems: [Int: RefusedOutcome] = [:]
        for (rollout, reports) in batch.controls.sorted(by: { $0.key < $1.key }) {
            let placed = try rows.placed(Array(Set(reports.map(\.outcome.installation))), in: rollout)
            var recorded = 0
            for report in reports {
                func refuse(_ reason: RefusedOutcome.Reason) {
                    problems[report.index] = RefusedOutcome(
                        index: report.index, reason: reason, outcome: report.outcome.id.text,
                        installation: report.outcome.installation.text)
                }
                guard placed.contains(report.outcome.installation) else {
                    refuse(.noSuchRollout)
                    continue
                }
                let changed = try transaction.execute(ControlSQL.put, Self.values(report.outcome, rollout))
                recorded += changed
                if changed == 0 {
                    let known = try transaction.query(ControlSQL.known, [.id(rollout), .id(report.outcome.id)]).first
                    guard let known, try SQLStore.outcome(known) == report.outcome else {
                        refuse(.duplicateDiffers)
                        continue
                    }
                }
                taken.insert(report.index)
            }
            _ = try rows.raisingTally(rollout, recorded)
        }
        // What another rollout takes as its own is answered by that one.
        refused = problems.filter { !taken.contains($0.key) && !elsewhere.contains($0.key) }
            .sorted { $0.key < $1.key }.map(\.value)
    }

    private static func values(_ outcome: Outcome, _ rollout: RolloutID) -> [SQLValue] {
        [
            .id(outcome.id), .id(rollout), .id(outcome.installation), .text(outcome.release.description),
            .text(outcome.kind.rawValue), .time(outcome.at), .text(outcome.fault), .text(outcome.feature),
            outcome.count.map { .number($0) } ?? .null, outcome.exposure.map { .integer($0.milliseconds) } ?? .null,
        ]
    }
}

extension RowWriter {
    /// Those of these sites that have a place in a rollout.
    func placed(_ sites: [InstallationID], in rollout: RolloutID) throws(Failure) -> Set<InstallationID> {
        var placed: Set<InstallationID> = []
        for chunk in sites.chunks(of: OutcomeSQL.chunk) {
            guard let filler = chunk.first else { continue }
            var values: [SQLValue] = [.id(rollout)] + chunk.map { .id($0) }
            while values.count <= OutcomeSQL.chunk { values.append(.id(filler)) }
            for row in try transaction.query(ControlSQL.placed, values) { placed.insert(try row.id(0)) }
        }
        return placed
    }

    /// Who said it, for outcomes that were taken.
    func keep(_ answers: [AnswerRow], unless refused: Set<String>) throws(Failure) {
        for answer in answers where !refused.contains(answer.outcome.text) {
            _ = try transaction.execute(
                ControlSQL.putAnswer,
                [
                    .id(answer.outcome), .id(answer.rollout), .id(answer.installation), .number(answer.isFine ? 1 : 0),
                    .time(answer.at), .text(answer.way.rawValue), .text(answer.from), .text(answer.recordedBy),
                    .time(answer.recordedAt), .text(answer.note),
                ])
        }
    }
}
