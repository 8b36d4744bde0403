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
        awaits = isClosing ? .allAreThrough : end
        if !isClosing {
            for _ in 0..<max(0, min(parallel - mailing.count, desk.count)) { beginMailing() }
            beginReserve()
        }
        if !isRoundOver { await withCheckedContinuation { roundEnd = $0 } }
        if let met = trouble {
            trouble = nil
            _ = desk.clear()
            throw met
        }
        callOffForCritical(at: now)
        let left = awaits == .allAreThrough ? desk.clear() : []
        rows += left.map { setAside($0, at: now) }
        if !rows.isEmpty { try await operations.store.change(rows) }
        return left.count
    }

    /// Where nothing has moved for a while others need not wait for it. Those that mail go on.
    func relieve(at now: Timestamp) async throws(Failure) {
        if let callsOffAt, now >= callsOffAt { for mail in mails.values { mail.intent.callOff() } }
        guard desk.isStalled(for: mailing.count < parallel ? MailDesk.stall : MailDesk.longStall, at: now) else {
            return
        }
        slow.formUnion(mailing.keys)
        if mailing.count < parallel { awaits = .allAreThrough } else { try await relieveAll(at: now) }
        endRoundIfOver()
    }

    /// All sessions wait. What is critical is mailed beside them; for anything else the server that has had longer than a
    /// minute has had enough.
    private func relieveAll(at now: Timestamp) async throws(Failure) {
        if beginReserve() { return }
        if desk.hasNext(at: now) { callOffOldest(at: now) { _ in true } } else { callOffForCritical(at: now) }
        guard roundEnd != nil, mailing.count == parallel else { return }
        if !isCriticalReady {
            let isDue = try await operations.store.isDue(before: .incidentFirst, at: now)
            guard isDue, desk.isStalled(for: MailDesk.longStall, at: now) else { return }
        }
        // What could not be begun comes a second later, so that the same do not come again before all others.
        let rows = desk.giveWay().map { delivery in
            delivery.priority.isCritical ? setAside(delivery, at: now) : stepped(delivery, .release, now)
        }
        if !rows.isEmpty { try await operations.store.change(rows) }
    }

    /// Where a critical word waits because as many as may go to its domain are on the wire, one that is not critical has had
    /// enough after a minute. Of its own kind none has: the same server would take as long for this one.
    private func callOffForCritical(at now: Timestamp) {
        for address in desk.critical where !desk.hasRoom(for: address) {
            let domain = MailDesk.domain(address)
            if callOffOldest(at: now, where: { !$0.isCritical && $0.domain == domain }) {
                desk.keepRoom(at: domain, now: now)
            }
        }
    }

    @discardableResult
    private func callOffOldest(at now: Timestamp, where matches: (MailOnWire) -> Bool) -> Bool {
        let oldest = mails.values.filter { !$0.intent.isCalledOff && matches($0) }.min { $0.since < $1.since }
        guard let oldest, now > oldest.since + Self.patience else { return false }
        oldest.intent.callOff()
        return true
    }

    private func setAside(_ delivery: Delivery, at now: Timestamp) -> RowChange {
        stepped(delivery, .release, now, reason: "the mail server takes its time", notBefore: now + .seconds(1))
    }

    private var isRoundOver: Bool {
        if awaits == .fewAreLeft, trouble == nil { return desk.count <= parallel }
        // What lacks a session waits for the first that is free.
        return mailing.keys.allSatisfy(slow.contains) && (desk.count == 0 || mailing.count < parallel || trouble != nil)
    }

    func endRoundIfOver() {
        guard let roundEnd, isRoundOver else { return }
        self.roundEnd = nil
        roundEnd.resume()
    }

    /// One more than there are sessions, for what is critical, where servers take their time for all of them. True where it
    /// has begun.
    @discardableResult
    private func beginReserve() -> Bool {
        guard mailing.count == parallel, mailing.keys.allSatisfy(slow.contains),
            desk.hasNext(onlyCritical: true, at: now)
        else { return false }
        beginMailing()
        return true
    }

    /// Who is one more than there are sessions carries only what is critical, while all others wait.
    private func takeNext(_ number: Int) -> WaitingMail? {
        let isReserve = mailing.count > parallel
        guard !isReserve || mailing.keys.allSatisfy({ $0 == number || slow.contains($0) }),
            let next = desk.takeNext(for: number, onlyCritical: isReserve, at: now)
        else { return nil }
        // A single session waits for nobody but itself.
        let together = desk.nextStretch(with: next, early: parallel > 1 && handOvers.isEmpty, at: now)
        if !together.isEmpty { handOver(together) }
        return next
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
    /// The next is handed to the server up to the point from which it might arrive while it is marked what became of the one
    /// before and that this one goes: so there is not one message more in doubt after a crash than there are sessions. To whom it
    /// goes is said with the end of the one before, so that a long way to the server is gone once for each.
    private func mailOneByOne(_ number: Int) async {
        // Who waits behind a server that takes its time is left to the others.
        var isBrisk = false
        do throws(Failure) {
            while trouble == nil {
                note(try await lookAround())
                if !isClosing, let mail = takeNext(number) {
                    endRoundIfOver()
                    defer { desk.free(mail, at: now) }
                    let began = now
                    let next = isBrisk ? desk.announceNext(by: number, of: parallel, after: mail, at: began) : nil
                    note(try await carry(mail, before: next))
                    isBrisk = now <= began + MailDesk.brisk
                    slow.remove(number)
                } else {
                    // While this is written there may come more.
                    if settling.isEmpty { return }
                    try await settle()
                }
            }
        } catch { trouble = trouble ?? error }
        do throws(Failure) { try await settle() } catch { trouble = trouble ?? error }
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
