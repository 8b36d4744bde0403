import EvenkeelDomain

extension Courier {
    /// These, with the newest word that waits for a reader in place of the older ones, which go along with it: nobody reads
    /// minutes after something was said how it was before. It takes the turn of the oldest, so that who is next in a long
    /// queue stays next, however often there is news.
    ///
    /// Looked up and written down in one go for all of them, and only where an incident has a later word at all.
    func newestInTurn(
        _ claimed: [Delivery], _ outbound: OutboundState, fleet: Fleet, at now: Timestamp
    ) async throws(Failure) -> [Delivery] {
        let said = await said(about: claimed)
        let old = claimed.filter { isWord($0) && said.isFollowed($0.subject) }
        guard !old.isEmpty else { return claimed }
        // Twice: what somebody holds or drops just then is no reason to send the old words of all others.
        for _ in 0..<2 {
            let waiting = try await operations.store.deliveries(old.flatMap(said.followers)).filter {
                $0.state == .queued && $0.notBefore <= now
            }
            let words = Dictionary(grouping: claimed.filter(isWord) + waiting) { Reader($0) }
            var turns: [DeliveryID: Delivery] = [:]
            var gone: Set<DeliveryID> = []
            var rows: [RowChange] = []
            for words in words.values where words.count > 1 {
                guard let contact = try await recipient(of: words[0], fleet: fleet),
                    // What is captured stands there as it was said, one by one.
                    outbound == .live || (outbound == .allowList && isAllowed(contact.email))
                else { continue }
                let wanted = words.filter { said.isWanted($0.subject, by: contact) }.sorted {
                    said.place($0.subject) < said.place($1.subject)
                }
                guard let first = wanted.first(where: { $0.state == .claimed }), var last = wanted.last,
                    wanted.count > 1
                else { continue }
                rows.append(.requireDelivery(last.id, in: last.state))
                if last.state == .queued {
                    // Where the round gives way it keeps that turn.
                    let turn = min(first.notBefore, last.notBefore)
                    rows.append(stepped(last, .claim, now, reason: last.reason, notBefore: turn))
                }
                last.state = .claimed
                for word in wanted.dropLast() {
                    if word.state == .claimed { rows.append(stepped(word, .release, now)) }
                    rows.append(merging(word, into: last, at: now))
                    gone.insert(word.id)
                }
                gone.insert(last.id)
                turns[first.id] = last
            }
            do throws(Failure) { if !rows.isEmpty { try await operations.store.change(rows) } } catch .rowsMoved {
                continue
            }
            return claimed.compactMap { turns[$0.id] ?? (gone.contains($0.id) ? nil : $0) }
        }
        return claimed
    }

    /// What may go into another one, or take its turn: a mail with a word of an incident, which cannot have arrived yet.
    private func isWord(_ delivery: Delivery) -> Bool {
        guard case .update = delivery.subject else { return false }
        return isMail(delivery) && !delivery.isDoubted
    }

    private func said(about deliveries: [Delivery]) async -> SaidWords {
        let ids = Set(deliveries.filter(isWord).compactMap(\.subject.incident))
        guard !ids.isEmpty else { return SaidWords() }
        return await operations.ledger.read { state in
            var said = SaidWords()
            for incident in ids.compactMap({ state.incidents[$0] }) where incident.updates.count > 1 {
                said.add(incident)
            }
            return said
        }
    }
}

/// Whom a word of an incident is for.
private struct Reader: Hashable {
    let recipient: ContactID
    let incident: IncidentID?

    init(_ delivery: Delivery) { (recipient, incident) = (delivery.recipient, delivery.subject.incident) }
}

/// What was said of some incidents, in its order.
private struct SaidWords {
    private var subjects: [IncidentID: [DeliverySubject]] = [:]
    private var places: [DeliverySubject: (place: Int, kind: MessageKind)] = [:]

    mutating func add(_ incident: Incident) {
        for (place, update) in incident.updates.enumerated() {
            let subject = DeliverySubject.update(incident.id, update.id)
            subjects[incident.id, default: []].append(subject)
            places[subject] = (place, MessageComposer.kind(of: place, in: incident))
        }
    }

    func place(_ subject: DeliverySubject) -> Int { places[subject]?.place ?? 0 }

    func isWanted(_ subject: DeliverySubject, by contact: Contact) -> Bool {
        guard let kind = places[subject]?.kind else { return false }
        return contact.quarantine == nil && contact.choice?.refusal(of: kind) == nil
    }

    func isFollowed(_ subject: DeliverySubject) -> Bool { !later(subject).isEmpty }

    /// The later words to the same recipient, by the ids they have wherever they are queued.
    func followers(of delivery: Delivery) -> [DeliveryID] {
        later(delivery.subject).map { subject in
            Delivery(
                recipient: delivery.recipient, customer: delivery.customer, subject: subject,
                channel: delivery.channel, queuedAt: delivery.queuedAt
            ).id
        }
    }

    private func later(_ subject: DeliverySubject) -> ArraySlice<DeliverySubject> {
        guard let incident = subject.incident, let place = places[subject]?.place else { return [] }
        return subjects[incident, default: []].dropFirst(place + 1)
    }
}
