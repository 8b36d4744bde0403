import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// The fleet: import, list, export.
struct FleetRoutes {
    /// Room for some 100,000 installations.
    static let importLimitBytes = 64 << 20

    let site: Site

    func add(to routes: some Routes) {
        routes.post("fleet/import", use: importFleet)
        routes.post("contacts/import", use: importContacts)
        routes.get("fleet", use: list)
        routes.get("fleet/export", use: export)
        routes.get("fleet/history", use: history)
        routes.get("fleet/:id", use: show)
        routes.post("fleet/:id/version", use: noteVersion)
    }

    @Sendable func importFleet(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let name: String
        switch request.mediaType {
        case nil, "text/csv": name = "fleet.csv"
        case "text/tab-separated-values": name = "fleet.tsv"
        case "application/json", "application/jsonl", "application/x-ndjson": name = "fleet.jsonl"
        default: throw Sentences.unsupportedMedia
        }
        let dryRun = try request.flag("dry_run")
        var extra = false
        if let wish = request.fields["extra"] {
            guard wish == "environment" else {
                throw Sentences.badParameter("extra", value: wish, expected: "environment")
            }
            extra = true
        }
        let reading = ServerContext.FleetReading(
            name: name, skipBad: try request.flag("skip_bad"), extraAsEnvironment: extra)
        let bytes = try await request.bytes(limit: Self.importLimitBytes)
        let fleet = try rejecting { try site.context.readFleet(bytes, reading) }
        let authoritative = try request.flag("authoritative")
        let done = try await site.operations.importFleet(
            fleet, dryRun: dryRun, authoritative: authoritative, at: site.now)
        if !dryRun {
            try await site.operations.image.refresh()
            site.context.wake()
        }
        return try JSONAnswer.document(
            ImportDocument(done, dryRun: dryRun, authoritative: authoritative), for: request)
    }

    @Sendable func importContacts(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        if let type = request.mediaType, type != "text/csv" { throw Sentences.unsupportedMedia }
        let text = try await request.text(limit: Self.importLimitBytes)
        let known = Set(try await site.operations.image.current().customers.keys)
        let contacts = try rejecting { try site.context.readContacts(text, known) }
        let dryRun = try request.flag("dry_run")
        let done = try await site.operations.importContacts(contacts, dryRun: dryRun, at: site.now)
        if !dryRun { try await site.operations.image.refresh() }
        return try JSONAnswer.document(ImportDocument(done, dryRun: dryRun), for: request)
    }

    /// In order of ids. The cursor is the last id of the page before.
    @Sendable func list(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let fields = request.fields
        let limit = try request.limit(default: 100, atMost: 1000)
        var filter = Predicate.always
        if let text = fields["filter"] {
            do { filter = try Predicate(parsing: text) } catch {
                throw Sentences.badPredicate("filter", text: text, error: error)
            }
        }
        let fleet = try await site.operations.image.current()
        var found: [Installation] = []
        for installation in fleet.installations {
            if let cursor = fields["cursor"], installation.id.text <= cursor { continue }
            let facts = SiteFacts(installation, customer: fleet.customers[installation.customer])
            guard filter.evaluate(facts) == .yes else { continue }
            found.append(installation)
            if found.count > limit { break }
        }
        let page = found.prefix(limit)
        let facts = try await site.store.versionFacts(page.map(\.id))
        return try JSONAnswer.document(
            FleetPage(
                installations: page.map {
                    InstallationDocument($0, customer: fleet.customers[$0.customer], fact: facts[$0.id])
                },
                next: found.count > limit ? page.last?.id.text : nil), for: request)
    }

    /// What past rollouts showed of installations, as `evenkeel plan --history` reads it.
    @Sendable func history(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let records = try await site.operations.trackRecords()
        return Response(
            status: .ok, headers: [.contentType: "text/csv; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: site.context.writeHistory(records))))
    }

    @Sendable func show(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let id = InstallationID(asker.part("id"))
        return try JSONAnswer.document(try await InstallationReading.of(id, site: site), for: request)
    }

    /// A version that somebody found at the site: a probe, an agent, a technician.
    @Sendable func noteVersion(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let id = InstallationID(asker.part("id"))
        let object = try await request.object(known: ["version", "source", "at"])
        let version = try object.required("version", expected: "a version such as 5.2.0", { Version($0) })
        guard let source = try object.choice("source", of: VersionFact.Source.self), source != .import else {
            throw object.missing("source", expected: "executor, agent, probe or technician")
        }
        let at = try object.time("at") ?? site.now
        guard at <= site.now + OutcomeBatch.clockSkew else { throw object.bad("at", expected: "a time that has come") }
        try await site.operations.noteVersion(VersionFact(version: version, source: source, at: at), of: id)
        site.context.wake()
        return try JSONAnswer.document(try await InstallationReading.of(id, site: site), for: request)
    }

    @Sendable func export(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let fleet = try await site.operations.image.current()
        return Response(
            status: .ok, headers: [.contentType: "text/csv; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: site.context.writeFleet(fleet))))
    }
}
