import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// A step somebody takes with a rollout, the same from the API and from the console.
struct RolloutStep {
    static let known = [
        "approve", "start", "pause", "lift", "resume", "halt", "advance", "abort", "retry", "rollback",
    ]

    var name: String
    var reason = ""
    var revision: Int?
    var owner = Pause.Owner.operator
    var scope = Pause.Scope.everything
    var evidence: ResumeEvidence?
    var installations: [InstallationID] = []
    /// Counted from 1.
    var wave: Int?

    /// What may be said with a step.
    static func members(of step: String) -> [String] {
        switch step {
        case "approve": ["revision"]
        case "pause", "lift": ["reason", "owner", "customer", "installation"]
        case "resume": ["reason", "fix", "hold", "vouched_by"]
        case "retry": ["reason", "installations"]
        case "rollback": ["reason", "installations", "wave"]
        case "advance": ["reason", "wave"]
        default: ["reason"]
        }
    }

    init(_ name: String) { self.name = name }

    init(_ object: JSONObject, step: String) throws {
        name = step
        let members = Self.members(of: step)
        func has(_ member: String) -> Bool { members.contains(member) }
        if has("revision") { revision = try object.integer("revision") }
        if has("reason") { reason = try object.text("reason") ?? "" }
        if has("owner") { owner = try object.choice("owner", of: Pause.Owner.self) ?? .operator }
        if has("customer"), let customer = try object.line("customer") { scope = .customer(CustomerID(customer)) }
        if has("installation"), let site = try object.line("installation") { scope = .site(InstallationID(site)) }
        if has("installations") { installations = (try object.texts("installations") ?? []).map { InstallationID($0) } }
        if has("wave") { wave = try object.integer("wave") }
        if has("fix") {
            evidence = Self.evidence(
                fix: try object.line("fix"), hold: try object.line("hold"), person: try object.line("vouched_by"))
        }
    }

    /// The first that is named.
    static func evidence(fix: String?, hold: String?, person: String?) -> ResumeEvidence? {
        if let fix, !fix.isEmpty { return .fix(release: fix) }
        if let hold, !hold.isEmpty { return .hold(HoldID(hold)) }
        return person.flatMap { $0.isEmpty ? nil : .vouched(by: $0) }
    }

    func take(_ id: RolloutID, site: Site, command: CommandID, by actor: String) async throws {
        let (operations, now) = (site.operations, site.now)
        func perform(_ wish: Command) async throws {
            try await operations.perform(wish, id: command, by: actor, at: now)
        }
        switch name {
        case "start": try await operations.start(id, command: command, by: actor, at: now)
        case "advance":
            var seen: Int?
            if let wave { seen = try Self.index(ofWave: wave, in: try await site.rollout(id)) }
            try await operations.advance(id, wave: seen, reason: reason, command: command, by: actor, at: now)
        case "approve": try await perform(.approvePlan(id, revision: revision))
        case "pause":
            try await checkScope(in: id, site)
            try await perform(.pauseRollout(id, reason: reason, owner: owner, scope: scope))
        case "lift": try await perform(.liftPause(id, owner: owner, scope: scope, reason: reason))
        case "resume":
            try await operations.resume(
                id, reason: reason, evidence: evidence, command: command, by: actor, at: now)
        case "halt": try await perform(.haltRollout(id, reason: reason))
        case "abort": try await perform(.abortRollout(id, reason: reason))
        case "retry":
            try await operations.retry(id, installations, reason: reason, command: command, by: actor, at: now)
        case "rollback":
            try await operations.rollBack(
                id, try rollbackScope(await site.rollout(id)), reason: reason, command: command, by: actor, at: now)
        default: throw Sentences.notFound
        }
        site.context.wake()
    }

    /// A pause that keeps nobody out, for a name that was mistyped or stands in another rollout, protects nobody.
    private func checkScope(in rollout: RolloutID, _ site: Site) async throws {
        _ = try await site.rollout(rollout)
        let fleet = try await site.operations.image.current()
        switch scope {
        case .everything:
            guard owner != .customer else {
                throw Sentences.missingMember("customer", expected: "the customer who wants it, or an installation")
            }
        case .customer(let id):
            guard fleet.customers[id] != nil else {
                throw Sentences.unknown("customer", id.text, list: "evenkeel fleet list")
            }
            guard try await !site.store.placements(PlacementQuery(rollout: rollout, customer: id)).isEmpty else {
                throw Sentences.badMember("customer", found: id.text, expected: "a customer with a site in \(rollout)")
            }
        case .site(let id):
            try await site.require([id])
            guard try await !site.store.placements(PlacementQuery(rollout: rollout, installation: id)).isEmpty else {
                throw OperationError.refused(.notInRollout(rollout, id))
            }
        }
    }

    /// The place of a wave that somebody names, counting from 1.
    static func index(ofWave wave: Int, in rollout: Rollout) throws(Problem) -> Int {
        guard (1...max(1, rollout.waves.count)).contains(wave) else {
            throw Sentences.badMember("wave", found: "\(wave)", expected: "a wave from 1 to \(rollout.waves.count)")
        }
        return wave - 1
    }

    private func rollbackScope(_ rollout: Rollout) throws(Problem) -> Operations.RollbackScope {
        guard let wave else { return .sites(installations) }
        guard installations.isEmpty, (1...max(1, rollout.waves.count)).contains(wave) else {
            throw Sentences.badMember(
                "wave", found: "\(wave)",
                expected: "a wave from 1 to \(rollout.waves.count), and no installations beside it")
        }
        return .wave(wave - 1)
    }
}
