import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// "It works" and "something is wrong", behind an opaque link in the mail after an install. A GET shows one button, its
/// POST is the response: mail scanners follow links.
struct PressRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("/r/:opaque/:word") { _, asker in
            try await page(try await open(asker), asker, isSaid: false)
        }
        routes.post("/r/:opaque/:word") { request, asker in
            try Gatekeeper.checkOrigin(request)
            let pressed = try await open(asker)
            let form = try FormFields(try await request.text(limit: 16_384)).plain()
            for installation in pressed.sites {
                let response = CustomerResponse(
                    rollout: pressed.rollout.id, installation: installation, isFine: pressed.isFine, way: .link,
                    from: pressed.contact.name ?? pressed.contact.email.description,
                    note: String((form["note"] ?? "").prefix(2000)),
                    // Pressed twice is said once.
                    key: "\(Secret.hash(asker.part("opaque")).prefix(32))/\(installation)")
                try await ResponseRoutes.record(response, site: site, by: "customer \(pressed.contact.customer)")
            }
            return try await page(pressed, asker, isSaid: true)
        }
    }

    private struct Pressed {
        let rollout: Rollout
        let contact: Contact
        let customer: Customer?
        let sites: [InstallationID]
        let isFine: Bool
    }

    private func open(_ asker: ServerRequestContext) async throws -> Pressed {
        let word = asker.part("word")
        guard word == "fine" || word == "trouble", let link = try await site.links.find(asker.part("opaque"), .response)
        else { throw Sentences.notFound }
        let fleet = try await site.operations.image.current()
        let parts = link.subject.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let wave = Int(parts[0]),
            let contact = fleet.contact(link.contact),
            let rollout = await site.ledger.read({ $0.rollouts[RolloutID(parts[1])] })
        else { throw Sentences.notFound }
        let places = try await site.store.placements(
            PlacementQuery(rollout: rollout.id, wave: wave, customer: contact.customer))
        let sites = places.filter { $0.startedAt != nil }.map(\.installation).sorted()
        guard !sites.isEmpty else { throw Sentences.notFound }
        return Pressed(
            rollout: rollout, contact: contact, customer: fleet.customers[contact.customer], sites: sites,
            isFine: word == "fine")
    }

    private func page(_ pressed: Pressed, _ asker: ServerRequestContext, isSaid: Bool) async throws -> Response {
        let words = PressWords.of(tag: pressed.contact.locale ?? pressed.customer?.locale)
        return HTMLAnswer.page(
            try site.templates.render(
                PressModel(
                    siteName: site.context.siteName, words: words, release: pressed.rollout.release.name,
                    sites: pressed.sites.map(\.text), path: "/r/\(asker.part("opaque"))/\(asker.part("word"))",
                    isFine: pressed.isFine, isSaid: isSaid)))
    }
}
