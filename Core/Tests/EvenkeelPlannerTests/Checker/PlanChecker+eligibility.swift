import EvenkeelDomain
import EvenkeelPlanner

/// Who may be in which wave, whatever room there is.
extension PlanChecker {
    func checkEligibility() {
        for wave in decided {
            for group in wave.groups {
                if let obstacle = obstacle(to: group, in: wave) {
                    found("\(name(group)) may not be in \(wave.planned.name): \(obstacle)")
                }
                checkUnit(group, wave)
                checkAfter(group, wave)
            }
        }
        if policy.canaryPerCustomer { checkCanaries() }
    }

    /// What keeps somebody out of a wave, other than its caps and whoever they wait for.
    func obstacle(to group: [Installation], in wave: Wave) -> String? {
        let rule = policy.waves[wave.rule]
        if let among = rule.among, facts.truth(of: among, at: group) != .yes { return "among" }
        if let most = rule.limit.complexityAtMost, facts.complexity(group).map({ $0 > most.value }) ?? true {
            return "complexity"
        }
        if let least = rule.limit.friendlyAtLeast, facts.friendly(group).map({ $0 < least.value }) ?? true {
            return "friendliness"
        }
        if rule.order == .need, (facts.wanted(group) ?? 0) == 0 { return "wants none of the fixes" }
        if let pinned = facts.pinnedUntil(group), pinned >= wave.planned.opens { return "pinned until \(pinned)" }
        let isEarly = wave.rule < policy.waves.count - 1
        if isEarly, let rests = facts.restsUntil(group), rests >= wave.planned.opens { return "rests until \(rests)" }
        return nil
    }

    /// All of a unit that are selected go together.
    private func checkUnit(_ group: [Installation], _ wave: Wave) {
        guard let unit = group[0].movesWith, !unit.isEmpty else { return }
        let all = facts.selected.filter { $0.movesWith == unit && !facts.begun.contains($0.id) }
        expect(Set(all) == Set(group), "of unit \(unit) only \(name(group)) is in \(wave.planned.name)")
        let days = Set(group.map { placements[$0.id]?.day })
        expect(days.count == 1, "unit \(unit) is installed on \(days.count) days")
    }

    private func checkAfter(_ group: [Installation], _ wave: Wave) {
        for site in group {
            guard let other = site.after, facts.isSelected(other),
                !group.contains(where: { $0.id == other && $0.id != site.id })
            else { continue }
            expect((waveOf[other] ?? .max) < wave.number, "\(site.id) goes before or with \(other)")
        }
    }

    /// Every customer's first wave is its canary's alone, and the canary the one where least is at risk.
    private func checkCanaries() {
        let customers = Set(decided.flatMap(\.sites).map(\.customer)).sorted()
        for customer in customers {
            let theirs = waves.flatMap { wave in
                wave.groups.filter { $0.contains { $0.customer == customer } }.map { (group: $0, wave: wave) }
            }
            guard let first = theirs.first, first.wave.number >= begunCount else { continue }
            let together = theirs.filter { $0.wave.number == first.wave.number }
            expect(
                together.count == 1,
                "customer \(customer) has no canary: \(together.map { name($0.group) }) go together in \(first.wave.planned.name)"
            )
            let groups = theirs.map(\.group)
            if groups.count > 1, let safest = safest(of: groups), together.count == 1 {
                expect(
                    safest == first.group || wasEarlier(first.group, than: safest),
                    "the canary of \(customer) is \(name(first.group)), not \(name(safest))")
            }
        }
    }

    /// Whether the plan before had one group in an earlier wave than another: planning again does not choose anew.
    private func wasEarlier(_ one: [Installation], than other: [Installation]) -> Bool {
        guard let past = given.context.past?.plan else { return false }
        func number(_ group: [Installation]) -> Int? {
            past.waves.firstIndex { wave in
                wave.placements.contains { place in group.contains { $0.id == place.installation } }
            }
        }
        guard let mine = number(one), let its = number(other) else { return false }
        return mine < its
    }

    /// One that waits neither for a sibling nor for a pin, and of these the one with the least at risk.
    private func safest(of groups: [[Installation]]) -> [Installation]? {
        func key(_ group: [Installation]) -> (Int, Int, Double, InstallationID) {
            let owner = group[0].customer
            let waits = group.contains { site in
                site.after.map { other in
                    !group.contains { $0.id == other } && groupOf[other]?[0].customer == owner
                        && (waveOf[other] ?? 0) >= begunCount
                } ?? false
            }
            let pinned = max(firstOpens - 1, mayNotGoUntil(group, past: []) ?? firstOpens - 1)
            return (waits ? 1 : 0, pinned.dayNumber, cost(group), group[0].id)
        }
        return groups.min { key($0) < key($1) }
    }

    /// Its own pins, and those of whomever it goes after.
    private func mayNotGoUntil(_ group: [Installation], past: Set<InstallationID>) -> CivilDate? {
        let leaders = group.compactMap(\.after).filter { id in !past.contains(id) && !group.contains { $0.id == id } }
        let theirs = leaders.compactMap { id in groupOf[id].flatMap { mayNotGoUntil($0, past: past.union([id])) } }
        return (theirs + [facts.pinnedUntil(group)].compactMap { $0 }).max()
    }

    /// Seats weighted by risk; what is unknown counts as its worst.
    private func cost(_ group: [Installation]) -> Double {
        Double(max(1, facts.seats(group))) * (1 + 2 * (facts.complexity(group) ?? 1))
            * (1.6 - (facts.friendly(group) ?? 0)) / max(0.1, facts.feedback(group) ?? 0.1)
    }

    /// What a wave is sorted by; the smaller goes first, the unknown last.
    func rank(_ group: [Installation], by order: WaveOrder) -> Double? {
        switch order {
        case .need: facts.wanted(group).map { -Double($0) }
        case .simplicity: facts.complexity(group)
        case .complexity: facts.complexity(group).map { -$0 }
        case .friendliness: facts.friendly(group).map { -$0 }
        case .feedback: facts.feedback(group).map { -$0 }
        case .due: facts.dues(group).map(\.date).min().map { Double($0.dayNumber) }
        case .score: facts.score(group).map { -$0 }
        case .coverage: nil
        }
    }

    /// Those who are in a wave by its order stand in that order, ties by id.
    func checkOrders() {
        guard !policy.canaryPerCustomer, given.context.past == nil else { return }
        for wave in decided {
            let order = policy.waves[wave.rule].order
            // What a combination's rarity adds to a score is not computed again here.
            let isRecounted = order != .coverage && (order != .score || policy.weights[.coverage, default: 0] == 0)
            guard isRecounted else { continue }
            let inOrder = wave.groups.filter { placements[$0[0].id]?.reason.code == order.rawValue }
            for (one, next) in zip(inOrder, inOrder.dropFirst()) {
                let ranks = (rank(one, by: order) ?? 1e9, rank(next, by: order) ?? 1e9)
                expect(
                    ranks.0 <= ranks.1 + 1e-9 && (ranks.0 != ranks.1 || one[0].id < next[0].id),
                    "in \(wave.planned.name), by \(order), \(name(one)) stands before \(name(next))")
            }
        }
    }
}
