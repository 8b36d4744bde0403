public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    /// In the order of their times.
    public func outcomes(_ rollout: RolloutID) async throws(Failure) -> [Outcome] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(OutcomeSQL.outcomes, [.id(rollout)])
        }
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(rows.count)
        for row in rows { outcomes.append(try Self.outcome(row)) }
        return outcomes
    }

    static func outcome(_ row: SQLRow) throws(Failure) -> Outcome {
        let text = try row.text(3)
        guard let release = Version(text) else { throw .damaged("an outcome has the version \(text)") }
        return Outcome(
            id: try row.id(0), installation: try row.id(2), release: release, kind: try row.member(4),
            at: try row.time(5), fault: try row.optionalText(6), feature: try row.optionalText(7),
            count: row.values[8] == .null ? nil : try row.number(8),
            exposure: row.values[9] == .null ? nil : TimeSpan(milliseconds: try row.integer(9)))
    }

    public func record(_ batch: OutcomeBatch) async throws(Failure) -> [RefusedOutcome] {
        try await driver.write { transaction throws(Failure) in
            let rows = RowWriter(transaction)
            var controls = ControlWriter(rows)
            try controls.take(batch)
            var refused = controls.refused
            for (rollout, reports) in batch.reports.sorted(by: { $0.key < $1.key }) {
                var writer = OutcomeWriter(
                    rows, rollout: rollout, isComparing: batch.comparing.contains(rollout), controls: controls.taken)
                try writer.take(reports)
                refused += writer.refused
            }
            // What came before the start of its site is kept aside, and with it who said it.
            try rows.keep(
                batch.responses, unless: Set(refused.filter { $0.reason != .notStarted }.map(\.outcome)))
            try rows.log(batch.refused + refused, of: batch)
            return refused
        }
    }

    public func siteChanges(_ rollout: RolloutID, since version: Int) async throws(Failure) -> SiteChanges {
        let (newest, isWhole, rows) = try await driver.read { transaction throws(Failure) in
            let tally = try transaction.query(RolloutSQL.tallyAndCut, [.id(rollout)]).first
            let (newest, cut) = (try tally?.number(0) ?? 0, try tally?.number(1) ?? 0)
            let isWhole = version < 0 || cut > version
            let rows = try transaction.query(
                isWhole ? OutcomeSQL.sites : OutcomeSQL.changedSites,
                isWhole ? [.id(rollout)] : [.id(rollout), .number(version)])
            return (newest, isWhole, rows)
        }
        var sites: [SiteEvidence] = []
        sites.reserveCapacity(rows.count)
        for row in rows {
            sites.append(
                SiteEvidence(
                    installation: try row.id(0), wave: try row.number(1), state: try row.member(2),
                    startedAt: try row.optionalTime(3), settledAt: try row.optionalTime(4),
                    troubleAt: try row.optionalTime(7), lastTroubleAt: try row.optionalTime(5),
                    heardAt: try row.optionalTime(6)))
        }
        return SiteChanges(version: newest, isWhole: isWhole, sites: sites)
    }

    public func signs(_ rollout: RolloutID) async throws(Failure) -> [SiteSign] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(OutcomeSQL.signs, [.id(rollout)])
        }
        var signs: [SiteSign] = []
        for row in rows {
            let kind: Outcome.Kind = try row.member(1)
            signs.append(
                SiteSign(installation: try row.id(0), kind: kind, feature: kind == .used ? try row.text(2) : nil))
        }
        return signs
    }

    public func faults(_ rollout: RolloutID) async throws(Failure) -> [FaultCount] {
        let (named, rows) = try await driver.read { transaction throws(Failure) in
            (
                try transaction.query(OutcomeSQL.faultNames, [.id(rollout)]),
                try transaction.query(OutcomeSQL.faults, [.id(rollout)])
            )
        }
        var names: [String: String] = [:]
        for row in named { names[try row.text(0)] = try row.text(1) }
        var counts: [String: (words: Set<String>, sites: Set<String>, reports: Int)] = [:]
        for row in rows {
            let fault = try row.text(0)
            var count = counts[names[fault] ?? fault] ?? ([], [], 0)
            count.words.insert(fault)
            count.sites.insert(try row.text(1))
            count.reports += try row.number(2)
            counts[names[fault] ?? fault] = count
        }
        return counts.map { fault, count in
            FaultCount(
                fault: fault, reportedAs: count.words.sorted(), sites: count.sites.count, reports: count.reports)
        }.sorted { (-$0.sites, $0.fault) < (-$1.sites, $1.fault) }
    }

    public func refusals(source: String?) async throws(Failure) -> [RefusalLine] {
        let rows = try await driver.read { transaction throws(Failure) in
            guard let source else { return try transaction.query(OutcomeSQL.refusals, []) }
            return try transaction.query(OutcomeSQL.refusalsOfSource, [.text(source)])
        }
        var lines: [RefusalLine] = []
        for row in rows {
            lines.append(
                RefusalLine(
                    source: try row.text(0), code: try row.text(1), count: try row.number(2),
                    firstAt: try row.time(3), lastAt: try row.time(4), outcome: try row.text(5),
                    installation: try row.text(6)))
        }
        return lines
    }
}

extension RowWriter {
    func takeEarly(_ rollout: RolloutID, _ installation: InstallationID, since start: Timestamp) throws(Failure) {
        var writer = OutcomeWriter(self, rollout: rollout)
        try writer.takeEarly(installation, since: start)
    }

    /// One line for each reason, however many were refused for it.
    func log(_ refused: [RefusedOutcome], of batch: OutcomeBatch) throws(Failure) {
        var counts: [String: (count: Int, last: RefusedOutcome)] = [:]
        for refusal in refused {
            counts[refusal.reason.code] = ((counts[refusal.reason.code]?.count ?? 0) + 1, refusal)
        }
        for (code, entry) in counts.sorted(by: { $0.key < $1.key }) {
            _ = try transaction.execute(
                OutcomeSQL.logRefusal,
                [
                    .text(batch.source), .text(code), .number(entry.count), .time(batch.receivedAt),
                    .text(entry.last.outcome), .text(entry.last.installation),
                ])
        }
    }

    /// Gives faults one name, and whatever went by one of theirs.
    func nameFaults(_ faults: [String], of rollout: RolloutID, _ name: String) throws(Failure) -> Int {
        var changed = 0
        for fault in faults {
            changed += try transaction.execute(OutcomeSQL.renameFaults, [.id(rollout), .text(fault), .text(name)])
            guard fault != name else { continue }
            changed += try transaction.execute(OutcomeSQL.nameFault, [.id(rollout), .text(fault), .text(name)])
        }
        changed += try transaction.execute(OutcomeSQL.forgetFaultName, [.id(rollout), .text(name)])
        return changed
    }
}
