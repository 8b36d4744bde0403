import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// Rollouts: plan, run, look.
struct RolloutRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.post("rollouts", use: plan)
        routes.get("rollouts") { request, _ in
            let rollouts = await site.ledger.read { Array($0.rollouts.values) }.sorted { $0.id < $1.id }
            let documents = try await RolloutReading.brief(rollouts, site: site).map {
                $0.document(site.context.zone, at: site.now)
            }
            return try JSONAnswer.bytes(
                try EvenkeelAPI.RolloutPage.json(of: try await site.shelf.json(documents)), for: request)
        }
        routes.get("rollouts/:id") { request, asker in
            let rollout = try await site.rollout(RolloutID(asker.part("id")))
            return try JSONAnswer.document(
                try await RolloutReading.of(rollout, site: site).document(site.context.zone, at: site.now), for: request
            )
        }
        routes.get("rollouts/:id/plan") { request, asker in
            let rollout = try await site.rollout(RolloutID(asker.part("id")))
            let plan = try await storedPlan(rollout.id, rollout.revision)
            return try JSONAnswer.document(PlanDocument(plan, summary: try request.flag("summary")), for: request)
        }
        routes.get("rollouts/:id/diff") { request, asker in
            let rollout = try await site.rollout(RolloutID(asker.part("id")))
            let diff = try await RevisionReading(site: site).diff(of: rollout, revision: try request.revision())
            return try JSONAnswer.document(diff, for: request)
        }
        routes.get("rollouts/:id/report") { request, asker in
            let rollout = try await site.rollout(RolloutID(asker.part("id")))
            return try JSONAnswer.document(try await GateReport.of(rollout, store: site.store), for: request)
        }
        routes.get("rollouts/:id/evidence") { request, asker in
            let rollout = try await site.rollout(RolloutID(asker.part("id")))
            let growth = try await site.operations.growth(of: rollout, wave: try request.wave(of: rollout))
            return try JSONAnswer.document(GrowthDocument(growth), for: request)
        }
        routes.post("rollouts/:id/replay") { request, asker in
            let rollout = try await site.rollout(RolloutID(asker.part("id")))
            let yaml = try await request.text()
            let policy = try rejecting { try site.context.readPolicy(yaml, "policy.yaml") }
            return try JSONAnswer.document(
                ReplayDocument(rollout, try await site.operations.replay(rollout, under: policy)), for: request)
        }
        routes.get("rollouts/:id/placements", use: placements)
        routes.post("rollouts/:id/replan", use: planAgain)
        routes.post("rollouts/:id/adopt") { request, asker in
            let id = RolloutID(asker.part("id"))
            let revision = try await request.object(known: ["revision"]).integer("revision")
            try await site.operations.adoptRevision(
                id, revision: revision, command: try request.command(asker.principal), by: asker.actor, at: site.now)
            site.context.wake()
            let rollout = try await site.rollout(id)
            return try JSONAnswer.document(
                try await RolloutReading.of(rollout, site: site).document(site.context.zone, at: site.now), for: request
            )
        }
        routes.get("rollouts/:id/waiting", use: waiting)
        routes.get("rollouts/:id/why/:site") { request, asker in
            let (id, installation) = (RolloutID(asker.part("id")), InstallationID(asker.part("site")))
            let standing = try await site.operations.standing(of: installation, in: id, at: site.now)
            return try JSONAnswer.document(
                try await document(standing, of: installation, in: id), for: request)
        }
        routes.get("installations/:site/why") { request, asker in
            let installation = InstallationID(asker.part("site"))
            var documents: [StandingDocument] = []
            for (id, standing) in try await site.operations.standings(of: installation, at: site.now) {
                documents.append(try await document(standing, of: installation, in: id))
            }
            return try JSONAnswer.document(StandingsDocument(standings: documents), for: request)
        }
        for step in RolloutStep.known {
            routes.post(RouterPath("rollouts/:id/\(step)")) { request, asker in
                try await run(step, request, asker)
            }
        }
    }

    private func document(
        _ standing: SiteStanding, of installation: InstallationID, in id: RolloutID
    ) async throws -> StandingDocument {
        let rollout = try await site.rollout(id)
        return StandingDocument(
            standing, rollout: id, installation: installation,
            holds: try await SiteHolds(rollout, site: site).concerning(installation),
            days: rollout.dayOverrides ?? [], zone: site.context.zone)
    }

    private func storedPlan(_ id: RolloutID, _ revision: Int) async throws -> Plan {
        guard let plan = try await site.store.plan(id, revision: revision) else {
            throw Sentences.unknown("plan", "\(id) revision \(revision)", list: "evenkeel rollout show \(id)")
        }
        return plan
    }

    @Sendable func plan(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let types = [nil, "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/plain"]
        guard types.contains(request.mediaType) else { throw Sentences.unsupportedMedia }
        let yaml = try await request.text()
        let policy = try rejecting { try site.context.readPolicy(yaml, "policy.yaml") }
        guard policy.rollout.isPlain else {
            throw Sentences.badMember(
                "rollout", found: "\"\(policy.rollout)\"", expected: "letters, digits, dots, dashes")
        }
        try await site.operations.checkComponent(of: policy)
        if try request.flag("dry_run") {
            let plan = try await site.operations.draftPlan(policy, at: site.now)
            if try request.flag("diff") {
                let diff = try await RevisionReading(site: site).diff(of: plan)
                return try JSONAnswer.document(diff, for: request)
            }
            return try JSONAnswer.document(PlanDocument(plan), for: request)
        }
        let command = try request.command(asker.principal)
        let state = await site.ledger.read { $0.rollouts[policy.rollout]?.state }
        let plan: Plan
        if let state, state.after(.adopt) != nil {
            // Under way: it waits to be adopted.
            plan = try await site.operations.proposeRevision(
                policy.rollout, policy: policy, reason: request.fields["reason"] ?? "The policy was changed.",
                command: command, by: asker.actor, at: site.now)
        } else {
            plan = try await site.operations.makePlan(policy, id: command, by: asker.actor, at: site.now)
        }
        site.context.wake()
        var response = try JSONAnswer.document(PlanDocument(plan), for: request, status: .created)
        response.headers[.location] = "/api/v1/rollouts/\(plan.rollout)"
        return response
    }

    /// Another revision under the policy in force: the fleet, the calendar or a hold has changed.
    @Sendable func planAgain(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let rollout = try await site.rollout(RolloutID(asker.part("id")))
        let object = try await request.object(known: ["reason"])
        let reading = RevisionReading(site: site)
        if try request.flag("dry_run") {
            let plan = try await site.operations.draftPlan(rollout.policy, at: site.now)
            return try JSONAnswer.document(try await reading.diff(of: plan), for: request)
        }
        let plan = try await site.operations.proposeRevision(
            rollout.id, reason: try object.text("reason") ?? "", command: try request.command(asker.principal),
            by: asker.actor, at: site.now)
        site.context.wake()
        return try JSONAnswer.document(try await reading.diff(of: plan), for: request, status: .created)
    }

    @Sendable func placements(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let rollout = try await site.rollout(RolloutID(asker.part("id")))
        var query = PlacementQuery(rollout: rollout.id)
        query.wave = try request.wave(of: rollout)
        if let state = try request.choice("state", of: PlacementState.self) { query.states = [state] }
        let limit = try request.limit(default: 1000, atMost: 10_000)
        query.after = InstallationID(request.fields["cursor"] ?? "")
        query.limit = limit + 1
        let rows = try await site.store.placements(query)
        let page = rows.prefix(limit)
        return try JSONAnswer.document(
            PlacementPage(
                placements: page.map(PlacementDocument.init),
                next: rows.count > limit ? page.last?.installation.text : nil), for: request)
    }

    /// The sites that could start, with what each waits for.
    @Sendable func waiting(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let rollout = try await site.rollout(RolloutID(asker.part("id")))
        let limit = try request.limit(default: 1000, atMost: 10_000)
        let reading = try await WaitingReading.of(
            rollout, operations: site.operations, zone: site.context.zone, at: site.now)
        return try JSONAnswer.document(WaitingPage(waiting: reading.documents(limit: limit)), for: request)
    }

    /// Takes one step of a rollout's life and answers with the rollout as it then is.
    private func run(_ step: String, _ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let id = RolloutID(asker.part("id"))
        let object = try await request.object(known: RolloutStep.members(of: step))
        try await RolloutStep(object, step: step).take(
            id, site: site, command: try request.command(asker.principal), by: asker.actor)
        let rollout = try await site.rollout(id)
        return try JSONAnswer.document(
            try await RolloutReading.of(rollout, site: site).document(site.context.zone, at: site.now), for: request)
    }
}

extension Request {
    /// `?revision=2`.
    func revision() throws(Problem) -> Int? {
        guard let text = fields["revision"] else { return nil }
        guard let revision = Int(text), revision > 0 else {
            throw Sentences.badParameter("revision", value: text, expected: "1 or more")
        }
        return revision
    }

    /// `?wave=2`, counted from 1, as an index.
    func wave(of rollout: Rollout) throws(Problem) -> Int? {
        guard let text = fields["wave"] else { return nil }
        guard let wave = Int(text), wave > 0, wave <= rollout.waves.count else {
            throw Sentences.badParameter("wave", value: text, expected: "1 to \(rollout.waves.count)")
        }
        return wave - 1
    }
}
