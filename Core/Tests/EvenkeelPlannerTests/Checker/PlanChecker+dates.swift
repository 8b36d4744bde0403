import EvenkeelDomain
import EvenkeelPlanner

/// When waves open and who is installed on which day.
extension PlanChecker {
    func checkDates() {
        for wave in waves {
            let planned = wave.planned
            let days = planned.placements.map { $0.day ?? planned.opens }
            guard let last = days.max() else {
                found("nobody is in \(planned.name)")
                continue
            }
            guard wave.number >= begunCount else { continue }
            expect(days.allSatisfy { $0 >= planned.opens }, "somebody is installed before \(planned.name) opens")
            expect(calendar.mayOpen(planned.opens), "\(planned.name) may not open on \(planned.opens)")
            expect(planned.lastInstall == (last == planned.opens ? nil : last), "the last install of \(planned.name)")
            let soak = policy.waves[wave.rule].soak
            expect(planned.soakDays == soak.days, "the soak of \(planned.name) is of \(planned.soakDays) days")
            let ends = calendar.soakEnd(of: soak, from: last, groups: wave.groups, facts)
            expect(planned.soakEnds == ends, "\(planned.name) soaks until \(planned.soakEnds), not \(ends)")
            checkOpening(wave)
        }
        if let last = waves.last { expect(plan.ends == last.planned.soakEnds, "the plan ends on \(plan.ends)") }
        if let deadline = policy.deadline {
            let last = decided.flatMap(\.planned.placements).compactMap(\.day).max()
            let opens = decided.map(\.planned.opens).max()
            expect((last ?? deadline) <= deadline && (opens ?? deadline) <= deadline, "the deadline is missed")
        }
    }

    /// A wave opens when the soak before it is over, on the first day on which it may; a re-plan keeps a later day.
    private func checkOpening(_ wave: Wave) {
        let earliest =
            wave.number == 0
            ? calendar.firstOpening
            : calendar.opening(
                onOrAfter: wave.number == begunCount
                    ? max(waves[wave.number - 1].planned.soakEnds, given.context.today)
                    : waves[wave.number - 1].planned.soakEnds)
        guard let earliest else { return found("no day for \(wave.planned.name)") }
        if given.context.past == nil {
            expect(
                wave.planned.opens == earliest,
                "\(wave.planned.name) opens on \(wave.planned.opens), not on \(earliest)")
        } else {
            expect(
                wave.planned.opens >= earliest,
                "\(wave.planned.name) opens on \(wave.planned.opens), before \(earliest)")
        }
    }

    func checkInstallDays() {
        for wave in decided {
            let planned = wave.planned
            func day(of site: Installation) -> CivilDate { placements[site.id]?.day ?? planned.opens }
            for site in wave.sites {
                let day = day(of: site)
                expect(calendar.mayInstall(site, on: day, facts), "\(site.id) is closed on \(day)")
            }
            for (day, all) in Dictionary(grouping: wave.groups, by: { day(of: $0[0]) }) {
                for (team, groups) in Dictionary(grouping: all, by: pool) {
                    guard let capacity = capacity(of: team) else { continue }
                    // Whoever stops more often than a day holds takes the days before as well.
                    let total = groups.reduce(0) { $0 + (installs($1) > capacity ? 1 : installs($1)) }
                    expect(
                        total <= capacity,
                        "\(total) installs on \(day) where a day holds \(capacity)"
                            + (team.isEmpty ? "" : " of \(team)"))
                }
            }
            checkLongWays(wave)
        }
    }

    /// Those who need more installs than a day holds find room on the days up to theirs, beside everybody else.
    private func checkLongWays(_ wave: Wave) {
        func day(of group: [Installation]) -> CivilDate { placements[group[0].id]?.day ?? wave.planned.opens }
        for (team, groups) in Dictionary(grouping: wave.groups, by: pool) {
            guard let capacity = capacity(of: team) else { continue }
            let long = groups.filter { installs($0) > capacity }
            guard !long.isEmpty else { continue }
            var left: [CivilDate: Int] = [:]
            for group in groups where installs(group) <= capacity {
                left[day(of: group), default: capacity] -= installs(group)
            }
            // Whoever must be done first takes the first days.
            for group in long.sorted(by: { day(of: $0) < day(of: $1) }) {
                var needed = installs(group)
                for offset in 0...(day(of: group) - wave.planned.opens) where needed > 0 {
                    let date = wave.planned.opens + offset
                    guard group.allSatisfy({ calendar.mayInstall($0, on: date, facts) }) else { continue }
                    let taken = min(needed, left[date, default: capacity])
                    left[date, default: capacity] -= taken
                    needed -= taken
                }
                expect(needed == 0, "\(name(group)) has \(needed) installs too few days until \(day(of: group))")
            }
        }
    }

    /// The team that does a unit, where it has a capacity of its own; everybody else shares one.
    func pool(_ group: [Installation]) -> String {
        group.map(\.id).min().flatMap { first in group.first { $0.id == first }?.team }
            .flatMap { policy.calendar.capacityPerTeam?[$0] == nil ? nil : $0 } ?? ""
    }

    func capacity(of team: String) -> Int? {
        team.isEmpty ? policy.calendar.capacityPerDay : policy.calendar.capacityPerTeam?[team]
    }

    /// A unit is installed as one; stops on the way are installs too.
    func installs(_ group: [Installation]) -> Int { group.map(facts.installs).max() ?? 1 }

    func checkDues() {
        var overdue: Set<InstallationID> = []
        for group in facts.selected.filter({ withheld[$0.id] == nil && !facts.begun.contains($0.id) }).map({ [$0] }) {
            if facts.dues(group).contains(where: { $0.date < firstOpens }) { overdue.insert(group[0].id) }
        }
        var pinnedBeyond: Set<InstallationID> = []
        for wave in decided {
            var late: Set<InstallationID> = []
            for group in wave.groups {
                let day = placements[group[0].id]?.day ?? wave.planned.opens
                for due in facts.dues(group) where due.date >= firstOpens && due.date < day {
                    if due.binds, facts.isPinned(group, beyond: due.date) {
                        pinnedBeyond.insert(due.site)
                    } else {
                        late.insert(due.site)
                        expect(!due.binds, "\(due.site) is due by \(due.date) and installed on \(day)")
                    }
                }
            }
            let sentence = plan.warnings.first {
                $0.hasPrefix("Wave \"\(wave.planned.name)\" is later than the date of ")
            }
            expect(
                late.isEmpty
                    ? sentence == nil || wave.sites.contains { pinnedBeyond.contains($0.id) } : sentence != nil,
                "late in \(wave.planned.name): \(late.sorted()); the warning says: \(sentence ?? "nothing")")
        }
        expect(
            pinnedBeyond.isEmpty || plan.warnings.contains { $0.contains("pinned beyond the date") },
            "no warning of \(pinnedBeyond.sorted()), pinned beyond a date that binds")
        let sentence = plan.warnings.first { $0.contains("has passed before the first wave could open") }
        expect(
            overdue.isEmpty
                ? sentence == nil : sentence?.hasPrefix("The date of \(overdue.count) installation") ?? false,
            "\(overdue.count) have a date that had passed (\(overdue.sorted())); the warning says: \(sentence ?? "nothing")"
        )
    }
}
