import EvenkeelDomain

/// Until when a round waits for those that mail.
enum RoundEnd {
    /// Those that mail have enough to do until the next is there.
    case fewAreLeft
    /// But for those for which a server takes its time.
    case allAreThrough
}

extension Courier {
    /// Side by side, and not too many to one domain at a time. Returns how many were given back because nobody could begin
    /// them: a server takes its time for one to the same address, or for as many as may go to the domain.
    func mail(
        _ messages: [(Delivery, OutgoingMessage)], _ outbound: OutboundState, until end: RoundEnd
    ) async throws(Failure) -> Int {
        desk.add(messages, outbound, at: now)
        // The first look is before the first message: these may have been ready for a while.
        var rows = try await lookAround()
        awaits = end
        for _ in 0..<max(0, min(parallel - mailing.count, desk.count)) { beginMailing() }
        if !isRoundOver { await withCheckedContinuation { roundEnd = $0 } }
        if let met = trouble {
            trouble = nil
            _ = desk.clear()
            throw met
        }
        let left = awaits == .allAreThrough ? desk.clear() : []
        rows += left.map {
            stepped($0, .release, now, reason: "the mail server takes its time", notBefore: now + .seconds(1))
        }
        if !rows.isEmpty { try await operations.store.change(rows) }
        return left.count
    }

    /// Ends a round in which nothing has moved for a while, though a session is free. Those that mail go on.
    func endRoundIfStalled(at now: Timestamp) {
        guard mailing.count < parallel, desk.isStalled(at: now) else { return }
        slow.formUnion(mailing.keys)
        awaits = .allAreThrough
        endRoundIfOver()
    }

    private var isRoundOver: Bool {
        if awaits == .fewAreLeft, trouble == nil { return desk.count <= parallel }
        return mailing.keys.allSatisfy(slow.contains)
    }

    private func endRoundIfOver() {
        guard let roundEnd, isRoundOver else { return }
        self.roundEnd = nil
        roundEnd.resume()
    }

    private func beginMailing() {
        mailingCount += 1
        let number = mailingCount
        mailing[number] = Task {
            await mailOneByOne(number)
            mailing[number] = nil
            slow.remove(number)
            endRoundIfOver()
        }
    }

    /// What one session does: it takes the next as soon as it is rid of the one before, until there is none for it.
    ///
    /// One transaction says what became of the one and that the next goes out. It is written while the next is being
    /// handed over, up to the point from which that might arrive: so there is not one message more in doubt after a crash
    /// than there are sessions.
    private func mailOneByOne(_ number: Int) async {
        var settled: [RowChange] = []
        do throws(Failure) {
            while trouble == nil {
                settled += try await lookAround()
                if let (delivery, message) = desk.takeNext(at: now) {
                    endRoundIfOver()
                    defer { desk.free(message.to, at: now) }
                    settled = try await carry(delivery, message, settling: settled)
                    slow.remove(number)
                } else {
                    // While this is written there may come more.
                    if settled.isEmpty { return }
                    try await operations.store.change(settled)
                    settled = []
                }
            }
        } catch { trouble = trouble ?? error }
        guard !settled.isEmpty else { return }
        do throws(Failure) { try await operations.store.change(settled) } catch { trouble = trouble ?? error }
    }

    /// Gives back what has not begun where something more urgent waits, where not all may leave any more that might when
    /// they were claimed, or where it took long. Returns what is to be written down about it.
    private func lookAround() async throws(Failure) -> [RowChange] {
        guard let next = desk.next else { return [] }
        switch desk.look(at: now) {
        case .notYet: return []
        case .tooLong: break
        case .due(let outbound):
            let isAsItWas = await operations.ledger.read { $0.outbound } == outbound
            if isAsItWas, try await !operations.store.isDue(before: next.priority, at: now) { return [] }
        }
        let rows = desk.giveWay().map { stepped($0, .release, now) }
        endRoundIfOver()
        return rows
    }
}
