import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// Notices, what customers answered, whom to call, links, and pins.
struct NoticeRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("notices", use: notices)
        routes.get("notices/calls") { request, _ in
            let calls = try await site.operations.calls(at: site.now)
            return try JSONAnswer.document(CallPage(calls: calls.map { CallDocument($0) }, next: nil), for: request)
        }
        routes.get("notices/answers") { request, _ in
            let query = AnswerQuery(
                rollout: request.fields["rollout"].map { RolloutID($0) },
                customer: request.fields["customer"].map { CustomerID($0) })
            let answers = try await site.store.answers(query)
            return try JSONAnswer.document(
                AnswerPage(answers: answers.map { AnswerDocument($0) }, next: nil), for: request)
        }
        routes.post("notices/answers", use: record)
        routes.post("customers/:id/links", use: link)
        routes.delete("customers/:id/links") { request, asker in
            let customer = try await customer(asker.part("id"))
            try await site.perform(.revokeLinks(.customer, subject: customer.id.text), request, asker)
            return Response(status: .noContent)
        }
        routes.get("pins") { request, _ in
            let pins = await site.ledger.read { Array($0.pins.values) }.sorted { $0.installation < $1.installation }
            return try JSONAnswer.document(PinPage(pins: pins.map { PinDocument($0) }, next: nil), for: request)
        }
        routes.post("pins", use: pin)
        routes.delete("pins/:installation") { request, asker in
            try await site.perform(.liftPins([InstallationID(asker.part("installation"))]), request, asker)
            return Response(status: .noContent)
        }
    }

    @Sendable func notices(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let fields = request.fields
        if let wanted = fields["rollout"] { _ = try await site.rollout(RolloutID(wanted)) }
        let rows = try await site.store.notices(
            NoticeQuery(
                rollout: fields["rollout"].map { RolloutID($0) }, customer: fields["customer"].map { CustomerID($0) }))
        let visits = try await site.operations.visitsToRepeat(in: fields["rollout"].map { RolloutID($0) })
        let repeated = Dictionary(grouping: visits, by: \.rollout).mapValues { Set($0.map(\.installation)) }
        let notices = rows.map { NoticeDocument($0, repeated: repeated[$0.rollout] ?? []) }
        return try JSONAnswer.document(NoticePage(notices: notices, next: nil), for: request)
    }

    /// What was said on the telephone: by whom, when, and a note of it.
    @Sendable func record(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: [
            "customer", "rollout", "wave", "answer", "person", "at", "note", "day", "installations",
        ])
        let customer = try await customer(try object.requiredLine("customer"))
        guard let kind = try object.choice("answer", of: Answer.Kind.self) else {
            throw object.missing("answer", expected: Answer.Kind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        var wish = AnswerWish(
            customer: customer.id, kind: kind, way: .telephone, at: try object.time("at") ?? site.now)
        wish.rollout = try object.line("rollout").map { RolloutID($0) }
        if let wave = try object.integer("wave") {
            guard wave > 0 else { throw object.bad("wave", expected: "a wave, counted from 1") }
            wish.wave = wave - 1
        }
        wish.person = try object.line("person")
        wish.note = try object.text("note")
        wish.recordedBy = asker.actor
        wish.installations = try object.texts("installations")?.map { InstallationID($0) } ?? []
        wish.day = try object.day("day")
        if [.agreed, .declined, .moved, .told].contains(kind) {
            guard wish.rollout != nil else {
                throw object.missing("rollout", expected: "the rollout that was spoken of")
            }
            // One notice has one answer: a part of it would be taken for the whole.
            guard wish.installations.isEmpty else {
                throw object.bad("installations", expected: "none: an answer to a notice is of all sites that it names")
            }
        }
        let (answer, bearing) = try await site.operations.answer(
            wish, command: try request.command(asker.principal), by: asker.actor, at: site.now)
        site.context.wake()
        return try JSONAnswer.document(
            AnswerDocument(answer, bearing: bearing), for: request, status: .created)
    }

    @Sendable func link(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["contact"])
        let customer = try await customer(asker.part("id"))
        var contact: Contact?
        if let address = try object.line("contact") {
            let known = try await site.operations.image.current().contacts[customer.id] ?? []
            contact = known.first { $0.email.description.lowercased() == address.lowercased() || $0.id.text == address }
            guard contact != nil else {
                throw Sentences.unknown("contact", address, list: "evenkeel customer show \(customer.id)")
            }
        }
        let url = try await site.makeLink(.customer, customer.id.text, contact: contact?.id, by: asker.actor)
        return try JSONAnswer.document(
            LinkDocument(url: url, subject: customer.id.text, contact: contact?.email.description), for: request,
            status: .created)
    }

    @Sendable func pin(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["installations", "until"])
        let wanted = (try object.texts("installations") ?? []).map { InstallationID($0) }
        guard let until = try object.day("until") else {
            throw object.missing("until", expected: "a day such as 2026-12-01")
        }
        try await site.require(wanted)
        try await site.perform(.pin(wanted, until: until), request, asker)
        return Response(status: .noContent)
    }

    /// By id, or by name where no id matches.
    private func customer(_ wanted: String) async throws -> Customer {
        let fleet = try await site.operations.image.current()
        let named = fleet.customers.values.filter { $0.name.lowercased() == wanted.lowercased() }
        guard let found = fleet.customers[CustomerID(wanted)] ?? (named.count == 1 ? named.first : nil) else {
            throw Sentences.unknown("customer", wanted, list: "evenkeel fleet list")
        }
        return found
    }
}
