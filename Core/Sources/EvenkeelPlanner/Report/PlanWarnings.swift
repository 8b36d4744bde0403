import EvenkeelDomain

/// What a plan's reader should know although it is no reason to refuse, as sentences.
enum PlanWarnings {
    static func of(_ arrangement: Arrangement, hasPairs: Bool) -> [String] {
        var warnings = inputs(arrangement)
        if !hasPairs {
            warnings.append("No two features are known to run at one site, so there is no coverage to show.")
        }
        warnings += arrangement.leftOut.map(PlanSentences.leftOut)
        warnings += UnknownNames.warnings(arrangement.policy, arrangement.items.image)
        for wave in arrangement.waves { warnings += self.warnings(of: wave, in: arrangement) }
        return warnings + earlyAccess(arrangement)
    }

    /// Who asked to be among the first, and goes last where the policy has no word of such wishes. A pin is their own
    /// wish as well.
    private static func earlyAccess(_ arrangement: Arrangement) -> [String] {
        let tag = Predicate.earlyAccessTag
        let image = arrangement.items.image
        let rules = arrangement.waves.map(\.rule)
        let isAsked = image.tags.values.map { $0.contains(tag) }
        guard isAsked.contains(true), let first = rules.min(), let last = rules.max(), first < last,
            !arrangement.policy.waves.contains(where: { $0.among?.tagsNamed.contains(tag) ?? false })
        else { return [] }
        let sites = arrangement.waves.filter { $0.rule == last }.flatMap(\.range)
            .flatMap { arrangement.items.members(of: Int(arrangement.order[$0])) }
            .filter { site in
                let code = image.tags.code(of: Int(site))
                return code > 0 && isAsked[code - 1] && image.pinnedUntil[Int(site)] == nil
            }
        guard let site = sites.min() else { return [] }
        let name = image.ids[Int(site)]
        return [
            "Wave \"\(arrangement.policy.waves[last].name)\" has \(installations(sites.count)) whose "
                + (sites.count == 1 ? "customer" : "customers") + " asked to be among the first, \(name)"
                + (sites.count == 1 ? "" : " among them")
                + ": an earlier wave with among: \"tag==\(tag)\" would be for them."
        ]
    }

    private static func inputs(_ arrangement: Arrangement) -> [String] {
        var warnings: [String] = []
        let policy = arrangement.policy
        let items = arrangement.items
        if let start = policy.start, start < arrangement.context.today, arrangement.begun.count == 0 {
            warnings.append(
                "The policy's start, \(start), has passed; the first wave opens on \(arrangement.firstOpens).")
        }
        let placed = arrangement.order.flatMap { items.members(of: Int($0)) }
        let sizeless = placed.count { items.image.seats[Int($0)] == nil }
        if sizeless > 0 {
            warnings.append(
                "\(installations(sizeless)) without a number of seats: each counts as \(arrangement.selection.assumedSeats)"
                    + " (the mean) against limits in seats, and as 0 in what is exposed.")
        }
        let empty = placed.count { items.image.seats[Int($0)] == 0 }
        if empty > 0 {
            warnings.append(
                "\(installations(empty)) with 0 seats: free under limits in seats, and nobody to give feedback.")
        }
        let overdue = items.overdue.filter { arrangement.withheld[$0] == nil }
        if let first = overdue.min() {
            warnings.append(
                "The date of \(installations(overdue.count)) has passed before the first wave could open, "
                    + "\(items.image.ids[Int(first)])\(overdue.count == 1 ? "" : " among them"): it binds no wave.")
        }
        let unkept = arrangement.waveOf.indices.filter { arrangement.waveOf[$0] < 0 && items.rows[$0].latest != .max }
        if let first = unkept.first {
            let count = unkept.reduce(0) { $0 + items.siteCount(of: $1) }
            warnings.append(
                "\(installations(count)) withheld although a date binds it, \(items.id(of: first))"
                    + "\(count == 1 ? "" : " among them"): the date is not kept by this plan.")
        }
        if let first = items.pinnedBeyond.min() {
            warnings.append(
                "\(installations(items.pinnedBeyond.count)) pinned beyond the date by which it must be done, "
                    + "\(items.image.ids[Int(first)])\(items.pinnedBeyond.count == 1 ? "" : " among them"): the pin is kept."
            )
        }
        warnings += strays(items)
        if !items.steps.isEmpty, arrangement.order.contains(where: { items.steps(of: Int($0)) > 1 }) {
            let stopping = arrangement.order.map(Int.init).filter { items.steps(of: $0) > 1 }.sorted()
            let count = stopping.reduce(0) { $0 + items.siteCount(of: $1) }
            warnings.append(
                "\(installations(count)) must stop at a version on the way, \(items.id(of: stopping[0]))"
                    + "\(count == 1 ? "" : " among them"): each stop is one more install of the day's capacity.")
        }
        return warnings
    }

    private static func strays(_ items: Items) -> [String] {
        guard !items.image.afterNumbers.isEmpty else { return [] }
        return items.sites.compactMap { site in
            guard items.image.afterNumbers[Int(site)] < 0, let other = items.image.after[Int(site)], !other.text.isEmpty
            else { return nil }
            return "\(items.image.ids[Int(site)]) goes after \(other), which is not in the fleet."
        }
    }

    private static func warnings(of wave: Arrangement.Wave, in arrangement: Arrangement) -> [String] {
        var warnings: [String] = []
        let items = arrangement.items
        let members = arrangement.order[wave.range]
        if wave.lastInstall > wave.opens {
            warnings.append(
                "Wave \"\(wave.name)\" takes until \(wave.lastInstall) to install"
                    + capacities(of: wave, in: arrangement) + "; its soak begins then.")
        }
        let sites = members.flatMap { items.members(of: Int($0)) }
        let soak = arrangement.policy.waves[wave.rule].soak
        let shortages = soak.shortages(
            wave: wave.name, sites: sites, in: items.image, credit: arrangement.context.earned?.credit)
        warnings += (shortages.certain + shortages.uncertain).map(sentence)
        // A date that must be kept is kept: where both must, nobody is late.
        let due = arrangement.policy.due ?? DuePolicy()
        guard due.support == .warn || due.contract == .warn else { return warnings }
        let late = wave.range.lazy.flatMap { place in
            items.members(of: Int(arrangement.order[place])).filter { site in
                let dates = [items.image.supportEnds[Int(site)], items.image.contractDue[Int(site)]].compactMap(\.self)
                return dates.contains {
                    $0 >= arrangement.firstOpens.dayNumber && $0 < Int(arrangement.codes[place].day)
                }
            }
        }
        if let first = late.min() {
            let count = late.count
            warnings.append(
                "Wave \"\(wave.name)\" is later than the date of \(installations(count)),"
                    + " \(items.image.ids[Int(first)])\(count == 1 ? "" : " among them").")
        }
        return warnings
    }

    private static func sentence(_ shortage: EvidenceShortage) -> String {
        let wave = "Wave \"\(shortage.wave)\""
        switch shortage.wish {
        case .responses:
            return "\(wave) waits for \(shortage.wanted) responses but has only \(installations(shortage.sites))."
        case .event(let name):
            return "\(wave) waits for \(name) at \(shortage.wanted) but has only \(installations(shortage.sites))."
        case .feature(let name):
            return "\(wave) waits for \(name) to be used at \(shortage.wanted), and only "
                + "\(installations(shortage.possible)) of it are known to have that."
        }
    }

    /// What a day holds of those who are not installed on the first one.
    private static func capacities(of wave: Arrangement.Wave, in arrangement: Arrangement) -> String {
        let teams = arrangement.teams
        let later = wave.range.lazy.filter { arrangement.codes[$0].day > Int32(wave.opens.dayNumber) }
        let limits = Set(later.map { teams.pool(of: Int(arrangement.order[$0])) }).sorted()
            .filter { teams.capacities[$0] != .max }
            .map { "\(teams.capacities[$0]) a day" + (teams.names[$0].isEmpty ? "" : " of team \(teams.names[$0])") }
        return limits.isEmpty ? "" : ", at " + limits.joined(separator: " and ")
    }

    private static func installations(_ count: Int) -> String {
        count == 1 ? "1 installation" : "\(count) installations"
    }
}
