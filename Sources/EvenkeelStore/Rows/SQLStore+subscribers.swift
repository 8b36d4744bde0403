public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func subscriber(_ address: EmailAddress) async throws(Failure) -> Subscriber? {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(SubscriberSQL.one, [.text(address.folded)])
        }
        return try rows.first.map { row throws(Failure) in try Self.subscriber(row) }
    }

    public func subscribers() async throws(Failure) -> [Subscriber] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(SubscriberSQL.every, [])
        }
        return try rows.map { row throws(Failure) in try Self.subscriber(row) }
    }

    private static func subscriber(_ row: SQLRow) throws(Failure) -> Subscriber {
        let text = try row.text(0)
        guard let address = EmailAddress(text) else { throw .damaged("\(text) stands among the subscribers") }
        var quarantine: Quarantine?
        if let since = try row.optionalTime(5) { quarantine = Quarantine(since: since, reason: try row.text(6)) }
        return Subscriber(
            address: address, locale: try row.optionalText(1),
            components: try StoredJSON.value(of: try row.text(2), what: "the components of a subscriber"),
            incidents: try row.member(3), confirmedAt: try row.time(4), quarantine: quarantine)
    }
}

extension RowWriter {
    func put(_ subscriber: Subscriber) throws(Failure) -> Int {
        try transaction.execute(
            SubscriberSQL.put,
            [
                .text(subscriber.address.folded), .text(subscriber.address.description), .text(subscriber.locale),
                .text(try StoredJSON.text(of: subscriber.components.sorted())), .text(subscriber.incidents.rawValue),
                .time(subscriber.confirmedAt),
            ])
    }

    func dropSubscriber(_ address: EmailAddress) throws(Failure) -> Int {
        try transaction.execute(SubscriberSQL.drop, [.text(address.folded)])
    }
}
