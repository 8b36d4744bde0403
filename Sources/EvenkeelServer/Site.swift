import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// What the routes share: the context they were given, and what is made once for all of them.
struct Site: Sendable {
    let context: ServerContext
    let templates: Templates
    let sessions: Sessions
    let gatekeeper: Gatekeeper
    let shelf: RolloutShelf
    let publicPages: PublicPages
    let links: Links
    let questions = QuestionLimit()

    init(_ context: ServerContext) async throws {
        self.context = context
        templates = try await Templates()
        sessions = Sessions()
        gatekeeper = Gatekeeper(context: context, sessions: sessions)
        shelf = RolloutShelf(operations: context.operations)
        links = Links(
            store: context.operations.store, baseURL: context.settings.baseURL, clock: context.clock)
        publicPages = await PublicPages(context: context, templates: templates)
    }

    /// The address of a page with a word on what was just done there, under a code that only we can write: whoever sends
    /// somebody a link cannot thank them for what they never said.
    func saying(_ word: String, at path: String) -> String {
        "\(path)?said=\(word)&code=\(context.signingKey.code(for: "said \(path) \(word)"))"
    }

    /// That word, where the code is ours.
    func said(_ request: Request, at path: String) -> String? {
        guard let word = request.fields["said"], let code = request.fields["code"],
            Secret.equal(code, context.signingKey.code(for: "said \(path) \(word)"))
        else { return nil }
        return word
    }

    var now: Timestamp { context.clock() }
    var operations: Operations { context.operations }
    var ledger: Ledger { context.operations.ledger }
    var store: any Store { context.operations.store }

    /// Carries out a command and wakes whoever may have work from it.
    func perform(_ command: Command, _ request: Request, _ asker: ServerRequestContext) async throws {
        try await operations.perform(command, id: try request.command(asker.principal), by: asker.actor, at: now)
        context.wake()
    }

    /// Makes a link by hand and returns its address. Every call makes one of its own: the secret of one that was made
    /// before is not kept, so a repeat could only be answered with an address that opens nothing.
    func makeLink(
        _ kind: LinkRow.Kind, _ subject: String, contact: ContactID?, by actor: String
    ) async throws -> String {
        let (link, url) = links.new(kind, subject, contact: contact)
        try await operations.perform(
            .makeLink(link), id: CommandID("link/\(link.secretHash)"), by: actor, at: link.createdAt)
        return url
    }

    func rollout(_ id: RolloutID) async throws -> Rollout {
        guard let rollout = await ledger.read({ $0.rollouts[id] }) else {
            throw OperationError.refused(.unknownRollout(id))
        }
        return rollout
    }

    /// Refuses the first that is not in the fleet: what is mistyped would be on record, and the one that was meant would not.
    func require(_ installations: [InstallationID]) async throws {
        let fleet = try await operations.image.current()
        if let stranger = installations.first(where: { fleet[$0] == nil }) {
            throw Sentences.unknown("installation", stranger.text, list: "evenkeel fleet list")
        }
    }

    func incident(_ id: IncidentID) async throws -> Incident {
        guard let incident = await ledger.read({ $0.incidents[id] }) else {
            throw OperationError.refused(.unknownIncident(id))
        }
        return incident
    }
}
