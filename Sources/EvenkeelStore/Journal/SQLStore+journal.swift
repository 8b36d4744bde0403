import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func head() async throws(Failure) -> JournalHead {
        try await driver.read { transaction throws(Failure) in try Self.head(transaction) }
    }

    /// Checks the hash chain of what it reads: a fold over entries that were changed behind our back is no state.
    public func entries(after position: Position, limit: Int) async throws(Failure) -> [Entry] {
        let (anchor, rows) = try await rows(after: position, limit: limit)
        var entries: [Entry] = []
        entries.reserveCapacity(rows.count)
        var (expected, hash) = (position + 1, anchor)
        for row in rows {
            let line = try JournalLine(row)
            guard line.position == expected else {
                throw .damaged("journal entry \(expected) is missing: \(line.position) follows")
            }
            guard line.continues(hash) else {
                throw .damaged("journal entry \(line.position) does not have the hash it was written with")
            }
            entries.append(
                Entry(
                    position: line.position, at: line.at, command: line.command, actor: line.actor,
                    event: try EventCodec.event(of: line.event, at: line.position)))
            (expected, hash) = (expected + 1, line.hash)
        }
        return entries
    }

    /// Entries as they are stored, for an export that others can check.
    public func exportJournal(after position: Position, limit: Int) async throws(Failure) -> [JournalLine] {
        var lines: [JournalLine] = []
        for row in try await rows(after: position, limit: limit).rows { lines.append(try JournalLine(row)) }
        return lines
    }

    /// Reads the whole journal and checks that positions are dense, the hash chain holds and every event can be read.
    /// Stops at the first bad position. A cut at the end shows only against a head that somebody kept.
    public func verifyJournal() async throws(Failure) -> JournalVerification {
        let batch = 1000
        var sound = JournalHead.start
        while true {
            let rows = try await rows(after: sound.position, limit: batch).rows
            for row in rows {
                let expected = sound.position + 1
                let line: JournalLine
                let fault: JournalVerification.Fault?
                do throws(Failure) {
                    line = try JournalLine(row)
                    fault = try Self.fault(of: line, after: sound)
                } catch .damaged(let reason) {
                    return JournalVerification(sound: sound, badPosition: expected, fault: .unreadable(reason))
                } catch {
                    throw error
                }
                if let fault { return JournalVerification(sound: sound, badPosition: expected, fault: fault) }
                sound = JournalHead(position: line.position, hash: line.hash)
            }
            if rows.count < batch { return JournalVerification(sound: sound) }
        }
    }

    /// Fails with `.damaged` where the event cannot be read.
    private static func fault(
        of line: JournalLine, after sound: JournalHead
    ) throws(Failure) -> JournalVerification.Fault? {
        guard line.position == sound.position + 1 else { return .gap(expected: sound.position + 1) }
        guard line.continues(sound.hash) else { return .hashMismatch }
        _ = try EventCodec.event(of: line.event, at: line.position)
        return nil
    }

    public func append(_ entries: [Entry], after head: Position, rows: [RowChange]) async throws(Failure) {
        for (offset, entry) in entries.enumerated() {
            precondition(entry.position == head + 1 + offset, "entries stand one after the other")
        }
        var events: [String] = []
        for entry in entries { events.append(try EventCodec.text(of: entry.event)) }
        try await driver.write { [events] transaction throws(Failure) in
            let last = try Self.head(transaction)
            guard last.position == head else { throw .headMoved }
            for command in Set(entries.map(\.command)) {
                guard try transaction.query(JournalSQL.carriedOut, [.id(command)]).isEmpty else { throw .headMoved }
            }
            var hash = last.hash
            for (entry, event) in zip(entries, events) {
                let line = JournalLine(entry, event: event, after: hash)
                let inserted = try transaction.execute(
                    JournalSQL.insert,
                    [
                        .number(line.position), .time(line.at), .id(line.command), .text(line.actor),
                        .text(line.event), .text(line.hash),
                    ])
                // On a database with several writers another may have committed since the head was read.
                guard inserted == 1 else { throw .headMoved }
                hash = line.hash
            }
            _ = try RowWriter(transaction).apply(rows)
        }
    }

    /// A snapshot is only a cache: one this program cannot read is as good as none, and the journal is replayed.
    public func snapshot() async throws(Failure) -> State? {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(JournalSQL.snapshot, [.number(State.foldVersion)])
        }
        guard let row = rows.first else { return nil }
        do throws(Failure) {
            return try StoredJSON.value(State.self, of: try row.text(1), what: "the snapshot")
        } catch .damaged {
            return nil
        } catch {
            throw error
        }
    }

    public func saveSnapshot(_ state: State) async throws(Failure) {
        let text = try StoredJSON.text(of: state)
        let position = state.position
        _ = try await driver.write { transaction throws(Failure) in
            try transaction.execute(
                JournalSQL.saveSnapshot, [.number(State.foldVersion), .number(position), .text(text)])
        }
    }

    private static func head(_ transaction: any SQLTransaction) throws(Failure) -> JournalHead {
        guard let row = try transaction.query(JournalSQL.head, []).first else { return .start }
        return JournalHead(position: try row.number(0), hash: try row.text(1))
    }

    /// Rows after a position, with the hash that stands at it: the anchor of the chain.
    private func rows(
        after position: Position, limit: Int
    ) async throws(Failure) -> (anchor: String, rows: ArraySlice<SQLRow>) {
        let isAnchored = position > 0
        let wanted = min(limit, Int.max - 1) + (isAnchored ? 1 : 0)
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(JournalSQL.lines, [.number(position), .number(wanted)])
        }
        guard isAnchored, let first = rows.first else { return ("", rows[...]) }
        guard try first.number(0) == position else { throw .damaged("journal entry \(position) is missing") }
        return (try first.text(5), rows.dropFirst())
    }
}

extension JournalLine {
    fileprivate init(_ row: SQLRow) throws(Failure) {
        self.init(
            position: try row.number(0), at: try row.time(1), command: try row.id(2), actor: try row.text(3),
            event: try row.text(4), hash: try row.text(5))
    }
}
