import EvenkeelDomain
import EvenkeelLedger

/// The people of the simulated operator: they plan and approve, own and write, mostly in time, sometimes never.
struct Staff: Sendable {
    private let policies: Policies
    private var random: SplitMix64
    private var hasPlannedAgain = false

    init(seed: UInt64) {
        policies = Policies(seed: seed)
        random = SplitMix64(seed: seed, for: "staff")
    }

    /// What they want now, as they see it.
    mutating func wishes(_ state: State, at now: Timestamp) -> [Wish] {
        var wishes = outbound(state)
        if state.components.isEmpty {
            wishes.append(.command("declare", at: state.position, .declareComponent(World.component)))
        }
        for incident in state.incidents.values.sorted(by: { $0.id < $1.id }) {
            wishes += self.wishes(incident, state, at: now)
        }
        for rollout in state.rollouts.values.sorted(by: { $0.id < $1.id }) { wishes += self.wishes(rollout, state) }
        if state.rollouts[Policies.firstRollout] == nil { wishes.append(plan(policies.first(), state)) }
        let isOver =
            state.rollouts[Policies.firstRollout].map { $0.state == .completed || $0.state == .aborted } ?? false
        if isOver, state.rollouts[Policies.lastRollout] == nil, state.incidents.values.allSatisfy({ !$0.status.isOpen })
        {
            wishes.append(plan(policies.careless(), state))
        }
        return wishes
    }

    /// What the careless plan was refused for is planned again, with care; where not even that will do, it is given up.
    mutating func planAgain(_ state: State) -> Wish {
        let policy = policies.careful()
        defer { hasPlannedAgain = true }
        return hasPlannedAgain
            ? .command("give up", at: state.position, .abortRollout(policy.rollout, reason: "the guard says no"))
            : plan(policy, state)
    }

    private mutating func outbound(_ state: State) -> [Wish] {
        switch state.outbound {
        case .live: random.chance(0.005) ? [.command("capture", at: state.position, .changeOutbound(.capture))] : []
        case .capture, .allowList:
            random.chance(0.2) ? [.command("live", at: state.position, .changeOutbound(.live))] : []
        }
    }

    private func plan(_ policy: Policy, _ state: State) -> Wish {
        Wish("plan \(policy.rollout)", at: state.position) { (operations, id, now) async throws(OperationError) in
            _ = try await operations.makePlan(policy, id: id, by: "staff", at: now)
        }
    }

    private mutating func wishes(_ rollout: Rollout, _ state: State) -> [Wish] {
        let (id, position) = (rollout.id, state.position)
        switch rollout.state {
        case .planned: return [.command("approve \(id)", at: position, .approvePlan(id))]
        case .approved:
            return [
                Wish("start \(id)", at: position) { (operations, command, now) async throws(OperationError) in
                    try await operations.start(id, command: command, by: "staff", at: now)
                }
            ]
        case .paused:
            guard random.chance(0.3), let pause = random.pick(rollout.pauses) else { return [] }
            return [
                .command(
                    "lift \(id)", at: position,
                    .liftPause(id, owner: pause.owner, scope: pause.scope, reason: "lunch is over"))
            ]
        case .running:
            if let wish = aside(rollout, position) { return [wish] }
            if random.chance(0.01) {
                return [.command("pause \(id)", at: position, .pauseRollout(id, reason: "lunch"))]
            }
            // Alarms are raised while installs are under way.
            let alarm = rollout.waves.contains { $0.state == .open } ? 0.1 : 0.005
            if random.chance(alarm) { return [.command("halt \(id)", at: position, .haltRollout(id, reason: "alarm"))] }
            return (stuck(rollout, position) ?? hasty(rollout, position)).map { [$0] } ?? []
        case .halted:
            let mine = state.incidents.values.filter { incident in
                if case .rollout(id, _) = incident.origin { true } else { false }
            }
            if mine.contains(where: { $0.status == .suspected || $0.status.isOpen }) {
                return random.chance(0.01) ? [resume(id, position)] : []
            }
            guard random.chance(0.2) else { return [] }
            return mine.isEmpty && random.chance(0.7)
                ? [resume(id, position)] : [.command("abort \(id)", at: position, .abortRollout(id, reason: "no use"))]
        case .completed, .aborted: return []
        }
    }

    /// What happens beside the waves: customers pause their sites, the system pauses everything, plans are made again.
    private mutating func aside(_ rollout: Rollout, _ position: Position) -> Wish? {
        let id = rollout.id
        if let proposal = rollout.proposals.last, random.chance(0.5) {
            return Wish("adopt \(id)", at: position) { (operations, command, now) async throws(OperationError) in
                try await operations.adoptRevision(
                    id, revision: proposal.revision, command: command, by: "staff", at: now)
            }
        }
        if random.chance(0.02) {
            return Wish("replan \(id)", at: position) { (operations, command, now) async throws(OperationError) in
                _ = try await operations.proposeRevision(
                    id, reason: "the fleet has changed", command: command, by: "staff", at: now)
            }
        }
        if let pause = rollout.pauses.first(where: { $0.scope != .everything }) {
            guard random.chance(0.1) else { return nil }
            return .command(
                "lift \(id)", at: position,
                .liftPause(id, owner: pause.owner, scope: pause.scope, reason: "we are ready"))
        }
        if random.chance(0.02) {
            let customer = CustomerID("customer-\(1 + random.below(4))")
            return .command(
                "customer pauses \(id)", at: position,
                .pauseRollout(id, reason: "we move house", owner: .customer, scope: .customer(customer)))
        }
        guard random.chance(0.005) else { return nil }
        return .command(
            "system pauses \(id)", at: position,
            .pauseRollout(id, reason: "the installer is away", owner: .system, scope: .everything))
    }

    private func resume(_ id: RolloutID, _ position: Position) -> Wish {
        Wish("resume \(id)", at: position) { (operations, command, now) async throws(OperationError) in
            try await operations.resume(
                id, reason: "it was nothing", evidence: .vouched(by: "staff"), command: command, by: "staff", at: now)
        }
    }

    /// A wave without evidence: a person decides.
    private mutating func stuck(_ rollout: Rollout, _ position: Position) -> Wish? {
        guard rollout.waves.contains(where: { $0.state == .inconclusive }), random.chance(0.3) else { return nil }
        let id = rollout.id
        return Wish("advance \(id)", at: position) { (operations, command, now) async throws(OperationError) in
            try await operations.advance(id, reason: "called them all", command: command, by: "staff", at: now)
        }
    }

    /// What must never be allowed.
    private mutating func hasty(_ rollout: Rollout, _ position: Position) -> Wish? {
        guard random.chance(0.05), let next = rollout.nextWave else { return nil }
        if next > 0, rollout.waves[next - 1].state != .passed {
            return .command(
                "open \(rollout.id) early", at: position, mustBeRefused: true,
                .openWave(rollout.id, wave: next, release: [], skip: [:]))
        }
        guard rollout.waves[next].announcedAt == nil else { return nil }
        return .command(
            "open \(rollout.id) unannounced", at: position, mustBeRefused: true,
            .openWave(rollout.id, wave: next, release: [], skip: [:]))
    }

    private mutating func wishes(_ incident: Incident, _ state: State, at now: Timestamp) -> [Wish] {
        let (id, position) = (incident.id, state.position)
        switch incident.status {
        case .suspected:
            guard case .rollout(let rollout, _) = incident.origin,
                state.rollouts[rollout]?.policy.onHalt.own == .draft, random.chance(0.3)
            else { return [] }
            return [
                Wish("own \(id)", at: position) { (operations, command, now) async throws(OperationError) in
                    try await operations.own(
                        id, opening: nil, body: "Telephony is disturbed.", command: command, by: "staff", at: now)
                }
            ]
        case .investigating, .identified, .monitoring: return open(incident, state, at: now)
        case .resolved:
            guard incident.impact.owesReport else { return [] }
            if random.chance(0.003) {
                return [
                    .command(
                        "reopen \(id)", at: position,
                        .postUpdate(
                            PostUpdate(incident: id, status: .investigating, body: "It is back.")))
                ]
            }
            guard random.chance(0.03) else { return [] }
            let action = CorrectiveAction(id: "a1", text: "Test fax first", owner: "QA", due: World.start.day + 30)
            let report = Report(
                whatHappened: "Calls failed.", causes: [.init(kind: .ours, text: "An untested change.")],
                whatWeDid: "A new version.", actions: [action])
            return [
                .command(
                    "report \(id)", at: position,
                    .publishReport(
                        id, report, guards: [policies.guardOnFax(id, since: now)]))
            ]
        case .reported, .withdrawn: return []
        }
    }

    private mutating func open(_ incident: Incident, _ state: State, at now: Timestamp) -> [Wish] {
        let (id, position) = (incident.id, state.position)
        var wishes: [Wish] = []
        if state.rollouts[Policies.fixRollout(id)] == nil { wishes.append(plan(policies.fix(id), state)) }
        let isRestored = incident.audience.restored == incident.audience.customers
        let isOld = state.at - incident.began > .days(3)
        if isRestored || isOld, random.chance(0.3) {
            wishes.append(
                .command(
                    "resolve \(id)", at: position,
                    .postUpdate(
                        PostUpdate(incident: id, status: .resolved, body: "It works.", cause: "An untested change."))))
        } else if random.chance(0.15) {
            // Below critical the next working morning may be promised: most wait that long for the fix.
            let morning = incident.impact == .critical ? nil : WorkCalendar().nextWorkingMorning(after: now)
            let status = random.pick([IncidentStatus.identified, .monitoring, .investigating]) ?? .identified
            wishes.append(
                .command(
                    "update \(id)", at: position,
                    .postUpdate(
                        PostUpdate(incident: id, status: status, body: "We know more.", nextBy: morning))))
        }
        return wishes
    }
}

extension Timestamp {
    fileprivate var day: CivilDate { dateAndMilliseconds.0 }
}
