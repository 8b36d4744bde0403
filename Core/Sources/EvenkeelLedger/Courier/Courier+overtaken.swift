import EvenkeelDomain

extension Courier {
    /// What one is told of an incident is told in the order in which it was said, and what was said since decides what
    /// still leaves. True where this message does not leave now.
    ///
    /// - A word that waited until it was all over goes into the one that says so; one whose promise has gone by, into the
    ///   newest.
    /// - One that a later word has passed on the way goes into that. A mail that holds more than a holding line goes all
    ///   the same, with the later state at its end (`together`).
    /// - What waits while a later word leaves goes along with it.
    func isOvertaken(
        _ delivery: Delivery, _ conversation: inout Conversation?, wants: (MessageKind) -> Bool, at now: Timestamp
    ) async throws(Failure) -> Bool {
        guard let known = conversation else { return false }
        if try await isTold(delivery, known, at: now) { return true }
        if let overtaker = known.overtaker {
            if !isMail(delivery) || !isWorthTelling(known, after: overtaker) {
                try await merge([delivery], into: overtaker.row, claimed: delivery, at: now)
                return true
            }
            if case .story = delivery.subject {
                let story = word(known.later(wanted: wants) ?? overtaker.place, for: delivery, known, at: now)
                try await merge([delivery], into: story, claimed: delivery, at: now)
                return true
            }
        } else if let later = known.later(wanted: wants),
            known.hasLapsed(at: now) || (known.isOver && known.updates[known.place].status.isOpen)
        {
            try await merge([delivery], into: word(later, for: delivery, known, at: now), claimed: delivery, at: now)
            return true
        }
        return try await isAlong(delivery, &conversation, known, wants: wants, at: now)
    }

    /// True where a story holds this word: it does not go once more beside it.
    private func isTold(_ delivery: Delivery, _ known: Conversation, at now: Timestamp) async throws(Failure) -> Bool {
        guard case .update = delivery.subject,
            let story = known.others.first(where: { other in
                other.isStory && other.place >= known.place && ![.merged, .suppressed, .dead].contains(other.row.state)
            })
        else { return false }
        try await merge([delivery], into: story.row, claimed: delivery, at: now)
        return true
    }

    /// Takes along what was said before and still waits. True where this message waits for it instead: a program or a room
    /// that is busy, and not out of reach, gets one after the other.
    private func isAlong(
        _ delivery: Delivery, _ conversation: inout Conversation?, _ known: Conversation,
        wants: (MessageKind) -> Bool, at now: Timestamp
    ) async throws(Failure) -> Bool {
        let waiting = known.others.filter { other in
            other.waits && other.place < known.place && (other.isStory || wants(known.kinds[other.place]))
        }
        guard !waiting.isEmpty else { return false }
        let isClosing = !known.updates[known.place].status.isOpen
        if !isMail(delivery), !isClosing, waiting.allSatisfy({ $0.row.attempts == 0 && $0.row.state == .queued }),
            let last = waiting.map(\.row.notBefore).max()
        {
            try await step(
                delivery, .release, now, reason: "what was said before goes first",
                notBefore: max(last, now + .seconds(1)))
            return true
        }
        if case .update = delivery.subject, isMail(delivery), waiting.contains(where: \.isStory) {
            // Who joined late and has not had the beginning gets the whole of it, up to this word.
            let story = word(known.place, for: delivery, known, isStory: true, at: now)
            try await merge(waiting.map(\.row) + [delivery], into: story, claimed: delivery, at: now)
            return true
        }
        try await merge(waiting.map(\.row), into: delivery, at: now)
        conversation = try await self.conversation(of: delivery)
        return false
    }

    /// A holding line says nothing that a later word does not; nobody who read that it is over reads how it was before.
    private func isWorthTelling(_ known: Conversation, after overtaker: Conversation.Word) -> Bool {
        known.updates[known.place].author != .holdingLine && known.updates[overtaker.place].status.isOpen
    }

    /// The message that says an update to the same recipient, queued where it is not yet.
    private func word(
        _ place: Int, for delivery: Delivery, _ known: Conversation, isStory: Bool = false, at now: Timestamp
    ) -> Delivery {
        let tellsStory = if case .story = delivery.subject { true } else { isStory }
        let update = known.updates[place].id
        return Delivery(
            recipient: delivery.recipient, customer: delivery.customer,
            subject: tellsStory ? .story(known.incident, update) : .update(known.incident, update),
            channel: delivery.channel, priority: delivery.priority, queuedAt: now)
    }

    /// One transaction: what goes in is not lost, whatever happens next.
    private func merge(
        _ rows: [Delivery], into other: Delivery, claimed: Delivery? = nil, at now: Timestamp
    ) async throws(Failure) {
        var changes: [RowChange] = [.putDeliveries([other])]
        if let claimed { changes.append(stepped(claimed, .release, now)) }
        changes += rows.map { merging($0, into: other, at: now) }
        try await operations.store.change(changes)
    }

    func merging(_ row: Delivery, into other: Delivery, at now: Timestamp) -> RowChange {
        stepped(
            row, .merge, now,
            reason: Delivery.merged(into: other.id, because: row.reason ?? "more was said before it left"))
    }

    func isMail(_ delivery: Delivery) -> Bool { delivery.channel == channel.name }
}

extension MessageFacts {
    /// What a mail holds besides its own word: what went into it, or, where a later word has passed it, that one's state.
    mutating func take(_ conversation: Conversation, for delivery: Delivery) {
        guard case .update = delivery.subject else { return }
        let before = conversation.words(in: delivery.id)
        let newest = conversation.overtaker?.place ?? conversation.place
        guard !before.isEmpty || newest > conversation.place else { return }
        together = Set(before + [conversation.place, newest]).sorted().map { conversation.updates[$0].id }
    }
}
