public import EvenkeelDomain
import Synchronization

extension Courier {
    /// Ends with what is under way.
    public func finish() async {
        for task in underway.values { await task.value }
        for task in mailing.values { await task.value }
        for task in handOvers.values { await task.value }
    }

    /// Begins nothing more, and ends with what is under way. What a mail server has not answered within the span is called off
    /// by `keepLease`: that is in doubt.
    public func close(within span: TimeSpan) async {
        isClosing = true
        callsOffAt = min(callsOffAt ?? now + span, now + span)
        awaits = .allAreThrough
        endRoundIfOver()
        await finish()
    }

    /// Sends these, or says in one go why they do not leave. Returns how many of them could not be begun.
    func dispatch(_ round: Round, until end: RoundEnd, at now: Timestamp) async throws(Failure) -> Int {
        // As it is now: it may have been made ready while everything still left.
        let outbound = await operations.ledger.read { $0.outbound }
        var mails: [(Delivery, OutgoingMessage)] = []
        var posts: [(Delivery, OutgoingMessage)] = []
        var rows: [RowChange] = []
        for (delivery, message) in round.messages {
            if outbound == .live || (outbound == .allowList && isAllowed(message.to)) {
                if delivery.channel == channel.name {
                    mails.append((delivery, message))
                } else {
                    posts.append((delivery, message))
                }
            } else {
                rows.append(stepped(delivery, .capture, now, reason: "outbound is \(outbound.rawValue)"))
            }
        }
        if !rows.isEmpty { try await operations.store.change(rows) }
        for (delivery, message) in posts { try await post(delivery, message) }
        return try await mail(mails, outbound, until: end)
    }

    /// Begins to hand a message to a program or a chat room, unless the one before is still on its way.
    private func post(_ delivery: Delivery, _ message: OutgoingMessage) async throws(Failure) {
        guard underway[delivery.channel] == nil else {
            try await step(
                delivery, .release, now, reason: "the one before is still on its way", notBefore: now + .seconds(2))
            return
        }
        let post = WaitingMail(delivery, message, handOver: SendIntent())
        handOver([post])
        underway[delivery.channel] = Task {
            do throws(Failure) {
                try await operations.store.change(try await carry(post))
                log.forget([delivery.id])
            } catch { trouble = trouble ?? error }
            underway[delivery.channel] = nil
        }
    }

    /// Writes rows for messages that may leave, and what became of others. Who was called off before that is left out.
    func handOver(_ messages: [WaitingMail]) {
        handOverCount += 1
        let number = handOverCount
        handOvers[number] = Task {
            let rows = settling
            (settling, settlingSince) = ([], nil)
            let at = now
            let wanted = messages.filter { $0.handOver?.isCalledOff != true }
            var gone: Set<DeliveryID> = []
            do throws(Failure) {
                gone = Set(
                    try await operations.store.handOver(
                        wanted.map { SentMessage($0.message, at: at) }, settling: rows, generation: generation ?? 0))
                log.forget(rows.compactMap(\.delivery))
            } catch { trouble = trouble ?? error }
            for message in messages { message.handOver?.settle(isWritten: gone.contains(message.delivery.id)) }
            handOvers[number] = nil
        }
    }

    /// Writes down what became of messages.
    func settle() async throws(Failure) {
        let rows = settling
        (settling, settlingSince) = ([], nil)
        guard !rows.isEmpty else { return }
        do throws(Failure) { try await operations.store.change(rows) } catch {
            trouble = trouble ?? error
            throw error
        }
        log.forget(rows.compactMap(\.delivery))
    }

    /// To be written down with the next rows that are, or soon.
    func note(_ rows: [RowChange]) {
        guard !rows.isEmpty else { return }
        settling += rows
        settlingSince = settlingSince ?? now
    }

    /// Sends one message. That it may arrive is on disk before it can: a crash from there on leaves these messages, and only
    /// these, in doubt. Returns what is to be written down about it.
    ///
    /// - Parameter next: what its session is most likely to send after it.
    func carry(_ mail: WaitingMail, before next: WaitingMail? = nil) async throws(Failure) -> [RowChange] {
        let (delivery, message) = (mail.delivery, mail.message)
        let intent = SendIntent()
        if isMail(delivery) { mails[delivery.id] = MailOnWire(delivery, to: message.to, since: now, intent) }
        defer { mails[delivery.id] = nil }
        let met = Mutex<Failure?>(nil)
        // It is marked while the message is handed over, up to the point from which it might arrive.
        mail.handOver?.whenSettled { [log] isHandedOver in
            guard isHandedOver else { return intent.settle(isWritten: false) }
            log.mark(.begun(delivery.id)) { failure in
                met.withLock { $0 = failure }
                intent.settle(isWritten: failure == nil)
            }
        }
        let sent = await handOver(message, over: delivery.channel, once: intent, before: next?.message)
        // It may have come to its end before that was known.
        guard await intent.isWritten else {
            if let failure = met.withLock({ $0 }) { throw failure }
            // Somebody else has taken it, or it was dropped.
            return []
        }
        switch sent {
        case .success:
            if isMail(delivery) { mailLeftAt = now }
            if operations.settings.ceiling != nil { leftAt[delivery.recipient, default: [:]][delivery.id] = now }
            log.mark(.left(delivery.id, at: now))
            return [stepped(delivery, .settle, now)]
        case .failure(let error):
            if case .uncertain = error {
            } else {
                log.mark(.stayed(delivery.id))
                // Who had nothing has not had enough.
                leftAt[delivery.recipient]?[delivery.id] = nil
            }
            try await pageIfNothingLeaves(delivery, error, at: now)
            return try await recovered(delivery, from: error, at: now)
                + condemnedEndpoint(delivery, error, at: now)
        }
    }

    private nonisolated func handOver(
        _ message: OutgoingMessage, over name: String, once intent: SendIntent, before next: OutgoingMessage?
    ) async -> Result<Void, SendError> {
        // An endpoint that was taken out of the configuration: it may come back; until then a person can see why.
        guard let channel = name == channel.name ? channel : endpoints[name] else {
            return .failure(.unreachable("no endpoint called \(name) is configured"))
        }
        do throws(SendError) { return .success(try await channel.send(message, once: intent, before: next)) } catch {
            return .failure(error)
        }
    }

    /// What becomes of a message that was not taken: by the class of the error, and by how often it was tried.
    private func recovered(
        _ delivery: Delivery, from error: SendError, at now: Timestamp
    ) async throws(Failure) -> [RowChange] {
        let attempt = delivery.attempts + 1
        func again(
            _ rule: RetryRule, _ step: DeliveryState.Step, _ why: String, _ asked: TimeSpan? = nil, isOver: Bool = false
        ) async throws(Failure) -> [RowChange] {
            let next = rule.next("\(delivery.id)", attempt: attempt, at: now, asked: asked)
            guard isOver || attempt >= rule.limit else {
                return [stepped(delivery, step, now, reason: why, notBefore: next)]
            }
            return try await givenUp(delivery, why, at: now)
        }
        switch error {
        case .refused(let why):
            return try await givenUp(delivery, why, at: now) + condemned(delivery, why, at: now)
        // A person who reads a mail three times is not served by a fourth. A program knows a message by its id.
        case .uncertain(let why):
            return try await again(.uncertain, .doubt, why, isOver: isMail(delivery) && delivery.isUnanswered)
        case .later(let why, let asked): return try await again(.later, .postpone, why, asked)
        case .unreachable(let why): return try await again(.unreachable, .postpone, why)
        }
    }

    /// What is not tried any more. Of a day that it names its recipient knows nothing.
    private func givenUp(
        _ delivery: Delivery, _ why: String, at now: Timestamp
    ) async throws(Failure) -> [RowChange] {
        [stepped(delivery, .giveUp, now, reason: why)] + (try await operations.unheard([delivery]))
    }

    /// Where the server says that the address is none, nothing more is mailed there.
    private func condemned(
        _ delivery: Delivery, _ why: String, at now: Timestamp
    ) async throws(Failure) -> [RowChange] {
        guard delivery.channel == channel.name, !delivery.subject.isForStaff,
            MailReply(why)?.condemnsAddress ?? false
        else { return [] }
        let fleet = try await operations.image.current()
        guard let contact = try await recipient(of: delivery, fleet: fleet) else { return [] }
        return operations.condemn(contact, reason: why, fleet: fleet, at: now)
    }
}
