import EvenkeelDomain
import EvenkeelPlanner
import Foundation

/// Whether what a plan says of itself is so: why somebody is in a wave, and why not in the one before.
extension PlanChecker {
    func checkReasons() {
        var tried: Set<[String]> = []
        for wave in waves {
            for group in wave.groups {
                let new = facts.combinations(group, of: 2).subtracting(tried)
                tried.formUnion(new)
                guard wave.number >= begunCount else { continue }
                for (place, site) in group.enumerated() {
                    guard let placement = placements[site.id] else { continue }
                    if let problem = problem(with: placement.reason, of: group, in: wave, new: place == 0 ? new : []) {
                        found("\(site.id) in \(wave.planned.name): \(placement.reason): \(problem)")
                    }
                    guard let other = placement.runnerUp else { continue }
                    let isLater =
                        groupOf[other].map { (waveOf[other] ?? .max) >= wave.number && $0 != group }
                        ?? (withheld[other] != nil)
                    expect(isLater, "\(other) is no runner-up of \(site.id)")
                }
            }
        }
    }

    /// What is untrue of a reason; nil where it is so.
    private func problem(
        with reason: PlacementReason, of group: [Installation], in wave: Wave, new: Set<[String]>
    ) -> String? {
        let rule = policy.waves[wave.rule]
        func thousandths(_ value: Double?) -> Int? { value.map { Int($0 * 1000 + 0.5) } }
        func same<Value: Equatable>(_ stated: Value, _ true: Value) -> String? {
            stated == `true` ? nil : "it is \(`true`)"
        }
        let codes = ["deadline", "canary", "evidence", rule.order.rawValue]
        guard codes.contains(reason.code) else { return "the wave is by \(rule.order)" }
        switch reason {
        case .need(let wanted, _): return same(wanted, facts.wanted(group) ?? 0)
        case .simplicity(let value, _), .complexity(let value, _):
            return same(value, thousandths(facts.complexity(group)))
        case .friendliness(let value, _): return same(value, thousandths(facts.friendly(group)))
        case .feedback(let value, _): return same(value, thousandths(facts.feedback(group)))
        case .due(let date, _): return same(date, facts.dues(group).map(\.date).min())
        case .score(let value, _):
            guard let score = facts.score(group) else { return nil }
            return abs(Double(value) - score * 1000) <= 0.5 + 1e-6 ? nil : "it is \(score)"
        case .deadline(let by, _, let follower):
            // A follower may be withheld itself; its date binds all the same.
            let bound = follower.map { id in groupOf[id] ?? facts.sites[id].map { [$0] } ?? [] } ?? group
            guard facts.latest(bound, firstOpens: firstOpens) == by else {
                return "\(follower?.text ?? "it") is not due by then"
            }
            return problem(withDeadline: by, of: group)
        case .canary:
            guard policy.canaryPerCustomer else { return "there are no canaries" }
            let unlocks = facts.selected.contains { other in
                !group.contains(other) && group.contains { $0.customer == other.customer }
            }
            return unlocks ? nil : "its customers have nobody else"
        case .evidence: return rule.atLeast == nil ? "the wave wants no number of sites" : nil
        case .coverage(let newPairs, let rarest):
            return problem(withRarest: rarest, new: new, isFirst: newPairs > 0 || group.count == 1)
        case .told: return "a planner tells in codes"
        }
    }

    /// Its own date, or that of somebody who waits for it.
    private func problem(withDeadline by: CivilDate, of group: [Installation]) -> String? {
        var waiting = [group]
        var dates: Set<CivilDate> = []
        var seen: Set<InstallationID> = []
        while let one = waiting.popLast() {
            if let latest = facts.latest(one, firstOpens: firstOpens) { dates.insert(latest) }
            for site in one where seen.insert(site.id).inserted {
                let followers = facts.selected.filter { other in
                    other.after == site.id || policy.canaryPerCustomer && other.customer == site.customer
                }
                waiting += followers.map { groupOf[$0.id] ?? [$0] }
            }
        }
        return dates.contains(by) ? nil : "no such date among \(dates.sorted())"
    }

    private func problem(withRarest rarest: [String], new: Set<[String]>, isFirst: Bool) -> String? {
        let isPlain = policy.coverage.strength == 2 && policy.coverage.depth == 1 && given.context.past == nil
        guard !new.isEmpty else { return isPlain && isFirst ? "it brings nothing new" : nil }
        let holders = waves.flatMap(\.sites).map(facts.marks)
        func runs(_ pair: [String]) -> Int { holders.count { $0.isSuperset(of: pair) } }
        let names = Dictionary(new.map { ($0.joined(separator: " + "), runs($0)) }, uniquingKeysWith: max)
        // The order of two names within a pair is the planner's.
        let stated = rarest.map { $0.components(separatedBy: " + ").sorted().joined(separator: " + ") }
        guard stated.allSatisfy({ names[$0] != nil }) else { return "not all of them are new" }
        guard rarest.count == min(3, new.count) else { return "only \(rarest.count) of \(new.count) are named" }
        let most = stated.compactMap { names[$0] }.max() ?? 0
        let others = names.filter { !stated.contains($0.key) }.map(\.value).min() ?? .max
        return most <= others ? nil : "others are rarer"
    }

    // MARK: Not earlier

    func checkNotEarlier() {
        for wave in decided {
            for group in wave.groups {
                for site in group {
                    let stated = placements[site.id]?.notEarlier
                    guard wave.number > 0 else {
                        expect(stated == nil, "\(site.id) is in the first wave and could not be earlier")
                        continue
                    }
                    guard let stated else {
                        found("nothing says why \(site.id) is not in an earlier wave")
                        continue
                    }
                    if let problem = problem(with: stated, of: group, before: wave) {
                        found("\(site.id) in \(wave.planned.name): not earlier because \(stated): \(problem)")
                    }
                }
            }
        }
    }

    private func problem(with hindrance: NotEarlier, of group: [Installation], before wave: Wave) -> String? {
        let previous = waves[wave.number - 1]
        let rule = policy.waves[previous.rule]
        let opens = previous.planned.opens
        func about(_ number: Int, _ isSo: Bool, _ problem: String) -> String? {
            number != wave.number ? "wave \(number) is not the one before" : isSo ? nil : problem
        }
        func isNotBefore(_ other: InstallationID) -> Bool { (waveOf[other] ?? -1) >= previous.number }
        switch hindrance {
        case .kept(let number):
            return about(number, wasLater(than: previous, group), "it had an earlier place")
        case .underway(let number):
            return about(number, previous.number < begunCount && wasIn(wave, group) != true, "it had its place before")
        case .pinnedUntil(let date):
            return facts.pinnedUntil(group) == date && date >= opens ? nil : "it is not pinned when that wave opens"
        case .after(let other):
            return group.contains { $0.after == other } && isNotBefore(other) ? nil : "it does not go after it"
        case .canaryFirst(let other):
            let shares =
                groupOf[other]?.contains { canary in group.contains { $0.customer == canary.customer } } ?? false
            return policy.canaryPerCustomer && shares && isNotBefore(other) ? nil : "that is no canary of its customer"
        case .notAmong(let number):
            let isForOthers = rule.among.map { among in
                let truth = facts.truth(of: among, at: group)
                return truth == .no || truth == .maybe && among == .affected
            }
            return about(number, isForOthers ?? false, "it is")
        case .unknownFact(let number):
            return about(number, asksForUnknown(rule, of: group), "nothing asked for is unknown")
        case .tooComplex(let number):
            let isSo = facts.complexity(group).flatMap { value in rule.limit.complexityAtMost.map { value > $0.value } }
            return about(number, isSo ?? false, "it is not")
        case .notFriendlyEnough(let number):
            let isSo = facts.friendly(group).flatMap { value in rule.limit.friendlyAtLeast.map { value < $0.value } }
            return about(number, isSo ?? false, "it is")
        case .resting(let date):
            return facts.restsUntil(group) == date && date >= opens && previous.rule < policy.waves.count - 1
                ? nil : "it does not rest then"
        case .nothingToGain(let number): return about(number, hasNothingToGain(group, in: previous), "it has")
        case .perCustomer(let number):
            let isSo = excess(adding: group, to: previous)?.hasPrefix("per customer") ?? false
            return about(number, isSo || exceedsPerCustomer(group, in: previous), "its customer has room")
        case .window(let number): return about(number, hasNoDay(group, in: previous), "it has a day")
        case .cap(let number): return about(number, excess(adding: group, to: previous) != nil, "it fits")
        case .told: return "a planner tells in codes"
        }
    }

    /// Whether the plan before had the group in this very wave; nil where it had it in none.
    private func wasIn(_ wave: Wave, _ group: [Installation]) -> Bool? {
        let before = given.context.past?.plan.waves.first { wave in
            wave.placements.contains { place in group.contains { $0.id == place.installation } }
        }
        return before.map { isSame($0.name, wave.planned.name) }
    }

    /// Whether the plan before had the group in a later wave than that one.
    private func wasLater(than wave: Wave, _ group: [Installation]) -> Bool {
        let before = given.context.past?.plan.waves.first { wave in
            wave.placements.contains { place in group.contains { $0.id == place.installation } }
        }
        guard let before, let rule = rule(of: before.name) else { return false }
        guard rule == wave.rule else { return rule > wave.rule }
        func part(_ name: String) -> Int { name.split(separator: " ").last.flatMap { Int($0) } ?? 1 }
        return part(before.name) > part(wave.planned.name)
    }

    /// A wave that gets a second part is called "rest 1" from then on.
    private func isSame(_ name: String, _ other: String) -> Bool {
        name == other || name + " 1" == other || other + " 1" == name
    }

    private func asksForUnknown(_ rule: WavePolicy, of group: [Installation]) -> Bool {
        if let among = rule.among, facts.truth(of: among, at: group) == .maybe { return true }
        if rule.limit.complexityAtMost != nil, facts.complexity(group) == nil { return true }
        if rule.limit.friendlyAtLeast != nil, facts.friendly(group) == nil { return true }
        return rule.order == .coverage ? !facts.areMarksKnown(group) : rank(group, by: rule.order) == nil
    }

    private func exceedsPerCustomer(_ group: [Installation], in wave: Wave) -> Bool {
        guard let most = policy.waves[wave.rule].limit.perCustomer else { return false }
        let sites = wholeWave(wave) + group
        return group.contains { one in sites.count { $0.customer == one.customer } > most }
    }

    private func hasNothingToGain(_ group: [Installation], in wave: Wave) -> Bool {
        let order = policy.waves[wave.rule].order
        if order == .need { return (facts.wanted(group) ?? 0) == 0 }
        guard order == .coverage else { return false }
        let sightings = sightings(through: wave, of: policy.coverage.strength)
        return facts.combinations(group, of: policy.coverage.strength).allSatisfy {
            sightings[$0, default: 0] >= policy.coverage.depth
        }
    }

    /// No day that is open to all of them, and not full, within the time a wave waits for a window.
    private func hasNoDay(_ group: [Installation], in wave: Wave) -> Bool {
        let patience = max(7, policy.waves[wave.rule].soak.days)
        return !(0...patience).contains { offset in
            let day = wave.planned.opens + offset
            guard group.allSatisfy({ calendar.mayInstall($0, on: day, facts) }) else { return false }
            let team = pool(group)
            guard let capacity = capacity(of: team) else { return true }
            let there = wave.groups.filter {
                pool($0) == team && (placements[$0[0].id]?.day ?? wave.planned.opens) == day
            }
            return there.isEmpty || there.reduce(installs(group)) { $0 + installs($1) } <= capacity
        }
    }
}
