public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func choice(of address: EmailAddress) async throws(Failure) -> MessageChoice? {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(RecipientSQL.choice, [.text(address.folded)])
        }
        return try rows.first.map { row throws(Failure) in try Self.choice(row) }
    }

    public func quarantines() async throws(Failure) -> [(address: EmailAddress, quarantine: Quarantine)] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(RecipientSQL.quarantines, [])
        }
        var quarantines: [(address: EmailAddress, quarantine: Quarantine)] = []
        for row in rows {
            let text = try row.text(0)
            guard let address = EmailAddress(text) else { throw .damaged("a quarantine stands for \(text)") }
            quarantines.append((address, Quarantine(since: try row.time(1), reason: try row.text(2))))
        }
        return quarantines
    }

    static func choice(_ row: SQLRow) throws(Failure) -> MessageChoice {
        MessageChoice(incidents: try row.member(1), planned: try row.number(2) != 0)
    }
}

extension RowWriter {
    func put(_ quarantine: Quarantine, of address: EmailAddress) throws(Failure) -> Int {
        try touching(
            address,
            try transaction.execute(
                RecipientSQL.putQuarantine,
                [.text(address.folded), .time(quarantine.since), .text(quarantine.reason)]))
    }

    func liftQuarantine(of address: EmailAddress) throws(Failure) -> Int {
        try touching(address, try transaction.execute(RecipientSQL.liftQuarantine, [.text(address.folded)]))
    }

    func put(_ choice: MessageChoice, of address: EmailAddress, _ at: Timestamp) throws(Failure) -> Int {
        try touching(
            address,
            try transaction.execute(
                RecipientSQL.putChoice,
                [
                    .text(address.folded), .text(choice.incidents.rawValue), .number(choice.planned ? 1 : 0), .time(at),
                ]))
    }

    /// What changes of an address changes its contacts.
    private func touching(_ address: EmailAddress, _ changed: Int) throws(Failure) -> Int {
        guard try raisingFleetVersion(changed) > 0 else { return 0 }
        _ = try transaction.execute(FleetSQL.touchContacts, [.text(address.folded)])
        return changed
    }
}
