import EvenkeelDomain

/// The policies of the simulated operator.
struct Policies: Sendable {
    static let firstRollout: RolloutID = "pbx-5.2"
    static let lastRollout: RolloutID = "pbx-5.3"

    static func fixRollout(_ incident: IncidentID) -> RolloutID { RolloutID("fix-\(incident)") }

    let seed: UInt64

    func first() -> Policy {
        var random = SplitMix64(seed: seed, for: "policy")
        var policy = policy(
            Self.firstRollout, World.broken, select: "version=lt=5.2.0",
            waves: [
                WavePolicy(name: "simplest", order: .simplicity, limit: WaveLimit(installations: .count(3))),
                WavePolicy(name: "variety", order: .coverage, limit: WaveLimit(installations: .count(4))),
                WavePolicy(name: "rest", order: .complexity),
            ], soakDays: 1 + random.below(2))
        policy.notice.before = random.pick([.hours(2), .days(1), .days(2)]) ?? .days(1)
        policy.onHalt = HaltPolicy(
            own: random.chance(0.7) ? .auto : .draft, component: World.component.id,
            impact: random.pick([.minor, .minor, .major, .major, .major, .critical]) ?? .major,
            audience: random.chance(0.7) ? .implicated : .exposed)
        return policy
    }

    func fix(_ incident: IncidentID) -> Policy {
        var policy = policy(
            Self.fixRollout(incident), World.fixed, select: "version==5.2.0",
            waves: [
                WavePolicy(name: "try", order: .simplicity, limit: WaveLimit(installations: .count(2))),
                WavePolicy(name: "all", order: .score),
            ], soakDays: 1)
        policy.release.fixesIncident = incident
        policy.notice.before = .hours(1)
        return policy
    }

    /// Careless: everybody at once. A guard on fax keeps it from starting.
    func careless() -> Policy {
        policy(
            Self.lastRollout, World.later, select: "version=lt=5.3.0",
            waves: [WavePolicy(name: "all at once", order: .score)],
            soakDays: 2)
    }

    /// What a guard on fax asks for: those with fax go first and soak.
    func careful() -> Policy {
        let fax = predicate("feature==fax")
        return policy(
            Self.lastRollout, World.later, select: "version=lt=5.3.0",
            waves: [
                WavePolicy(name: "fax first", order: .score, among: fax, limit: WaveLimit(installations: .count(4))),
                WavePolicy(name: "all", order: .score),
            ], soakDays: 2)
    }

    func guardOnFax(_ incident: IncidentID, since: Timestamp) -> Guard {
        Guard(
            id: GuardID("guard-\(incident)"), incident: incident, action: "a1", when: predicate("release.touches==fax"),
            soakHours: 24, atSites: 2, matching: predicate("feature==fax"), beforeWave: 2, since: since)
    }

    private func policy(
        _ rollout: RolloutID, _ version: Version, select: String, waves: [WavePolicy], soakDays: Int
    ) -> Policy {
        let text = ReleaseText(
            summary: "A new version.", downtime: "5 minutes", whatYouDo: "Nothing.", whatToTest: "A call.",
            wayBack: "We go back.")
        var policy = Policy(
            rollout: rollout,
            release: Release(product: "pbx", version: version, touches: ["fax"], texts: ["en": text]),
            select: predicate(select), waves: waves)
        for index in policy.waves.indices { policy.waves[index].soak = SoakPolicy(days: soakDays) }
        // A line so low that a second failure halts: there are few sites, and halts are what is to be seen.
        policy.verdict = VerdictPolicy(falseHalt: Share(0.1) ?? .zero, baseline: Share(0.02) ?? .zero, minSample: 1)
        policy.notice.before = .hours(6)
        policy.execute = ExecutePolicy(by: .command, command: "install", parallel: 1, retries: 1)
        return policy
    }

    private func predicate(_ text: String) -> Predicate {
        do { return try Predicate(parsing: text) } catch { preconditionFailure("a predicate of the simulator is one") }
    }
}
