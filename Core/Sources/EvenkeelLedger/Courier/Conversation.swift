import EvenkeelDomain

/// What one recipient was told of an incident over one channel, and what still waits for them.
struct Conversation: Sendable {
    struct Word: Sendable {
        var row: Delivery
        /// Which update of the incident it tells, or up to which it tells the story.
        let place: Int

        var isStory: Bool { if case .story = row.subject { true } else { false } }

        /// True where it is with them, or may be.
        var hasLeft: Bool { [.sending, .sent, .uncertain].contains(row.state) }

        /// True where it may be put together with another.
        var waits: Bool { [.queued, .captured].contains(row.state) }
    }

    let incident: IncidentID
    let updates: [IncidentUpdate]
    /// Which message each update is.
    let kinds: [MessageKind]
    /// The place of the message that is looked at.
    let place: Int
    /// All but that message.
    var others: [Word]

    var isOver: Bool { !updates[updates.count - 1].status.isOpen }

    /// The newest word after this one that its reader wants to hear.
    func later(wanted: (MessageKind) -> Bool) -> Int? {
        updates.indices.last { $0 > place && wanted(kinds[$0]) }
    }

    /// The newest word that is with them and was said after this one.
    var overtaker: Word? { others.filter { $0.hasLeft && $0.place > place }.max { $0.place < $1.place } }

    /// What its reader holds a promise from: the newest word that is with them.
    var held: IncidentUpdate? { others.filter(\.hasLeft).map(\.place).max().map { updates[$0] } }

    /// True where it promised word by a time that has gone by.
    func hasLapsed(at now: Timestamp) -> Bool {
        if case .next(let due) = updates[place].outlook { due < now } else { false }
    }

    /// The words that went into a message, also by way of others that went into it before; the oldest first.
    func words(in message: DeliveryID) -> [Int] {
        var into: Set<DeliveryID> = [message]
        var found: Set<DeliveryID> = []
        while !into.isEmpty {
            let merged = others.filter { other in
                other.row.state == .merged && !found.contains(other.row.id)
                    && into.contains { other.row.reason?.hasSuffix(Delivery.merged(into: $0)) == true }
            }
            into = Set(merged.map(\.row.id))
            found.formUnion(into)
        }
        return others.filter { found.contains($0.row.id) }.map(\.place).sorted()
    }
}

extension Courier {
    /// Nil for what is no word of an incident, and for the first one: nothing else was said then.
    func conversation(of delivery: Delivery) async throws(Failure) -> Conversation? {
        guard let (id, which) = delivery.subject.word else { return nil }
        let (updates, kinds) = await operations.ledger.read { state in
            let incident = state.incidents[id]
            return (
                incident?.updates ?? [],
                incident.map { known in known.updates.indices.map { MessageComposer.kind(of: $0, in: known) } } ?? []
            )
        }
        guard updates.count > 1, let place = updates.firstIndex(where: { $0.id == which }) else { return nil }
        var others: [Conversation.Word] = []
        for prefix in ["update/\(id)/", "story/\(id)/"] {
            let rows = try await operations.store.deliveries(
                DeliveryQuery(subjectPrefix: prefix, recipient: delivery.recipient))
            for row in rows where row.channel == delivery.channel && row.id != delivery.id {
                guard let (_, said) = row.subject.word, let place = updates.firstIndex(where: { $0.id == said }) else {
                    continue
                }
                others.append(Conversation.Word(row: row, place: place))
            }
        }
        return Conversation(incident: id, updates: updates, kinds: kinds, place: place, others: others)
    }
}

extension DeliverySubject {
    /// The update that is told, or up to which the story is.
    fileprivate var word: (IncidentID, UpdateID)? {
        switch self {
        case .update(let incident, let update), .story(let incident, let update): (incident, update)
        default: nil
        }
    }
}
