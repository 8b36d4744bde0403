public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func plan(_ rollout: RolloutID, revision: Int) async throws(Failure) -> Plan? {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(RolloutSQL.plan, [.id(rollout), .number(revision)])
        }
        guard let row = rows.first else { return nil }
        return try StoredJSON.value(of: try row.text(0), what: "plan \(revision) of \(rollout)")
    }

    /// In the order of rollout, wave and installation.
    public func placements(_ query: PlacementQuery) async throws(Failure) -> [PlacementRow] {
        let (text, values) = RolloutSQL.placements(query)
        let rows = try await driver.read { transaction throws(Failure) in try transaction.query(text, values) }
        var placements: [PlacementRow] = []
        placements.reserveCapacity(rows.count)
        var reader = PlacementReader()
        for row in rows {
            var placement = PlacementRow(
                rollout: try row.id(0), revision: try row.number(2), customer: try row.id(4), wave: try row.number(3),
                placement: try reader.placement(try row.text(6), of: try row.text(1)))
            placement.state = try row.member(5)
            placement.startedAt = try row.optionalTime(7)
            placement.settledAt = try row.optionalTime(8)
            placement.attempts = try row.number(9)
            placement.troubleAt = try row.optionalTime(10)
            placement.fault = try row.optionalText(11)
            placement.heardAt = try row.optionalTime(12)
            placement.note = try row.optionalText(13)
            placement.lastTroubleAt = try row.optionalTime(14)
            placement.install = try row.optionalInstall(15)
            placement.notBefore = try row.optionalTime(16)
            placement.isUnplanned = try row.number(17) != 0
            placements.append(placement)
        }
        return placements
    }

    public func customersInstalled(_ rollout: RolloutID, wave: Int) async throws(Failure) -> [CustomerID] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(RolloutSQL.customersInstalled, [.id(rollout), .number(wave)])
        }
        var customers: [CustomerID] = []
        customers.reserveCapacity(rows.count)
        for row in rows { customers.append(try row.id(0)) }
        return customers
    }

    public func tallyVersions() async throws(Failure) -> [RolloutID: Int] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(RolloutSQL.tallies, [])
        }
        var versions: [RolloutID: Int] = [:]
        for row in rows { versions[try row.id(0)] = try row.number(1) }
        return versions
    }

    public func tallyVersion(_ rollout: RolloutID) async throws(Failure) -> Int {
        try await driver.read { transaction throws(Failure) in
            try transaction.query(RolloutSQL.tally, [.id(rollout)]).first?.number(0) ?? 0
        }
    }
}

extension RowWriter {
    func put(_ plan: Plan) throws(Failure) -> Int {
        try transaction.execute(
            RolloutSQL.putPlan, [.id(plan.rollout), .number(plan.revision), .text(try StoredJSON.text(of: plan))])
    }

    /// A site that has started keeps its row; a row that is there already is left as it is.
    func put(_ rows: [PlacementRow]) throws(Failure) -> Int {
        var newest: [RolloutID: Int] = [:]
        for row in rows { newest[row.rollout] = max(row.revision, newest[row.rollout] ?? row.revision) }
        var changed: [RolloutID: Int] = [:]
        for (rollout, revision) in newest {
            try lockTally(rollout)
            changed[rollout, default: 0] += try cutting(
                rollout, try transaction.execute(RolloutSQL.replacePlacements, [.id(rollout), .number(revision)]))
        }
        let inserted = try insert(rows, &changed)
        for (rollout, count) in changed { _ = try raisingTally(rollout, count) }
        return inserted
    }

    /// Who has started, and whoever stands in a wave that has begun, keeps his row.
    func revise(_ rollout: RolloutID, begun: Int, _ rows: [PlacementRow]) throws(Failure) -> Int {
        try lockTally(rollout)
        let deleted = try cutting(
            rollout, try transaction.execute(RolloutSQL.replacePlacementsFrom, [.id(rollout), .number(begun)]))
        var changed = [rollout: deleted]
        let inserted = try insert(rows, &changed)
        for (rollout, count) in changed { _ = try raisingTally(rollout, count) }
        return inserted
    }

    private func insert(_ rows: [PlacementRow], _ changed: inout [RolloutID: Int]) throws(Failure) -> Int {
        var inserted = 0
        var versions: [RolloutID: SQLValue] = [:]
        for row in rows {
            if versions[row.rollout] == nil { versions[row.rollout] = .number(try tally(row.rollout) + 1) }
            let count = try transaction.execute(
                RolloutSQL.putPlacement,
                [
                    .id(row.rollout), .id(row.installation), .number(row.revision), .number(row.wave),
                    .id(row.customer), .text(row.state.rawValue), .text(try StoredJSON.text(of: row.placement)),
                    .time(row.startedAt), .time(row.settledAt), .number(row.attempts), .time(row.troubleAt),
                    .text(row.fault), .time(row.heardAt), .text(row.note), .time(row.lastTroubleAt),
                    row.install.map { .integer(Int64($0.number)) } ?? .null, .time(row.notBefore),
                    .number(row.isUnplanned ? 1 : 0), versions[row.rollout] ?? .null,
                ])
            inserted += count
            changed[row.rollout, default: 0] += count
        }
        return inserted
    }

    func stepWave(
        _ rollout: RolloutID, _ wave: Int, _ step: PlacementState.Step, _ at: Timestamp
    ) throws(Failure) -> Int {
        try lockTally(rollout)
        let stepped = try run(
            RolloutSQL.stepWave[step], [.rollout: .id(rollout), .wave: .number(wave), .at: .time(at)])
        return try raisingTally(rollout, stepped)
    }

    func stepPlacement(
        _ rollout: RolloutID, _ installation: InstallationID, _ step: PlacementState.Step, _ at: Timestamp,
        _ note: String?
    ) throws(Failure) -> Int {
        try lockTally(rollout)
        let stepped = try run(
            RolloutSQL.stepPlacement[step],
            [.rollout: .id(rollout), .installation: .id(installation), .at: .time(at), .note: .text(note)])
        let begins = step == .start || step == .appear || step == .reappear
        if begins, stepped > 0 { try takeEarly(rollout, installation, since: at) }
        return try raisingTally(rollout, stepped)
    }

    func requireTally(_ rollout: RolloutID, _ version: Int) throws(Failure) -> Int {
        try lockTally(rollout)
        let found = try transaction.execute(RolloutSQL.requireTally, [.id(rollout), .number(version)])
        guard found == 1 else { throw .rowsMoved }
        return 0
    }

    /// Before a placement is changed.
    func lockTally(_ rollout: RolloutID) throws(Failure) {
        _ = try transaction.execute(RolloutSQL.lockTally, [.id(rollout)])
    }

    private func tally(_ rollout: RolloutID) throws(Failure) -> Int {
        try transaction.query(RolloutSQL.tally, [.id(rollout)]).first?.number(0) ?? 0
    }

    /// What was taken out leaves its mark on the tally, since it has no row any more to leave it on.
    private func cutting(_ rollout: RolloutID, _ deleted: Int) throws(Failure) -> Int {
        if deleted > 0 { _ = try transaction.execute(RolloutSQL.cutTally, [.id(rollout)]) }
        return deleted
    }

    func raisingTally(_ rollout: RolloutID, _ changed: Int) throws(Failure) -> Int {
        if changed > 0 { _ = try transaction.execute(RolloutSQL.raiseTally, [.id(rollout)]) }
        return changed
    }
}
