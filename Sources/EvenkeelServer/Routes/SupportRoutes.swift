import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Ends of support: campaigns, and who still runs what.
struct SupportRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("support") { request, _ in
            let campaigns = await site.ledger.read { Array($0.campaigns.values) }
                .sorted { $0.campaign.id < $1.campaign.id }
            return try JSONAnswer.document(
                CampaignPage(campaigns: campaigns.map { CampaignDocument($0) }, next: nil), for: request)
        }
        routes.post("support", use: open)
        routes.get("support/:id/report") { request, asker in
            let id = CampaignID(asker.part("id"))
            let lines = try await site.operations.supportReport(id, at: site.now)
            return try JSONAnswer.document(
                SupportReportDocument(campaign: try await campaign(id), sites: lines.map { SupportLineDocument($0) }),
                for: request)
        }
        routes.post("support/:id/close") { request, asker in
            let why = try await request.object(known: ["why"]).text("why") ?? ""
            try await site.perform(.closeCampaign(CampaignID(asker.part("id")), why: why), request, asker)
            return Response(status: .noContent)
        }
        routes.post("support/:id/answers", use: answer)
    }

    private func campaign(_ id: CampaignID) async throws -> CampaignDocument {
        guard let running = await site.ledger.read({ $0.campaigns[id] }) else {
            throw OperationError.refused(.unknownCampaign(id))
        }
        return CampaignDocument(running)
    }

    @Sendable func open(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: [
            "id", "product", "below", "ends", "letters", "postponements", "rollout",
        ])
        let product = try object.requiredLine("product")
        guard let below = Version(try object.requiredLine("below")) else {
            throw object.bad("below", expected: "a version such as 5.0.0")
        }
        guard let ends = try object.day("ends") else {
            throw object.missing("ends", expected: "a day such as 2027-03-31")
        }
        var days: [Int] = []
        for text in try object.texts("letters") ?? ["180d", "90d", "30d"] {
            guard let span = TimeSpan(text), span.days >= 1 else {
                throw object.bad("letters", expected: "lengths of time before the end, such as 90d")
            }
            days.append(Int(span.days))
        }
        let id = CampaignID(try object.line("id") ?? "\(product)-before-\(below)")
        guard id.isPlain else { throw object.bad("id", expected: "letters, digits, dots, dashes") }
        let postponements = try object.integer("postponements") ?? 2
        guard (0...20).contains(postponements) else { throw object.bad("postponements", expected: "0 to 20") }
        try await site.perform(
            .openCampaign(
                SupportCampaign(
                    id: id, product: product, below: below, ends: ends, letterDays: days,
                    postponements: postponements, rollout: try object.line("rollout").map { RolloutID($0) })),
            request, asker)
        return try JSONAnswer.document(try await campaign(id), for: request, status: .created)
    }

    @Sendable func answer(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["customer", "answer", "person", "at", "note"])
        let customer = CustomerID(try object.requiredLine("customer"))
        guard try await site.operations.image.current().customers[customer] != nil else {
            throw Sentences.unknown("customer", customer.text, list: "evenkeel fleet list")
        }
        guard let kind = try object.choice("answer", of: Answer.Kind.self), kind == .later || kind == .acceptsRisk
        else { throw object.missing("answer", expected: "later or accepts_risk") }
        var wish = AnswerWish(
            customer: customer, kind: kind, way: .telephone, at: try object.time("at") ?? site.now)
        wish.campaign = CampaignID(asker.part("id"))
        wish.person = try object.line("person")
        wish.note = try object.text("note")
        wish.recordedBy = asker.actor
        let (answer, _) = try await site.operations.answer(
            wish, command: try request.command(asker.principal), by: asker.actor, at: site.now)
        site.context.wake()
        return try JSONAnswer.document(AnswerDocument(answer), for: request, status: .created)
    }
}
