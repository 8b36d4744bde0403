import EvenkeelDomain

extension Courier {
    /// Ends with the posts that are under way.
    public func finish() async {
        for task in underway.values { await task.value }
    }

    func send(_ messages: [(Delivery, OutgoingMessage)], at now: Timestamp) async throws(Failure) {
        for (delivery, message) in messages where delivery.channel != channel.name {
            try await post(delivery, message, at: now)
        }
        try await mail(messages.filter { $0.0.channel == channel.name }, at: now)
    }

    /// Begins to hand a message to a program or a chat room, unless the one before is still on its way.
    private func post(_ delivery: Delivery, _ message: OutgoingMessage, at now: Timestamp) async throws(Failure) {
        guard underway[delivery.channel] == nil else {
            try await step(
                delivery, .release, now, reason: "the one before is still on its way", notBefore: now + .seconds(2))
            return
        }
        underway[delivery.channel] = Task {
            do throws(Failure) { try await send(delivery, message, at: now) } catch { trouble = trouble ?? error }
            underway[delivery.channel] = nil
        }
    }

    /// Side by side, and not too many to one domain at a time.
    private func mail(_ messages: [(Delivery, OutgoingMessage)], at now: Timestamp) async throws(Failure) {
        var failure: Failure?
        var waiting = messages
        var busy: [String: Int] = [:]
        await withTaskGroup(of: (String, Failure?).self) { group in
            var running = 0
            while running > 0 || !waiting.isEmpty {
                while running < parallel,
                    let next = waiting.firstIndex(where: {
                        busy[$0.1.to.domain.lowercased(), default: 0] < perDomain
                    })
                {
                    let (delivery, message) = waiting.remove(at: next)
                    let domain = message.to.domain.lowercased()
                    busy[domain, default: 0] += 1
                    running += 1
                    group.addTask {
                        do throws(Failure) {
                            try await self.send(delivery, message, at: now)
                            return (domain, nil)
                        } catch { return (domain, error) }
                    }
                }
                guard let (domain, met) = await group.next() else { break }
                running -= 1
                busy[domain, default: 1] -= 1
                failure = failure ?? met
            }
        }
        if let failure { throw failure }
    }

    private func send(_ delivery: Delivery, _ message: OutgoingMessage, at now: Timestamp) async throws(Failure) {
        // On disk before the first byte leaves: a crash from here on leaves this message, and only this one, in doubt.
        guard try await step(delivery, .handOver, now) == 1 else { return }
        do throws(SendError) {
            // An endpoint that was taken out of the configuration: it may come back; until then a person can see why.
            guard let channel = delivery.channel == self.channel.name ? self.channel : endpoints[delivery.channel]
            else {
                throw .unreachable("no endpoint called \(delivery.channel) is configured")
            }
            try await channel.send(message)
            if operations.settings.ceiling != nil { leftAt[delivery.recipient, default: []].append(now) }
            try await settle(delivery, .settle, now)
        } catch {
            try await recover(delivery, from: error, at: now)
        }
    }

    /// What becomes of a message that was not taken: by the class of the error, and by how often it was tried.
    private func recover(_ delivery: Delivery, from error: SendError, at now: Timestamp) async throws(Failure) {
        let attempt = delivery.attempts + 1
        func again(_ rule: RetryRule, _ step: DeliveryState.Step, _ why: String, _ asked: TimeSpan? = nil)
            async throws(Failure)
        {
            let next = rule.next(delivery.id, attempt: attempt, at: now, asked: asked)
            try await self.step(
                delivery, attempt >= rule.limit ? .giveUp : step, now, reason: why, notBefore: next)
        }
        switch error {
        case .refused(let why):
            try await step(delivery, .giveUp, now, reason: why)
            try await condemn(delivery, why, at: now)
        case .uncertain(let why): try await again(.uncertain, .doubt, why)
        case .later(let why, let asked): try await again(.later, .postpone, why, asked)
        case .unreachable(let why): try await again(.unreachable, .postpone, why)
        }
    }

    /// Where the server says that the address is none, nothing more is mailed there.
    private func condemn(_ delivery: Delivery, _ why: String, at now: Timestamp) async throws(Failure) {
        guard delivery.channel == channel.name, !delivery.subject.isForStaff,
            MailReply(why)?.condemnsAddress ?? false
        else { return }
        let fleet = try await operations.image.current()
        guard let contact = try await recipient(of: delivery, fleet: fleet) else { return }
        try await operations.store.change(operations.condemn(contact, reason: why, fleet: fleet, at: now))
    }

    /// A send that succeeded must be recorded; if the store does not answer, the row stays `sending` and is in doubt.
    private func settle(_ delivery: Delivery, _ step: DeliveryState.Step, _ now: Timestamp) async throws(SendError) {
        do { try await self.step(delivery, step, now) } catch { throw .uncertain("sent, but not recorded: \(error)") }
    }
}
