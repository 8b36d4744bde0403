import EvenkeelDomain
import EvenkeelPlanner

/// Checks a finished plan against the fleet and the policy it was made from. Naive on purpose: every rule is read again
/// from the values, one site at a time, and nothing of the planner is used.
struct PlanChecker {
    /// A wave of the plan with the policy's wave that it comes from, and its sites as they move.
    struct Wave {
        let number: Int
        let rule: Int
        let planned: PlannedWave
        /// Sites that move together, in the order of the plan.
        let groups: [[Installation]]

        var sites: [Installation] { groups.flatMap(\.self) }
    }

    let given: PlanCase
    let plan: Plan
    let facts: PlainFacts
    let calendar: PlainCalendar
    private(set) var waves: [Wave] = []
    private(set) var waveOf: [InstallationID: Int] = [:]
    private(set) var groupOf: [InstallationID: [Installation]] = [:]
    private(set) var placements: [InstallationID: Placement] = [:]
    let withheld: [InstallationID: Withheld.Reason]
    let findings = Findings()

    var policy: Policy { given.policy }
    var begunCount: Int { given.context.past?.begun ?? 0 }
    /// The first day on which a wave that has not begun could open.
    let firstOpens: CivilDate

    /// What is wrong with a plan, in words; empty for a plan that keeps every rule.
    static func findings(_ given: PlanCase, _ plan: Plan) -> [String] {
        let checker = PlanChecker(given, plan)
        guard checker.findings.all.isEmpty else { return checker.findings.all }
        checker.checkEverybody()
        checker.checkLimits()
        checker.checkEligibility()
        checker.checkOrders()
        checker.checkDates()
        checker.checkInstallDays()
        checker.checkDues()
        checker.checkCoverage()
        checker.checkGates()
        checker.checkReasons()
        checker.checkNotEarlier()
        checker.checkWarnings()
        return checker.findings.all
    }

    /// The same of those who get no place, where nobody gets one.
    static func findings(_ given: PlanCase, withheld: [Withheld]) -> [String] {
        let plan = Plan(
            rollout: given.policy.rollout, revision: 1, release: given.policy.release.version,
            selected: PlainFacts(given).selected.count, withheld: withheld, waves: [], curve: [], warnings: [],
            ends: given.context.today)
        let checker = PlanChecker(given, plan)
        checker.checkEverybody()
        return checker.findings.all
    }

    private init(_ given: PlanCase, _ plan: Plan) {
        self.given = given
        self.plan = plan
        facts = PlainFacts(given)
        let calendar = PlainCalendar(given)
        self.calendar = calendar
        let begun = plan.waves.prefix(given.context.past?.begun ?? 0)
        let first =
            begun.last.map { calendar.opening(onOrAfter: max($0.soakEnds, given.context.today)) }
            ?? calendar.firstOpening
        firstOpens = first ?? given.context.today
        withheld = Dictionary(
            plan.withheld.map { ($0.installation, $0.reason) }, uniquingKeysWith: { first, _ in first })
        for (number, wave) in plan.waves.enumerated() { read(wave, number) }
    }

    private mutating func read(_ wave: PlannedWave, _ number: Int) {
        let isBegun = number < begunCount
        guard let rule = rule(of: wave.name) else { return found("no wave of the policy is called \(wave.name)") }
        var groups: [[Installation]] = []
        var places: [String: Int] = [:]
        for placement in wave.placements {
            guard let site = facts.sites[placement.installation] else {
                if !isBegun { found("\(placement.installation) is not in the fleet") }
                continue
            }
            waveOf[site.id] = number
            placements[site.id] = placement
            if let unit = site.movesWith, !unit.isEmpty, let place = places[unit] {
                groups[place].append(site)
            } else {
                if let unit = site.movesWith, !unit.isEmpty { places[unit] = groups.count }
                groups.append([site])
            }
        }
        for group in groups { for site in group { groupOf[site.id] = group } }
        waves.append(Wave(number: number, rule: rule, planned: wave, groups: groups))
    }

    /// The policy's wave that a planned one comes from, by its name.
    func rule(of name: String) -> Int? {
        given.policy.waves.firstIndex {
            let rest = name.dropFirst($0.name.count)
            return name == $0.name || name.hasPrefix($0.name) && rest.hasPrefix(" ") && Int(rest.dropFirst()) != nil
        }
    }

    func found(_ what: String) { findings.add(what) }

    func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
        findings.expect(holds, what())
    }

    /// Waves that have not begun: those that the planner decided.
    var decided: ArraySlice<Wave> { waves.dropFirst(begunCount) }

    func name(_ group: [Installation]) -> String { group.map(\.id.text).joined(separator: "+") }

    // MARK: Everybody once

    private func checkEverybody() {
        let placed = plan.waves.flatMap(\.placements).map(\.installation)
        expect(Set(placed).count == placed.count, "somebody is placed twice")
        expect(Set(placed).isDisjoint(with: withheld.keys), "somebody is placed and withheld")
        expect(withheld.count == plan.withheld.count, "somebody is withheld twice")
        let chosen = Set(facts.selected.map(\.id)).subtracting(facts.begun)
        let answered = Set(placed + withheld.keys).subtracting(facts.begun)
        expect(
            answered == chosen,
            "selected and without an answer, or the reverse: \(answered.symmetricDifference(chosen))")
        expect(plan.selected == facts.selected.count, "says \(plan.selected) are selected, not \(facts.selected.count)")
        for one in plan.withheld.sorted(by: { $0.installation < $1.installation }) {
            let problem = problem(with: one.reason, of: one.installation)
            expect(
                problem == nil,
                "\(one.installation) is withheld for a reason that is not true: \(one.reason): \(problem ?? "")")
        }
    }

    private func problem(with reason: Withheld.Reason, of id: InstallationID) -> String? {
        guard let site = facts.sites[id] else { return "not in the fleet" }
        switch reason {
        case .unknown(let fact):
            guard facts.truth(of: policy.select, at: site) == .maybe else { return "select is certain" }
            return policy.select.factNames.contains(fact) && facts.isUnknown(fact, at: site) ? nil : "it is known"
        case .held(let hold, let why):
            let truths = given.context.holds.filter { $0.id == hold && isInForce($0) }.map {
                (hold: $0, truth: facts.truth(of: $0.predicate, at: site))
            }
            let isSo = truths.contains { hold, truth in
                truth == .yes && why == hold.why
                    || truth == .maybe
                        && hold.predicate.factNames.contains {
                            facts.isUnknown($0, at: site) && why == "\(hold.why) (\($0) is unknown)"
                        }
            }
            return isSo ? nil : "no such hold is for it"
        case .pinned(let until):
            guard site.pinnedUntil == until else {
                return "it is pinned until \(site.pinnedUntil.map(\.description) ?? "never")"
            }
            guard let last = decided.last else { return nil }
            return until >= last.planned.opens ? nil : "the last wave opens later"
        case .afterWithheld(let other):
            guard withheld[other] != nil else { return "\(other) is not" }
            let isAfter = site.after == other
            return isAfter ? nil : "it does not go after it"
        case .unitWithheld(let other):
            guard let leader = facts.sites[other], withheld[other] != nil else { return "\(other) is not" }
            return leader.movesWith == site.movesWith && site.movesWith?.isEmpty == false && other != id
                ? nil : "they do not move together"
        case .told: return "a planner tells in codes"
        }
    }

    private func isInForce(_ hold: Hold) -> Bool {
        let isOver = hold.expires.map { $0 <= given.context.now } ?? false
        let isEnded = hold.incident != nil && hold.incident == policy.release.fixesIncident
        return !isOver && !isEnded
    }
}
