import EvenkeelDomain
import EvenkeelLedger

/// Takes a batch of outcomes into the rows of one rollout.
///
/// Statements are the price: a row of its own for every outcome, but placements are touched once for each site, and ids
/// are looked up only where an insertion found some of them taken.
struct OutcomeWriter {
    let rows: RowWriter
    let rollout: RolloutID
    /// What a site says of itself before its turn is kept all the same; in a rollout that compares it is evidence.
    private let isComparing: Bool
    /// Places of reports that are evidence of a rollout that compares.
    private let controls: Set<Int>
    private var transaction: any SQLTransaction { rows.transaction }
    private(set) var refused: [RefusedOutcome] = []
    private var recorded = 0
    /// Placements that an end has moved, also one that was told before.
    private var moved = 0
    /// The release last written, since outcomes of one batch share theirs.
    private var release: (version: Version, text: String)?

    init(_ rows: RowWriter, rollout: RolloutID, isComparing: Bool = false, controls: Set<Int> = []) {
        self.rows = rows
        self.rollout = rollout
        self.isComparing = isComparing
        self.controls = controls
    }

    mutating func take(_ reports: [OutcomeBatch.Report]) throws(Failure) {
        try rows.lockTally(rollout)
        let fresh = try withoutKnownEarly(distinct(reports))
        // Ends of installs first: what a site reports in the same batch rests on them.
        for report in try insert(fresh.inOrderOfEnds) { try end(report.outcome) }
        let others = fresh.filter { !$0.outcome.kind.isInstallNews }
        let starts = try self.starts(of: others)
        var counting: [OutcomeBatch.Report] = []
        counting.reserveCapacity(others.count)
        for report in others {
            if let start = starts[report.outcome.installation], start <= report.outcome.at {
                counting.append(report)
            } else {
                try keepAside(report)
            }
        }
        try mark(try insert(counting).map(\.outcome))
        _ = try rows.raisingTally(rollout, recorded + moved)
    }

    private mutating func refuse(_ report: OutcomeBatch.Report, _ reason: RefusedOutcome.Reason) {
        refused.append(
            RefusedOutcome(
                index: report.index, reason: reason, outcome: report.outcome.id.text,
                installation: report.outcome.installation.text))
    }

    /// Each id once; a second one with another content is refused.
    private mutating func distinct(_ reports: [OutcomeBatch.Report]) -> [OutcomeBatch.Report] {
        var first: [OutcomeID: Int] = [:]
        first.reserveCapacity(reports.count)
        var distinct: [OutcomeBatch.Report] = []
        distinct.reserveCapacity(reports.count)
        for report in reports {
            if let known = first[report.outcome.id] {
                if distinct[known].outcome != report.outcome { refuse(report, .duplicateDiffers) }
            } else {
                first[report.outcome.id] = distinct.count
                distinct.append(report)
            }
        }
        return distinct
    }

    /// Drops what is kept aside under the same id already: refused as before, or for another content.
    private mutating func withoutKnownEarly(
        _ reports: [OutcomeBatch.Report]
    ) throws(Failure) -> [OutcomeBatch.Report] {
        guard try !transaction.query(OutcomeSQL.anyEarly, []).isEmpty else { return reports }
        var fresh: [OutcomeBatch.Report] = []
        for chunk in reports.chunks(of: OutcomeSQL.chunk) {
            let known = try known(OutcomeSQL.knownEarly, chunk)
            for report in chunk {
                guard let earlier = known[report.outcome.id] else {
                    fresh.append(report)
                    continue
                }
                if earlier == report.outcome { try refuseEarly(report) } else { refuse(report, .duplicateDiffers) }
            }
        }
        return fresh
    }

    private func known(
        _ statement: String, _ reports: some Collection<OutcomeBatch.Report>
    ) throws(Failure) -> [OutcomeID: Outcome] {
        guard let filler = reports.first?.outcome.id else { return [:] }
        var ids = reports.map { SQLValue.id($0.outcome.id) }
        while ids.count < OutcomeSQL.chunk { ids.append(.id(filler)) }
        var known: [OutcomeID: Outcome] = [:]
        for row in try transaction.query(statement, ids) {
            let outcome = try SQLStore.outcome(row)
            known[outcome.id] = outcome
        }
        return known
    }

    /// Returns those that are recorded now, whether just so or before: marking them twice changes nothing.
    private mutating func insert(_ reports: [OutcomeBatch.Report]) throws(Failure) -> [OutcomeBatch.Report] {
        var taken: [OutcomeBatch.Report] = []
        taken.reserveCapacity(reports.count)
        for chunk in reports.chunks(of: OutcomeSQL.chunk) {
            var inserted = 0
            if chunk.count == OutcomeSQL.chunk {
                var values: [SQLValue] = []
                values.reserveCapacity(OutcomeSQL.chunk * OutcomeSQL.columnCount)
                for report in chunk { append(report.outcome, to: &values) }
                inserted = try transaction.execute(OutcomeSQL.putMany, values)
            } else {
                for report in chunk {
                    var values: [SQLValue] = []
                    append(report.outcome, to: &values)
                    inserted += try transaction.execute(OutcomeSQL.putOne, values)
                }
            }
            recorded += inserted
            if inserted == chunk.count {
                taken += chunk
                continue
            }
            let known = try known(OutcomeSQL.known, chunk)
            for report in chunk {
                if known[report.outcome.id] == report.outcome {
                    taken.append(report)
                } else {
                    refuse(report, .duplicateDiffers)
                }
            }
        }
        return taken
    }

    private mutating func append(_ outcome: Outcome, to values: inout [SQLValue]) {
        if release?.version != outcome.release { release = (outcome.release, outcome.release.description) }
        values.append(.id(outcome.id))
        values.append(.id(rollout))
        values.append(.id(outcome.installation))
        values.append(.text(release?.text))
        values.append(.text(outcome.kind.rawValue))
        values.append(.time(outcome.at))
        values.append(.text(outcome.fault))
        values.append(.text(outcome.feature))
        values.append(outcome.count.map { .number($0) } ?? .null)
        values.append(outcome.exposure.map { .integer($0.milliseconds) } ?? .null)
    }

    private func starts(of reports: [OutcomeBatch.Report]) throws(Failure) -> [InstallationID: Timestamp] {
        var starts: [InstallationID: Timestamp] = [:]
        let sites = Array(Set(reports.map(\.outcome.installation)))
        for chunk in sites.chunks(of: OutcomeSQL.chunk) {
            guard let filler = chunk.first else { continue }
            var values: [SQLValue] = [.id(rollout)] + chunk.map { .id($0) }
            while values.count <= OutcomeSQL.chunk { values.append(.id(filler)) }
            for row in try transaction.query(OutcomeSQL.starts, values) {
                starts[try row.id(0)] = try row.optionalTime(1)
            }
        }
        return starts
    }

    /// From a site that has not started as far as is known: refused, and kept in case its start is reported late.
    private mutating func keepAside(_ report: OutcomeBatch.Report) throws(Failure) {
        if let known = try known(OutcomeSQL.known, [report])[report.outcome.id] {
            if known != report.outcome { refuse(report, .duplicateDiffers) }
            return
        }
        var values: [SQLValue] = []
        append(report.outcome, to: &values)
        recorded += try transaction.execute(OutcomeSQL.putEarly, values)
        try refuseEarly(report)
    }

    /// Unless it is evidence as it is: of a site that upgraded ones are compared with.
    private mutating func refuseEarly(_ report: OutcomeBatch.Report) throws(Failure) {
        if controls.contains(report.index) { return }
        if isComparing, report.outcome.kind.isSignOfLife,
            try !rows.placed([report.outcome.installation], in: rollout).isEmpty
        {
            return
        }
        refuse(report, .notStarted)
    }

    /// Of several ends the latest counts, and of the same moment the worst.
    private mutating func end(_ outcome: Outcome) throws(Failure) {
        if outcome.kind == .installed {
            let fact = VersionFact(version: outcome.release, source: .executor, at: outcome.at)
            _ = try rows.record(fact, at: outcome.installation)
        }
        if outcome.kind == .rolledBack { try rows.recordVersionBefore(outcome) }
        guard let step = outcome.kind.reportStep else { return }
        if step == .skip {
            _ = try rows.stepPlacement(rollout, outcome.installation, .skip, outcome.at, outcome.fault)
            return
        }
        let place: [SQLValue] = [.id(rollout), .id(outcome.installation)]
        guard let row = try transaction.query(OutcomeSQL.placement, place).first else { return }
        let state: PlacementState = try row.member(0)
        guard let next = state.after(step) else {
            // Nobody here had started it.
            guard outcome.kind == .installed else { return }
            _ = try rows.stepPlacement(rollout, outcome.installation, .appear, outcome.at, outcome.fault)
            return
        }
        switch state {
        case .started, .cancelling: guard try outcome.at >= row.optionalTime(1) ?? outcome.at else { return }
        case .installed, .failed, .timedOut, .rolledBack:
            let settled = try row.optionalTime(2) ?? outcome.at
            guard outcome.at > settled || (outcome.at == settled && next.isWorse(than: state)) else { return }
        case .planned, .due, .recalled, .skipped, .rollbackDue, .rollingBack: break
        }
        let stepped = try rows.run(
            OutcomeSQL.report[step],
            [
                .rollout: .id(rollout), .installation: .id(outcome.installation), .at: .time(outcome.at),
                .note: .text(outcome.fault),
            ])
        if stepped > 0 {
            moved += 1
            let start = state == .started || state == .cancelling ? try row.optionalTime(1) ?? outcome.at : outcome.at
            try rows.takeEarly(rollout, outcome.installation, since: start)
        }
    }

    /// Marks signs of life and trouble on the placements: once for each site where nothing is wrong.
    private func mark(_ outcomes: [Outcome]) throws(Failure) {
        var heard: [InstallationID: Timestamp] = [:]
        var signs: Set<SiteSign> = []
        for outcome in outcomes {
            if outcome.kind.isSignOfLife {
                heard[outcome.installation] = max(heard[outcome.installation] ?? outcome.at, outcome.at)
            }
            if let sign = SiteSign(outcome) { signs.insert(sign) }
        }
        for (site, at) in heard {
            _ = try transaction.execute(OutcomeSQL.heard, [.id(rollout), .id(site), .time(at)])
        }
        for outcome in outcomes where outcome.isTrouble {
            _ = try transaction.execute(
                OutcomeSQL.trouble,
                [.id(rollout), .id(outcome.installation), .time(outcome.at), .text(outcome.fault)])
        }
        for sign in signs {
            _ = try transaction.execute(
                OutcomeSQL.putSign,
                [.id(rollout), .id(sign.installation), .text(sign.kind.rawValue), .text(sign.feature ?? "")])
        }
    }

    /// Marks what came in before the start of a site was known.
    mutating func takeEarly(_ installation: InstallationID, since start: Timestamp) throws(Failure) {
        let place: [SQLValue] = [.id(rollout), .id(installation), .time(start)]
        let rows = try transaction.query(OutcomeSQL.earlyOfSite, place)
        guard !rows.isEmpty else { return }
        var reports: [OutcomeBatch.Report] = []
        for row in rows { reports.append(OutcomeBatch.Report(index: 0, outcome: try SQLStore.outcome(row))) }
        _ = try transaction.execute(OutcomeSQL.removeEarly, place)
        try mark(try insert(reports).map(\.outcome))
    }
}

extension Array {
    /// Slices of at most so many elements.
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
