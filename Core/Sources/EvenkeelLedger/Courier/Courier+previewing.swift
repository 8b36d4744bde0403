public import EvenkeelDomain

extension Courier {
    /// What an update would say to whom if it were posted now. Nothing is recorded and nothing leaves.
    public func preview(
        _ update: PostUpdate, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> UpdatePreview {
        var (post, audience) = try await operations.prepared(update)
        let leaks = post.leaks
        if post.override == nil { post.leaks = [] }
        return try await preview(
            .postUpdate(post), on: post.incident, to: audience, leaks: leaks, mayStand: post.override != nil,
            by: actor, at: now)
    }

    /// The same of the first statement on what is only suspected.
    public func preview(
        owning incident: IncidentID, body: String, nextBy: Timestamp?, override: String?, blocks: UpdateBlocks?,
        by actor: String, at now: Timestamp
    ) async throws(OperationError) -> UpdatePreview {
        var own = try await operations.prepared(
            owning: incident, opening: nil, body: body, nextBy: nextBy, override: override, blocks: blocks, at: now)
        let leaks = own.leaks
        if override == nil { own.leaks = [] }
        return try await preview(
            .ownIncident(own), on: incident, to: own.audience, leaks: leaks, mayStand: override != nil, by: actor,
            at: now)
    }

    private func preview(
        _ command: Command, on incident: IncidentID, to audience: [AudienceMember], leaks: [LeakGuard.Finding],
        mayStand: Bool, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> UpdatePreview {
        let fleet: Fleet
        do { fleet = try await operations.image.current() } catch { throw .failed(error) }
        let readers = Self.readers(audience, in: fleet)
        let composer = currentComposer
        let baseURL = operations.settings.baseURL
        let mails: [UpdatePreview.Mail]
        do {
            mails = try await operations.ledger.whatIf(command, by: actor, at: now) { state in
                guard let word = state.incidents[incident], let update = word.updates.last else { return [] }
                return Language.allCases.compactMap { language in
                    let theirs = readers[language] ?? []
                    guard let reader = theirs.first ?? Self.stranger(audience, language) else { return nil }
                    let delivery = Delivery(
                        recipient: reader.contact.id, customer: reader.contact.customer,
                        subject: word.isDrill ? .drill(incident, update.id) : .update(incident, update.id),
                        queuedAt: now)
                    let composed = composer.compose(
                        delivery, to: reader.contact, customer: fleet.customers[reader.contact.customer],
                        facts: MessageFacts(member: reader.member),
                        links: MessageLinks(toLookAt: delivery, baseURL: baseURL), state: state,
                        locale: language.rawValue)
                    guard case .message(let message) = composed else { return nil }
                    return UpdatePreview.Mail(
                        language: language, readers: theirs.count, subject: message.subject, text: message.text)
                }
            }
        } catch { throw .refused(error) }
        let customers = Set(audience.map(\.customer))
        return UpdatePreview(
            mails: mails,
            endpoints: operations.settings.endpoints.filter { customers.contains($0.customer) }.map(\.name),
            leaks: leaks, mayStand: mayStand)
    }

    private struct Reader {
        var contact: Contact
        var member: AudienceMember?
    }

    /// Who hears of the outage in which language, those who are still affected first.
    private static func readers(_ audience: [AudienceMember], in fleet: Fleet) -> [Language: [Reader]] {
        let members = audience.filter { $0.state == .affected } + audience.filter { $0.state != .affected }
        let all = members.flatMap { member in
            (fleet.contacts[member.customer] ?? []).filter { $0.hearsOfOutages && $0.quarantine == nil }.map {
                Reader(contact: $0, member: member)
            }
        }
        return Dictionary(grouping: all) { reader in
            Language(tag: reader.contact.locale ?? fleet.customers[reader.contact.customer]?.locale)
        }
    }

    /// Somebody who reads a language that nobody of the audience does, so that it can be looked at all the same.
    private static func stranger(_ audience: [AudienceMember], _ language: Language) -> Reader? {
        guard let address = EmailAddress("reader@example.invalid") else { return nil }
        let member = audience.first { $0.state == .affected } ?? audience.first
        let contact = Contact(
            id: "preview/reader", customer: member?.customer ?? "preview", email: address,
            locale: language.rawValue)
        return Reader(contact: contact, member: member)
    }
}
