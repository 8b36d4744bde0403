import EvenkeelDomain

extension Courier {
    /// Puts off an update for somebody who has had enough for this hour. What is said until then goes along with it, in one
    /// message. Returns true where that was done.
    ///
    /// That something began, that it is over and that it works again is never put off, and nothing beyond the time by
    /// which its reader was promised to hear.
    func isAboveCeiling(
        _ delivery: Delivery, _ conversation: Conversation?, at now: Timestamp
    ) async throws(Failure) -> Bool {
        guard let ceiling = operations.settings.ceiling, isMail(delivery), !delivery.isLetGo else {
            return false
        }
        let left = (leftAt[delivery.recipient] ?? [:]).filter { $0.value > now - .hours(1) }
        leftAt[delivery.recipient] = left
        let others = left.filter { $0.key != delivery.id }.values
        var until = others.min().map { $0 + .hours(1) } ?? now
        if case .next(let due)? = conversation?.held?.outlook { until = min(until, due - .minutes(1)) }
        var kinds = [await kind(of: delivery.subject)]
        // What took the turn of that something began has it in it.
        if let conversation { kinds += conversation.words(in: delivery.id).map { conversation.kinds[$0] } }
        guard others.count >= ceiling, until > now,
            kinds.allSatisfy({ $0.map(Self.mayWait) ?? false })
        else {
            // Counted as soon as it is made ready: the next of the same round is looked at before this one left.
            leftAt[delivery.recipient, default: [:]][delivery.id] = now
            return false
        }
        try await step(
            delivery, .release, now, reason: "no more than \(ceiling) messages an hour", notBefore: until)
        return true
    }

    private static func mayWait(_ kind: MessageKind) -> Bool {
        [.update, .holding, .identified, .monitoring].contains(kind)
    }
}
