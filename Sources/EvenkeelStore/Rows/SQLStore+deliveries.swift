public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    /// In the order they were queued.
    public func deliveries(_ query: DeliveryQuery) async throws(Failure) -> [Delivery] {
        let (text, values) = DeliverySQL.deliveries(query)
        let rows = try await driver.read { transaction throws(Failure) in try transaction.query(text, values) }
        return try Self.deliveries(rows)
    }

    public func deliveries(_ ids: [DeliveryID]) async throws(Failure) -> [Delivery] {
        // Each once and in order, so that the pieces of the list follow each other.
        let asked = Set(ids).sorted()
        let rows = try await driver.read { transaction throws(Failure) in
            try Self.rows(DeliverySQL.known, among: asked.map { .id($0) }, transaction)
        }
        return try Self.deliveries(rows)
    }

    /// By priority, then the longest due first.
    public func claimDeliveries(at now: Timestamp, limit: Int, generation: Int) async throws(Failure) -> [Delivery] {
        let rows = try await driver.write { transaction throws(Failure) in
            try transaction.query(DeliverySQL.claim, [.time(now), .number(limit), .number(generation)])
        }
        // RETURNING gives rows in no particular order.
        return try Self.deliveries(rows).sorted {
            ($0.priority, $0.notBefore, $0.id) < ($1.priority, $1.notBefore, $1.id)
        }
    }

    public func isDue(before priority: DeliveryPriority, at now: Timestamp) async throws(Failure) -> Bool {
        try await driver.read { transaction throws(Failure) in
            try !transaction.query(DeliverySQL.urgent, [.number(priority.rawValue), .time(now)]).isEmpty
        }
    }

    public func handOver(
        _ messages: [SentMessage], settling rows: [RowChange], generation: Int
    ) async throws(Failure) -> [DeliveryID] {
        try await driver.write { transaction throws(Failure) in
            let writer = RowWriter(transaction)
            _ = try writer.apply(rows)
            var gone: [DeliveryID] = []
            for message in messages
            where try writer.stepDelivery(message.delivery, .handOver, message.at, nil, nil, generation) == 1 {
                try writer.put(message)
                gone.append(message.delivery)
            }
            return gone
        }
    }

    public func sentMessage(_ delivery: DeliveryID) async throws(Failure) -> SentMessage? {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(DeliverySQL.sent, [.id(delivery)])
        }
        guard let row = rows.first else { return nil }
        guard let to = EmailAddress(try row.text(2)) else { throw .damaged("\(delivery) went to what is no address") }
        return SentMessage(
            delivery: try row.id(0), at: try row.time(1), to: to, subject: try row.text(3), text: try row.text(4),
            language: try row.text(5), messageID: try row.text(6))
    }

    private static func deliveries(_ rows: [SQLRow]) throws(Failure) -> [Delivery] {
        var deliveries: [Delivery] = []
        deliveries.reserveCapacity(rows.count)
        // Most are about the same.
        var known: [String: DeliverySubject] = [:]
        for row in rows {
            let id: DeliveryID = try row.id(0)
            let about = try row.text(3)
            let subject: DeliverySubject =
                if let known = known[about] { known } else {
                    try StoredJSON.value(of: about, what: "the subject of delivery \(id)")
                }
            known[about] = subject
            var delivery = Delivery(
                recipient: try row.id(1), customer: try row.id(2), subject: subject, channel: try row.text(4),
                queuedAt: try row.time(6), notBefore: try row.time(7))
            guard delivery.id == id else { throw .damaged("delivery \(id) stands under an id it does not have") }
            delivery.state = try row.member(5)
            delivery.attempts = try row.number(8)
            delivery.settledAt = try row.optionalTime(9)
            delivery.reason = try row.optionalText(10)
            guard let priority = DeliveryPriority(rawValue: try row.number(11)) else {
                throw .damaged("delivery \(id) has a priority that is not known")
            }
            delivery.priority = priority
            deliveries.append(delivery)
        }
        return deliveries
    }
}

extension RowWriter {
    func requireDelivery(_ id: DeliveryID, in state: DeliveryState) throws(Failure) -> Int {
        let found = try transaction.execute(DeliverySQL.require, [.id(id), .text(state.rawValue)])
        guard found == 1 else { throw .rowsMoved }
        return 0
    }

    func put(_ deliveries: [Delivery]) throws(Failure) -> Int {
        var lists: [[SQLValue]] = []
        var last: (subject: DeliverySubject, key: String, text: String)?
        // In the order in which they are claimed: what is written about one after another then stands side by side.
        for delivery in deliveries.sorted(by: { $0.id < $1.id }) {
            let subject = delivery.subject
            let about =
                if let last, last.subject == subject { last } else {
                    (subject: subject, key: subject.key, text: try StoredJSON.text(of: subject))
                }
            last = about
            lists.append([
                .id(delivery.id), .id(delivery.recipient), .id(delivery.customer), .text(about.key),
                .text(about.text), .text(delivery.channel),
                .text(delivery.state.rawValue), .time(delivery.queuedAt), .time(delivery.notBefore),
                .number(delivery.attempts), .time(delivery.settledAt), .text(delivery.reason),
                .number(delivery.priority.rawValue),
            ])
        }
        return try each(DeliverySQL.put, lists)
    }

    func put(_ message: SentMessage) throws(Failure) {
        _ = try transaction.execute(
            DeliverySQL.putSent,
            [
                .id(message.delivery), .time(message.at), .text(message.to.description), .text(message.subject),
                .text(message.text), .text(message.language), .text(message.messageID),
            ])
    }

    func stepDelivery(
        _ id: DeliveryID, _ step: DeliveryState.Step, _ at: Timestamp, _ reason: String?, _ notBefore: Timestamp?,
        _ generation: Int
    ) throws(Failure) -> Int {
        try run(
            DeliverySQL.step[step],
            [
                .delivery: .id(id), .at: .time(at), .reason: .text(reason), .notBefore: .time(notBefore),
                .generation: .number(generation),
            ])
    }

    func stepDeliveries(
        before generation: Int, _ step: DeliveryState.Step, _ at: Timestamp, _ reason: String
    ) throws(Failure) -> Int {
        try run(
            DeliverySQL.stepBefore[step],
            [.generation: .number(generation), .at: .time(at), .reason: .text(reason)])
    }

    func stepDeliveries(
        about subject: DeliverySubject, _ step: DeliveryState.Step, _ at: Timestamp, _ reason: String
    ) throws(Failure) -> Int {
        try run(
            DeliverySQL.stepAbout[step],
            [.subject: .text(subject.key), .at: .time(at), .reason: .text(reason)])
    }

    func stepDeliveries(
        in state: DeliveryState, _ step: DeliveryState.Step, _ at: Timestamp
    ) throws(Failure) -> Int {
        try run(DeliverySQL.stepState[state]?[step], [.at: .time(at)])
    }
}
