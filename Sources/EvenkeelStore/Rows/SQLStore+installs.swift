public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func begin(_ starts: [InstallStart], at now: Timestamp) async throws(Failure) -> [Install] {
        try await driver.write { transaction throws(Failure) in
            let writer = RowWriter(transaction)
            var installs: [Install] = []
            for start in starts {
                if let install = try writer.begin(start, at: now) { installs.append(install) }
            }
            return installs
        }
    }

    public func installs(_ query: InstallQuery) async throws(Failure) -> [Install] {
        let (text, values) = InstallSQL.installs(query)
        let rows = try await driver.read { transaction throws(Failure) in try transaction.query(text, values) }
        var installs: [Install] = []
        for row in rows { installs.append(try Self.install(row)) }
        return installs
    }

    private static func install(_ row: SQLRow) throws(Failure) -> Install {
        var install = Install(
            id: try row.install(0), rollout: try row.id(1), installation: try row.id(2),
            executor: try row.member(3), attempt: try row.number(4), startedAt: try row.time(6),
            endsBy: try row.time(7), node: try row.optionalText(10), by: try row.optionalText(11),
            backTo: try row.optionalVersion(12))
        install.state = try row.member(5)
        install.endedAt = try row.optionalTime(8)
        install.note = try row.optionalText(9)
        return install
    }

    public func ticks(of install: InstallID) async throws(Failure) -> [InstallTick] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(InstallSQL.ticks, [.install(install)])
        }
        var ticks: [InstallTick] = []
        for row in rows {
            ticks.append(InstallTick(number: try row.number(0), at: try row.time(1), by: try row.text(2)))
        }
        return ticks
    }

    public func records(of install: InstallID) async throws(Failure) -> [InstallRecord] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(InstallSQL.records, [.install(install)])
        }
        var records: [InstallRecord] = []
        for row in rows {
            records.append(
                InstallRecord(
                    number: try row.number(0), name: try row.text(1), type: try row.text(2),
                    sizeBytes: try row.number(3), at: try row.time(4), by: try row.text(5)))
        }
        return records
    }

    public func recordContent(of install: InstallID, number: Int) async throws(Failure) -> String? {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(InstallSQL.recordContent, [.install(install), .number(number)])
        }
        return try rows.first?.text(0)
    }

    public func counts(of rollout: RolloutID) async throws(Failure) -> [PlacementCount] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(InstallSQL.counts, [.id(rollout)])
        }
        var counts: [PlacementCount] = []
        for row in rows {
            counts.append(
                PlacementCount(
                    wave: try row.number(0), state: try row.member(1), isUnplanned: try row.number(2) != 0,
                    count: try row.number(3)))
        }
        return counts.sorted(by: PlacementCount.precedes)
    }
}

extension SQLRow {
    func install(_ column: Int) throws(Failure) -> InstallID {
        guard let id = InstallID(try number(column)) else {
            throw .damaged("a stored row has \(values[column]) for the number of an install")
        }
        return id
    }

    func optionalVersion(_ column: Int) throws(Failure) -> Version? {
        try SQLStore.version(try optionalText(column))
    }

    func optionalInstall(_ column: Int) throws(Failure) -> InstallID? {
        values[column] == .null ? nil : try install(column)
    }
}

extension RowWriter {
    func begin(_ start: InstallStart, at now: Timestamp) throws(Failure) -> Install? {
        let place: [SQLValue] = [.id(start.rollout), .id(start.installation)]
        guard
            try stepPlacement(
                start.rollout, start.installation, start.backTo == nil ? .start : .beginRollback, now, nil) > 0
        else { return nil }
        guard let attempts = try transaction.query(InstallSQL.attempts, place).first?.number(0) else { return nil }
        _ = try transaction.execute(InstallSQL.raiseNumber, [])
        let number = try transaction.query(InstallSQL.number, []).first?.number(0) ?? 0
        guard let id = InstallID(number) else { throw .damaged("there is no number left for an install") }
        let install = Install(
            id: id, rollout: start.rollout, installation: start.installation, executor: start.executor,
            attempt: attempts, startedAt: now, endsBy: now + start.timeout, node: start.node, by: start.by,
            backTo: start.backTo)
        _ = try transaction.execute(
            InstallSQL.put,
            [.number(number)] + place + [
                .text(start.executor.rawValue), .number(attempts), .time(now), .time(install.endsBy),
                .text(start.node), .text(start.by), .text(start.backTo?.description),
            ])
        _ = try transaction.execute(InstallSQL.attach, place + [.number(number)])
        return install
    }

    func note(_ note: String?, of install: InstallID) throws(Failure) -> Int {
        let id = SQLValue.install(install)
        guard try transaction.execute(InstallSQL.note, [id, .text(note)]) > 0,
            let row = try transaction.query(InstallSQL.placement, [id]).first
        else { return 0 }
        let (rollout, site): (RolloutID, InstallationID) = (try row.id(0), try row.id(1))
        _ = try transaction.execute(InstallSQL.notePlacement, [.id(rollout), .id(site), id, .text(note)])
        return 1
    }

    func step(_ step: InstallStep) throws(Failure) -> Int {
        let id = SQLValue.integer(Int64(step.install.number))
        let stepped = try run(
            InstallSQL.step[step.step], [.install: id, .at: .time(step.at), .note: .text(step.note)])
        guard stepped > 0, let row = try transaction.query(InstallSQL.placement, [id]).first else { return 0 }
        let (rollout, site): (RolloutID, InstallationID) = (try row.id(0), try row.id(1))
        if let fact = step.brings { _ = try record(fact, at: site) }
        guard try row.optionalInstall(2) == step.install else { return 1 }
        if try row.optionalText(4) != nil {
            if let back = step.step.rollbackStep { _ = try stepPlacement(rollout, site, back, step.at, step.note) }
            return 1
        }
        let moved = try stepPlacement(rollout, site, step.step.placementStep, step.at, step.note)
        if moved == 0, step.step == .succeed {
            // It was to be tried again, and was done after all.
            _ = try stepPlacement(rollout, site, .appear, step.at, step.note)
        }
        if moved > 0, step.step.mayBeRetried, try row.number(3) <= step.retries {
            _ = try stepPlacement(rollout, site, .retry, step.at, "trying again")
        }
        return 1
    }
}
