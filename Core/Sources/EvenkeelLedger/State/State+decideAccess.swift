import EvenkeelDomain

extension State {
    /// Who may come in, who hears what, and which messages leave. All of it stands in rows; the journal says that a
    /// person decided it, and names no person by more than a digest.
    func decideAccess(_ command: Command, at now: Timestamp, by actor: String) throws(Refusal) -> Decision {
        switch command {
        case .addToken(let token):
            let added = TokenAdded(token: token.name, scope: token.scope, predicate: token.predicate)
            return Decision([.tokenAdded(added)], rows: [.putToken(token)])
        case .revokeToken(let name):
            return Decision([.tokenRevoked(TokenRevoked(token: name))], rows: [.revokeToken(name, at: now)])
        case .makeLink(let link):
            let made = LinkMade(
                kind: link.kind, customer: Self.customer(link.kind, link.subject), ends: link.expiresAt,
                digest: Digest(of: [link.subject, link.contact?.text ?? ""]))
            return Decision([.linkMade(made)], rows: [.putLinks([link])])
        case .revokeLinks(let kind, let subject):
            let revoked = LinksRevoked(
                kind: kind, customer: Self.customer(kind, subject), digest: Digest(of: [subject]))
            return Decision([.linksRevoked(revoked)], rows: [.revokeLinks(kind, subject: subject, at: now)])
        case .recordChoice(let made):
            let event = ChoiceMade(
                customer: made.customer, choice: made.choice, digest: Digest(of: [made.recipient.text]))
            return Decision([.choiceMade(event)], rows: [.putChoice(made.address, made.choice, at: now)])
        case .liftQuarantine(let contact):
            let lifted = QuarantineLifted(customer: contact.customer, digest: Digest(of: [contact.id.text]))
            return Decision([.quarantineLifted(lifted)], rows: [.liftQuarantine(contact.email)])
        case .moveDelivery(let delivery, let move, let reason):
            return try moveDelivery(delivery, move, reason, at: now, by: actor)
        default: return Decision([])
        }
    }

    private func moveDelivery(
        _ delivery: Delivery, _ move: OutboxMove, _ reason: String?, at now: Timestamp, by actor: String
    ) throws(Refusal) -> Decision {
        guard let steps = move.steps(from: delivery.state) else { return Decision([]) }
        let reason = reason.flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed }
        // Somebody is not told something, and whoever asks later must find why.
        guard move != .drop || reason != nil else { throw .reasonMissing }
        let said = reason.map { ": \($0)" } ?? ""
        let what =
            switch move {
            case .hold: "held back by \(actor)\(said)"
            case .send: Delivery.letGo(by: actor)
            case .drop: "dropped by \(actor)\(said)"
            }
        // That it may have arrived stands there whatever becomes of it.
        let note = delivery.isDoubted ? Delivery.doubted(what, isUnanswered: delivery.isUnanswered) : what
        let moved = DeliveryMoved(
            move: move, about: delivery.subject.namesPerson ? nil : delivery.subject.key, customer: delivery.customer,
            reason: reason, digest: Digest(of: [delivery.id.text]))
        // What was decided of a message that waits is not said of one that left meanwhile.
        let rows =
            [RowChange.requireDelivery(delivery.id, in: delivery.state)]
            + steps.map { step in
                .stepDelivery(
                    delivery.id, step, at: now, reason: note, notBefore: step == .goLive ? now : nil, generation: 0)
            }
        return Decision([.deliveryMoved(moved)], rows: rows)
    }

    private static func customer(_ kind: LinkRow.Kind, _ subject: String) -> CustomerID? {
        kind == .customer ? CustomerID(subject) : nil
    }
}
