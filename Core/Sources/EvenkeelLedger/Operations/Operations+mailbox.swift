public import EvenkeelDomain

extension Operations {
    /// Takes up a mail: a report of failure quarantines the address it is about, anything else is kept as a reply.
    ///
    /// - Parameter link: what the address it came to stands for; nil for an address we never gave anybody.
    public func receive(_ mail: IncomingMail, link: LinkRow?, at now: Timestamp) async throws(Failure) {
        if let thread = link?.subject, let alert = AlertID(repliedThread: thread) {
            return try await receive(mail, on: alert, at: now)
        }
        let fleet = try await image.current()
        let contact = fleet.contact(link?.contact) ?? link?.contact.flatMap(Self.reader)
        if let report = mail.report {
            // What only takes longer, or arrived, is nobody's work.
            guard report.action == .failed else { return }
            if let contact, report.concerns(contact.email), MailReply(report.status)?.condemnsAddress ?? false {
                let said = report.diagnosis.isEmpty ? report.status : report.diagnosis
                let mails = try await store.deliveries(DeliveryQuery(recipient: contact.id, limit: .max))
                let lost = try await unheard(mails.filter { $0.subject.thread == link?.subject })
                try await store.change(condemn(contact, reason: said, fleet: fleet, at: now) + lost)
                return
            }
        }
        try await store.change([
            .putReply(
                ReplyRow(
                    id: mail.id, contact: link?.contact,
                    customer: contact.flatMap { $0.customer == Subscriber.customer ? nil : $0.customer },
                    thread: link?.subject,
                    from: mail.from, subject: mail.subject, text: mail.text, receivedAt: now,
                    // A mail of ours that did not arrive is somebody's work, although a program says so. A report on a
                    // mail that we never wrote answers nothing: nobody waits, and nobody can reply to a mail server.
                    isAutomatic: mail.report == nil || link == nil ? mail.isAutomatic : false))
        ])
    }

    /// One of our own people answers a page: that acknowledges it, as its link does. An absence note or a mail that did not
    /// arrive acknowledges nothing: the page goes on to the next person.
    private func receive(_ mail: IncomingMail, on id: AlertID, at now: Timestamp) async throws(Failure) {
        let found = await ledger.read { state in
            state.incidents.values.lazy.compactMap { incident in
                incident.alerts.first { $0.id == id }.map { (incident: incident.id, alert: $0) }
            }.first
        }
        let isAnswer = mail.report == nil && !mail.isAutomatic && !mail.looksLikeAbsence
        if isAnswer, let found, let person = found.alert.person {
            do throws(OperationError) {
                try await perform(
                    .acknowledgeAlert(found.incident, id), id: CommandID("acknowledge/\(id)/mail/\(mail.id)"),
                    by: person.text, at: now)
            } catch {
                if case .failed(let failure) = error { throw failure }
            }
        }
        // What they wrote is kept with the incident; nobody has to look, since its author is one of us.
        try await store.change([
            .putReply(
                ReplyRow(
                    id: mail.id, contact: nil, customer: nil, thread: found.map { "incident/\($0.incident)" },
                    from: mail.from, subject: mail.subject, text: mail.text, receivedAt: now, isAutomatic: !isAnswer,
                    readAt: isAnswer ? now : nil, readBy: isAnswer ? found?.alert.person?.text : nil))
        ])
    }

    /// Puts an address into quarantine and tells whoever looks after the customer.
    func condemn(_ contact: Contact, reason: String, fleet: Fleet, at now: Timestamp) -> [RowChange] {
        guard contact.quarantine == nil else { return [] }
        let quarantine = RowChange.putQuarantine(contact.email, Quarantine(since: now, reason: reason))
        // Nobody looks after the public.
        if contact.customer == Subscriber.customer { return [quarantine] }
        let letters = keepers(of: contact.customer, fleet: fleet).map { address in
            Delivery(
                recipient: ContactID(Self.staffPrefix + address.description), customer: contact.customer,
                subject: .quarantined(contact.id, since: now), queuedAt: now)
        }
        return [quarantine, .putDeliveries(letters)]
    }

    /// Somebody of the public, whether they subscribed or only asked to.
    private static func reader(_ id: ContactID) -> Contact? {
        Subscriber.address(of: id).map { Contact(id: id, customer: Subscriber.customer, email: $0) }
    }

    static let staffPrefix = "staff/"

    /// The account managers of a customer who have an address, else everybody under `staff`.
    func keepers(of customer: CustomerID, fleet: Fleet) -> [EmailAddress] {
        let managers = Set(
            fleet.installations.lazy.filter { $0.customer == customer }.compactMap { $0.accountManager })
        let addresses = managers.sorted().compactMap { EmailAddress($0) }
        return addresses.isEmpty ? settings.staff : addresses
    }
}
