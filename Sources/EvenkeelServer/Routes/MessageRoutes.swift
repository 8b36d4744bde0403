import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Promises, deliveries, and whether messages leave.
struct MessageRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("promises", use: promises)
        routes.get("notices/preview", use: preview)
        routes.get("deliveries", use: deliveries)
        routes.get("deliveries/**", use: delivery)
        routes.post("deliveries/**") { request, asker in
            let parts = asker.parameters.getCatchAll().map { FormFields.decode($0, plusIsSpace: false) }
            let object = try await request.object(known: ["reason"])
            guard let move = parts.last.flatMap(OutboxMove.init(rawValue:)) else { throw Sentences.notFound }
            let delivery = try await move.carryOut(
                DeliveryID(parts.dropLast().joined(separator: "/")), reason: try object.text("reason"),
                command: try request.command(asker.principal), site: site, by: asker.actor)
            return try JSONAnswer.document(DeliveryDocument(delivery), for: request)
        }
        routes.get("outbound") { request, _ in
            try JSONAnswer.document(OutboundDocument(await site.ledger.read { $0.outbound }), for: request)
        }
        routes.put("outbound") { request, asker in
            let object = try await request.object(known: ["state"])
            guard let state = try object.choice("state", of: OutboundState.self) else {
                throw object.missing("state", expected: "capture, allow-list or live")
            }
            try await site.perform(.changeOutbound(state), request, asker)
            return try JSONAnswer.document(OutboundDocument(state), for: request)
        }
    }

    /// Open promises first, by the time they are due; then the others, newest first.
    @Sendable func promises(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let state = try request.choice("state", of: PromiseState.self)
        let all = await site.ledger.read { ledger in
            ledger.incidents.values.flatMap { incident in incident.promises.map { (incident, $0) } }
        }
        let chosen = all.filter { state == nil || $0.1.state == state }
        let open = chosen.filter { $0.1.state == .open }.sorted { $0.1.due < $1.1.due }
        let rest = chosen.filter { $0.1.state != .open }.sorted { $1.1.due < $0.1.due }
        return try JSONAnswer.document(
            PromisePage(promises: (open + rest).map { PromiseDocument($0.1, incident: $0.0) }, next: nil), for: request)
    }

    /// A message as a customer would read it, in any language, before it exists.
    @Sendable func preview(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let fields = request.fields
        guard let customer = fields["customer"].map({ CustomerID($0) }) else {
            throw Sentences.badParameter("customer", value: "", expected: "the id of a customer")
        }
        guard try await site.operations.image.current().customers[customer] != nil else {
            throw Sentences.unknown("customer", customer.text, list: "evenkeel fleet list")
        }
        let kind = try request.choice("message", of: MessageKind.self) ?? .planned
        let languages = site.context.settings.languages.sorted()
        if let locale = fields["locale"] {
            let primary = locale.prefix { $0 != "-" }.lowercased()
            guard languages.contains(where: { $0.lowercased() == locale.lowercased() || $0.lowercased() == primary })
            else {
                throw Sentences.badParameter(
                    "locale", value: locale, expected: "one of \(languages.joined(separator: ", "))")
            }
        }
        let preview = try await site.context.courier.preview(
            kind, customer: customer, locale: fields["locale"], at: site.now)
        var document = MessageDocument(delivery: kind.rawValue, preview.composition)
        document.example = preview.isSample
        return try JSONAnswer.document(document, for: request)
    }

    @Sendable func deliveries(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let fields = request.fields
        var query = DeliveryQuery(limit: try request.limit(default: 1000, atMost: 10_000))
        if let state = try request.choice("state", of: DeliveryState.self) { query.states = [state] }
        query.customer = fields["customer"].map { CustomerID($0) }
        query.subjectPrefix = fields["subject"]
        query.isDoubted = try request.flag("uncertain")
        if try request.flag("soon") {
            let rows = try await OutboxMove.soon(site: site, limit: query.limit)
            let (now, outbound) = (site.now, await site.ledger.read { $0.outbound })
            let documents = rows.map { row in
                var document = DeliveryDocument(
                    row,
                    leaves: DeliverySentences.leaves(row, under: outbound, at: now) {
                        "\(ZoneOffsets.utc.localText($0)) UTC"
                    })
                document.reason = DeliverySentences.waits(row, at: now)
                return document
            }
            let announced = try await Announcement.soon(site: site)
            return try JSONAnswer.document(
                DeliveryPage(deliveries: documents, announced: announced.map(\.document), next: nil), for: request)
        }
        let rows = try await site.store.deliveries(query)
        return try JSONAnswer.document(
            DeliveryPage(deliveries: rows.map { DeliveryDocument($0) }, next: nil), for: request)
    }

    /// `deliveries/ID` and `deliveries/ID/preview`; ids have slashes.
    @Sendable func delivery(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        var parts = asker.parameters.getCatchAll().map { FormFields.decode($0, plusIsSpace: false) }
        let isPreview = parts.last == "preview"
        if isPreview { parts.removeLast() }
        let id = DeliveryID(parts.joined(separator: "/"))
        guard let delivery = try await site.store.deliveries(DeliveryQuery(id: id, limit: 1)).first else {
            throw Sentences.unknown("delivery", id.text, list: "evenkeel delivery list")
        }
        guard isPreview else { return try JSONAnswer.document(DeliveryDocument(delivery), for: request) }
        return try JSONAnswer.document(try await site.message(of: delivery), for: request)
    }
}
