import EvenkeelDomain

extension Courier {
    /// A round ends after so long, well within the lease: no other node takes this one for gone. Looked at before each
    /// message, since a server may take a minute for one.
    static let patience = TimeSpan.seconds(10)

    /// Ends with the posts that are under way.
    public func finish() async {
        for task in underway.values { await task.value }
    }

    /// Sends these, or says in one go why they do not leave. Returns true where it ended early, because something more
    /// urgent is due, not all may leave any more, or it took long.
    @discardableResult
    func dispatch(_ round: Round, at now: Timestamp) async throws(Failure) -> Bool {
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
        return try await mail(mails, outbound)
    }

    /// Begins to hand a message to a program or a chat room, unless the one before is still on its way.
    private func post(_ delivery: Delivery, _ message: OutgoingMessage) async throws(Failure) {
        guard underway[delivery.channel] == nil else {
            try await step(
                delivery, .release, now, reason: "the one before is still on its way", notBefore: now + .seconds(2))
            return
        }
        underway[delivery.channel] = Task {
            do throws(Failure) {
                if try await !handOver([(delivery, message)], settling: []).isEmpty {
                    try await operations.store.change(try await attempt(delivery, message))
                }
            } catch { trouble = trouble ?? error }
            underway[delivery.channel] = nil
        }
    }

    /// Side by side, and not too many to one domain at a time. Ends early, and gives back what it has not begun, where
    /// something more urgent is due.
    ///
    /// One transaction says what became of those that are through and which go out next: half as many as one for each,
    /// and not one message more in doubt after a crash than there are sessions.
    private func mail(
        _ messages: [(Delivery, OutgoingMessage)], _ outbound: OutboundState
    ) async throws(Failure) -> Bool {
        let begun = now
        // The last first, so that taking the next moves nothing.
        var waiting = Array(messages.reversed())
        var busy: [String: Int] = [:]
        var settled: [RowChange] = []
        // The first look is before the first message: these may have been ready for a while.
        var nextLook = begun
        var running = 0
        var hasGivenWay = false
        var failure: Failure?
        await withTaskGroup(of: Void.self) { group in
            while true {
                if failure == nil {
                    do throws(Failure) {
                        if let first = waiting.last {
                            hasGivenWay = now > begun + Self.patience
                            if !hasGivenWay, now >= nextLook {
                                nextLook = now + Self.glance
                                hasGivenWay = try await isToGiveWay(first.0, outbound)
                            }
                            if hasGivenWay {
                                settled += waiting.map { stepped($0.0, .release, now) }
                                waiting = []
                            }
                        }
                        let next = take(from: &waiting, running: running, &busy)
                        let gone = try await handOver(next, settling: settled)
                        settled = []
                        for (delivery, message) in next {
                            if gone.contains(delivery.id) {
                                group.addTask { await self.carry(delivery, message) }
                            } else {
                                Self.free(message.to, &busy)
                            }
                        }
                        running += gone.count
                    } catch { failure = error }
                }
                guard running > 0 else {
                    if failure != nil || waiting.isEmpty { break }
                    continue
                }
                while arrived.isEmpty, await group.next() != nil {}
                for (result, address) in arrived {
                    running -= 1
                    Self.free(address, &busy)
                    switch result {
                    case .success(let rows): settled += rows
                    case .failure(let met): failure = failure ?? met
                    }
                }
                arrived = []
            }
        }
        if !settled.isEmpty { try await operations.store.change(settled) }
        if let failure { throw failure }
        return hasGivenWay
    }

    /// True where something more urgent waits, or where not all may leave any more that might when they were claimed.
    private func isToGiveWay(_ next: Delivery, _ outbound: OutboundState) async throws(Failure) -> Bool {
        guard await operations.ledger.read({ $0.outbound }) == outbound else { return true }
        return try await operations.store.isDue(before: next.priority, at: now)
    }

    /// Takes as many as sessions are free, and as their domains bear; one at a time to an address, so that what somebody is
    /// told comes in the order in which it was said.
    private func take(
        from waiting: inout [(Delivery, OutgoingMessage)], running: Int, _ busy: inout [String: Int]
    ) -> [(Delivery, OutgoingMessage)] {
        var next: [(Delivery, OutgoingMessage)] = []
        while running + next.count < parallel,
            let index = waiting.lastIndex(where: {
                busy[Self.domain(of: $0.1), default: 0] < perDomain && busy[$0.1.to.folded, default: 0] == 0
            })
        {
            let taken = waiting.remove(at: index)
            busy[Self.domain(of: taken.1), default: 0] += 1
            busy[taken.1.to.folded] = 1
            next.append(taken)
        }
        return next
    }

    private static func domain(of message: OutgoingMessage) -> String { message.to.domain.lowercased() }

    private static func free(_ address: EmailAddress, _ busy: inout [String: Int]) {
        busy[address.domain.lowercased(), default: 1] -= 1
        busy[address.folded] = nil
    }

    /// On disk before the first byte leaves: a crash from here on leaves these messages, and only these, in doubt.
    private func handOver(
        _ messages: [(Delivery, OutgoingMessage)], settling rows: [RowChange]
    ) async throws(Failure) -> Set<DeliveryID> {
        guard !messages.isEmpty || !rows.isEmpty else { return [] }
        let at = now
        return Set(
            try await operations.store.handOver(
                messages.map { SentMessage($0.1, at: at) }, settling: rows, generation: generation ?? 0))
    }

    private func carry(_ delivery: Delivery, _ message: OutgoingMessage) async {
        do throws(Failure) {
            arrived.append((.success(try await attempt(delivery, message)), message.to))
        } catch { arrived.append((.failure(error), message.to)) }
    }

    /// Sends one message. Returns what is to be written down about it.
    private func attempt(_ delivery: Delivery, _ message: OutgoingMessage) async throws(Failure) -> [RowChange] {
        do throws(SendError) {
            // An endpoint that was taken out of the configuration: it may come back; until then a person can see why.
            guard let channel = delivery.channel == self.channel.name ? self.channel : endpoints[delivery.channel]
            else {
                throw .unreachable("no endpoint called \(delivery.channel) is configured")
            }
            try await channel.send(message)
        } catch {
            try await pageIfNothingLeaves(delivery, error, at: now)
            return try await recovered(delivery, from: error, at: now)
        }
        if isMail(delivery) { mailLeftAt = now }
        if operations.settings.ceiling != nil { leftAt[delivery.recipient, default: [:]][delivery.id] = now }
        return [stepped(delivery, .settle, now)]
    }

    /// What becomes of a message that was not taken: by the class of the error, and by how often it was tried.
    private func recovered(
        _ delivery: Delivery, from error: SendError, at now: Timestamp
    ) async throws(Failure) -> [RowChange] {
        let attempt = delivery.attempts + 1
        func again(
            _ rule: RetryRule, _ step: DeliveryState.Step, _ why: String, _ asked: TimeSpan? = nil
        ) -> [RowChange] {
            let next = rule.next("\(delivery.id)", attempt: attempt, at: now, asked: asked)
            return [
                stepped(delivery, attempt >= rule.limit ? .giveUp : step, now, reason: why, notBefore: next)
            ]
        }
        switch error {
        case .refused(let why):
            return [stepped(delivery, .giveUp, now, reason: why)] + (try await condemned(delivery, why, at: now))
        case .uncertain(let why): return again(.uncertain, .doubt, why)
        case .later(let why, let asked): return again(.later, .postpone, why, asked)
        case .unreachable(let why): return again(.unreachable, .postpone, why)
        }
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
