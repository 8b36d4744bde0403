import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Guards and holds in the console: add a hold, make it hold longer, lift it, let a site go in spite of it.
struct ConsoleHoldRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("holds") { _, asker in try await page(asker) }
        routes.post("holds", use: add)
        routes.post("holds/:id/lift") { request, asker in
            try await site.carryOut(request, asker, then: Self.path) { id, form in
                .liftHold(id, why: form.fields["why"] ?? "")
            }
        }
        routes.post("holds/:id/renew") { request, asker in
            try await site.carryOut(request, asker, then: Self.path) { id, form in
                .renewHold(id, expires: try Self.end(form, at: site.now), why: form.fields["why"] ?? "")
            }
        }
        routes.post("holds/:id/override") { request, asker in
            try await site.carryOut(request, asker, then: Self.path) { id, form in
                let names = (form.fields["installations"] ?? "").split(whereSeparator: { ", \n".contains($0) })
                let sites = names.map { InstallationID(String($0)) }
                let rollout = RolloutID(form.fields["rollout"] ?? "")
                try await site.require(sites)
                return .overrideHold(id, rollout, sites, why: form.fields["why"] ?? "")
            }
        }
    }

    private func page(
        effects: [String] = [], draft: HoldListModel.Draft = .init(), _ asker: ServerRequestContext
    ) async throws -> Response {
        let frame = await ConsoleFrame.of("Guards and holds", in: .holds, site: site, asker: asker)
        let model = try await HoldListModel.of(effects: effects, draft: draft, site: site, frame: frame)
        return HTMLAnswer.page(try site.templates.render(model))
    }

    /// Shows what a hold would keep out, or adds it.
    @Sendable private func add(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        let hold = Hold(
            id: HoldID("hold-\(Secret.hash(form.command.text).prefix(10))"),
            predicate: try form.predicate("predicate", expected: "whom it keeps out, such as feature==fax"),
            owner: form.fields["owner"] ?? asker.actor, why: form.fields["why"] ?? "", since: site.now,
            expires: try Self.end(form, at: site.now))
        if form.fields["step"] == "ask" {
            let keeps = try await HoldReading.of([hold], site: site).flatMap(\.keeps)
            let effects = keeps.map { "\($0.rollout): \(HoldSentences.kept($0.sites, unknown: $0.unknown))." }
            let nothing = ["No rollout under way has a site that it would keep out. Later ones would feel it."]
            let draft = HoldListModel.Draft(
                predicate: hold.predicate.description, why: hold.why, owner: hold.owner,
                days: form.fields["days"] ?? "")
            let asked = "Not added yet. A hold on \(hold.predicate) would keep out:"
            return try await page(effects: keeps.isEmpty ? nothing : [asked] + effects, draft: draft, asker)
        }
        try await site.operations.perform(.addHold(hold), id: form.command, by: asker.actor, at: site.now)
        site.context.wake()
        return HTMLAnswer.redirect(to: "/console/holds#\(hold.id)")
    }

    /// All stand on one page.
    private static func path(of id: HoldID) -> String { "/console/holds" }

    /// So many days from now, or when it is lifted.
    private static func end(_ form: ConsoleForm, at now: Timestamp) throws(Problem) -> Timestamp? {
        guard let text = form.fields["days"] else { return nil }
        guard let days = Int(text), (1...3650).contains(days) else {
            throw Sentences.badParameter(
                "days", value: text, expected: "1 to 3650 days, or nothing: until it is lifted")
        }
        return now + .days(days)
    }
}
