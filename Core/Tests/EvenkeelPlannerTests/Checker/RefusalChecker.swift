import EvenkeelDomain
import EvenkeelPlanner

/// Checks that a refusal is deserved: its figures counted again, and every change it names tried out, with one less of
/// it as well.
struct RefusalChecker {
    let given: PlanCase
    let facts: PlainFacts
    let calendar: PlainCalendar
    let findings = Findings()

    static func findings(_ given: PlanCase, _ refusal: PlanRefusal) -> [String] {
        let checker = RefusalChecker(given: given, facts: PlainFacts(given), calendar: PlainCalendar(given))
        checker.check(refusal)
        return checker.findings.all
    }

    private var policy: Policy { given.policy }

    private func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
        findings.expect(holds, what())
    }

    private func check(_ refusal: PlanRefusal) {
        switch refusal {
        case .noWaves: expect(policy.waves.isEmpty, "there are waves")
        case .nothingSelected: expect(facts.selected.isEmpty, "\(facts.selected.count) are selected")
        case .everythingWithheld(let withheld):
            PlanChecker.findings(given, withheld: withheld).forEach(findings.add)
        case .unplaced(let sites, let lastWave): checkUnplaced(sites, lastWave)
        case .siteAboveCap(let id, let limit, let size, let wave, let cap): checkAboveCap(id, limit, size, wave, cap)
        case .noDay(let sites, let windows): checkNoDay(sites, windows)
        case .nothingTriedFirst(let wave, let sites, let largest, let leftOut):
            checkProbe(wave, sites: sites, largest: largest, leftOut: leftOut)
        case .evidenceCannotCome(let shortage): checkShortage(shortage)
        case .deadlineMissed(let miss): checkDeadline(miss)
        case .infeasible(let claim): checkInfeasible(claim)
        case .datesMissed(let missed): checkDates(missed)
        case .waveTooSmall(let name, let sites, let wanted):
            let wave = policy.waves.first { $0.name == name }
            expect(wave?.atLeast != nil && sites < wanted, "wave \(name) is large enough")
            if case .sites(let asked) = wave?.atLeast { expect(wanted == asked, "it wants \(asked)") }
        case .afterCycle(let sites): checkCycle(sites)
        case .gateCannotPass(_, _, let clean, let more, let largest, _):
            guard let forecast = given.forecast.forecaster else { return expect(false, "nobody asked for evidence") }
            expect(more > 0, "the gate passes")
            expect(largest == 0 || forecast(clean, largest, policy.verdict) <= 0, "not even \(largest) may follow")
            expect(forecast(clean, largest + 1, policy.verdict) > 0, "\(largest + 1) may follow")
        case .soakTooLong(let name, let days, let limit):
            expect(days > limit && policy.waves.contains { $0.name == name && $0.soak.days == days }, "it is no longer")
        case .noWorkingDay:
            expect(calendar.firstOpening == nil || calendar.isHopeless || isFrozenLater, "there are days")
        case .tooManyFeatures(let count, let limit): expect(count > limit, "\(count) fit in \(limit)")
        case .unsupportedCoverage(let strength, let depth):
            expect(!(2...3).contains(strength) || !(1...8).contains(depth), "that can be counted")
        }
    }

    /// A freeze that goes on for years ends the calendar for a later wave as well.
    private var isFrozenLater: Bool {
        policy.calendar.freezes.contains { $0.to - $0.from > 3000 }
    }

    private var hasWindows: Bool { facts.selected.contains(where: PlainCalendar.isBound) }

    // MARK: Nobody's wave

    /// The last wave is not for everybody; one more for everybody else takes them.
    private func checkUnplaced(_ sites: [InstallationID], _ lastWave: String) {
        expect(policy.waves.last?.name == lastWave, "the last wave is another")
        let ids = Set(facts.selected.map(\.id)).subtracting(facts.begun)
        expect(!sites.isEmpty && Set(sites).isSubset(of: ids), "not all of them are to be placed")
        if let last = policy.waves.last, last.among == nil, last.limit.isUnlimited, last.split?.isUnlimited ?? true,
            last.order != .need, last.order != .coverage, !hasWindows, !hasFreezesForSome
        {
            findings.add("the last wave is for everybody")
        }
        let more = given.changed {
            $0.policy.waves.append(WavePolicy(name: "overflow", order: .due))
            $0.policy.deadline = nil
            for number in $0.sites.indices { $0.sites[number].window = nil }
            $0.policy.calendar.freezes.removeAll { $0.among != nil }
        }
        switch more.refusal {
        case .unplaced(let left, _): findings.add("one more wave for everybody leaves \(left)")
        default: break
        }
    }

    private var hasFreezesForSome: Bool {
        (policy.calendar.freezes + given.context.calendar.freezes).contains { $0.among != nil }
    }

    /// Not one day in ten years on which all of them may be installed.
    private func checkNoDay(_ sites: [InstallationID], _ windows: [String]) {
        guard let first = sites.first else { return expect(false, "of nobody") }
        let group = unit(of: first)
        expect(Set(group.map(\.id)) == Set(sites), "those who move together are \(group.map(\.id))")
        expect(Set(group.compactMap(\.window)).isSuperset(of: windows), "\(windows) are not their windows")
        let from = calendar.firstOpening ?? given.context.today
        let day = (0...3660).map { from + $0 }.first { day in
            group.allSatisfy { calendar.mayInstall($0, on: day, facts) }
        }
        expect(day == nil, "\(day?.description ?? "") suits them")
    }

    /// The waves before are for nobody, and what the verdict lets through unproven is less than the first one.
    private func checkProbe(_ wave: String, sites: Int, largest: Int, leftOut: [String]) {
        guard let forecast = given.forecast.forecaster else { return expect(false, "nobody asked for evidence") }
        var verdict = policy.verdict
        verdict.minSample = 0
        expect(forecast(0, sites, verdict) > 0, "so many may go unproven")
        expect(largest == 0 || forecast(0, largest, verdict) <= 0, "not even \(largest) may")
        expect(leftOut == policy.waves.prefix(leftOut.count).map(\.name) && !leftOut.isEmpty, "others are left out")
        guard !policy.waves.contains(where: { $0.limit.auto || $0.split?.auto ?? false || $0.atLeast == .evidence })
        else {
            return
        }
        do throws(PlanRefusal) {
            let plan = try given.changed { $0.forecast = .none }.plan()
            expect(plan.waves.first?.name == wave, "the first wave is \(plan.waves.first?.name ?? "none")")
        } catch { findings.add("without a forecast: \(error)") }
    }

    private func checkShortage(_ shortage: EvidenceShortage) {
        let rules = policy.waves.filter { shortage.wave == $0.name || shortage.wave.hasPrefix($0.name + " ") }
        expect(shortage.wanted > shortage.possible && shortage.possible <= shortage.sites, "enough could come")
        expect(rules.contains { $0.soak.responses == shortage.wanted }, "the wave waits for no \(shortage.wanted)")
    }

    private func size(_ group: [Installation], _ limit: Infeasibility.Limit) -> Int {
        switch limit {
        case .seats: facts.seats(group)
        case .installations: group.count
        case .weight: facts.weight(group)
        case .customers: facts.customerCount(group)
        case .perCustomer: Dictionary(grouping: group, by: \.customer).values.map(\.count).max() ?? 0
        case .capacity, .waves: 0
        }
    }

    private func checkAboveCap(
        _ id: InstallationID, _ limit: Infeasibility.Limit, _ stated: Int, _ wave: String, _ cap: Int
    ) {
        guard let last = policy.waves.last, let site = facts.sites[id] else { return expect(false, "no such site") }
        let unit = facts.selected.filter {
            $0.id == id || site.movesWith.map { !$0.isEmpty } ?? false && $0.movesWith == site.movesWith
        }
        let all = facts.selected
        func caps(_ of: WaveLimit?) -> Int {
            switch limit {
            case .seats: facts.number(of?.seats, of: all.reduce(0) { $0 + ($1.seats ?? 0) })
            case .installations: facts.number(of?.installations, of: all.count)
            case .weight: facts.number(of?.weight, of: facts.weight(all))
            case .customers: facts.number(of?.customers, of: facts.customerCount(all))
            case .perCustomer: of?.perCustomer ?? .max
            case .capacity, .waves: .max
            }
        }
        let caps = [caps(last.limit), caps(last.split)]
        expect(wave == last.name && cap == caps.min(), "the cap of \(last.name) is \(caps)")
        expect(stated == size(unit, limit) && stated > cap, "it is \(size(unit, limit)) \(limit)")
        let raised = given.changed { $0.policy.waves[policy.waves.count - 1] = last.with(limit, stated) }
        if case .siteAboveCap(let other, limit, _, _, let cap) = raised.refusal {
            findings.add("with a cap of \(stated), \(other) is above \(cap)")
        }
    }

    /// Each waits for the next: it goes after it, or that is its customer's canary.
    private func checkCycle(_ ids: [InstallationID]) {
        for (one, next) in zip(ids, ids.dropFirst() + ids.prefix(1)) {
            let (unit, other) = (unit(of: one), unit(of: next))
            let isAfter = unit.contains { site in
                other.contains { $0.id == site.after && $0.id != site.id || one == next && site.after == one }
            }
            let isCanary =
                policy.canaryPerCustomer
                && unit.contains { site in other.contains { $0.customer == site.customer } }
            expect(isAfter || isCanary, "\(one) does not wait for \(next)")
        }
    }

    private func unit(of id: InstallationID) -> [Installation] {
        guard let site = facts.sites[id] else { return [] }
        guard let unit = site.movesWith, !unit.isEmpty else { return [site] }
        return facts.selected.filter { $0.movesWith == unit }
    }

    // MARK: Dates

    private func checkDeadline(_ miss: DeadlineMiss) {
        expect(policy.deadline == miss.deadline && miss.lastInstall > miss.deadline, "it is not missed")
        do throws(PlanRefusal) {
            let plan = try given.changed { $0.policy.deadline = nil }.plan()
            let days = plan.waves.flatMap { wave in wave.placements.map { $0.day ?? wave.opens } }
            expect(
                days.max() == miss.lastInstall,
                "without it the last install is on \(days.max()?.description ?? "no day")")
            expect(plan.waves.last?.opens == miss.lastOpens, "the last wave opens on another day")
            expect(plan.waves.count == miss.waves, "there are \(plan.waves.count) waves")
        } catch { findings.add("without the deadline: \(error)") }
        checkSmallest(.moveDeadline(to: miss.lastInstall))
        if let days = miss.soakDaysLess {
            checkSmallest(.shortenSoaks(days: days))
        } else {
            let most = (policy.waves.map(\.soak.days).max() ?? 0) - 1
            expect(most < 1 || Change.shortenSoaks(most, given).refusal != nil, "soaks \(most) days shorter would do")
        }
        if let capacity = miss.capacityPerDay {
            checkSmallest(.raiseCapacity(perDay: capacity))
        } else if policy.calendar.capacityPerDay != nil {
            expect(given.changed { $0.policy.calendar.capacityPerDay = 100_000 }.refusal != nil, "more a day would do")
        }
    }

    private func checkDates(_ missed: DatesMissed) {
        let firstOpens = calendar.firstOpening ?? given.context.today
        for id in missed.sites {
            let date = facts.latest(unit(of: id), firstOpens: firstOpens)
            expect((date ?? missed.due - 1) >= missed.due, "\(id) is due by \(date?.description ?? "no date")")
        }
        expect(!missed.sites.isEmpty, "nobody is late")
        checkContradiction(firstOpens)
        for remedy in missed.remedies { checkSmallest(remedy) }
    }

    private func checkInfeasible(_ claim: Infeasibility) {
        let firstOpens = calendar.firstOpening ?? given.context.today
        expect(claim.needed > claim.available, "nothing is missing")
        let ids = Set(facts.selected.map(\.id))
        expect(!claim.sites.isEmpty && Set(claim.sites).isSubset(of: ids), "the sites concerned: \(claim.sites)")
        for leader in claim.leaders {
            let date = facts.latest(unit(of: leader.follower), firstOpens: firstOpens)
            expect(date == leader.due, "\(leader.follower) is due by \(date?.description ?? "no date")")
            expect(leader.site != leader.follower, "\(leader.site) goes before itself")
        }
        if claim.limit == .perCustomer {
            let count = facts.selected.count { $0.customer == claim.customer }
            expect(claim.needed <= count, "\(claim.customer?.text ?? "nobody") has \(count)")
        }
        if claim.limit == .capacity, let capacity = policy.calendar.capacityPerDay {
            let days = (0...max(0, claim.due - firstOpens)).count {
                calendar.isAtOnce || calendar.isOurs(firstOpens + $0, hasWindows: hasWindows)
            }
            let all = capacity + (policy.calendar.capacityPerTeam ?? [:]).values.reduce(0, +)
            expect(claim.available == all * days, "\(days) days of \(all) are \(days * all)")
        }
        checkContradiction(firstOpens)
        for remedy in claim.remedies { checkSmallest(remedy) }
    }

    /// No plan without the dates happens to keep them all, by the wave's own order or with the earliest date first.
    private func checkContradiction(_ firstOpens: CivilDate) {
        let lenient = given.changed {
            $0.policy.due = DuePolicy(support: .warn, contract: .warn)
            $0.policy.deadline = nil
        }
        let hurried = lenient.changed { lenient in
            for number in lenient.policy.waves.indices
            where ![.need, .coverage].contains(lenient.policy.waves[number].order) {
                lenient.policy.waves[number].order = .due
            }
        }
        for (name, other) in [("their own order", lenient), ("due dates", hurried)] {
            do throws(PlanRefusal) {
                let plan = try other.plan()
                let isKept = plan.waves.allSatisfy { wave in
                    wave.placements.allSatisfy { placement in
                        guard let site = facts.sites[placement.installation] else { return true }
                        let day = placement.day ?? wave.opens
                        return (facts.latest([site], firstOpens: firstOpens) ?? day) >= day
                            && (policy.deadline ?? day) >= day
                    }
                }
                expect(!isKept, "by \(name) all dates are kept")
            } catch { continue }
        }
    }

    /// A change works, and less of it does not.
    private func checkSmallest(_ remedy: Remedy) {
        if let refusal = Change.of(remedy, given).refusal { findings.add("\(remedy) does not help: \(refusal)") }
        if let less = Change.less(than: remedy), Change.of(less, given).refusal == nil {
            findings.add("\(remedy) is more than it takes: \(less)")
        }
    }
}
