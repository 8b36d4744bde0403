import EvenkeelDomain
public import EvenkeelPlanner

extension Sentences {
    public static func problem(_ refusal: PlanRefusal) -> Problem {
        func none(_ code: String, _ detail: String, _ hint: String) -> Problem {
            Problem(code: code, status: 422, title: "There is no plan.", detail: detail, hint: hint)
        }
        switch refusal {
        case .noWaves:
            return none(
                "no_waves", "The policy has no waves.", "Add at least one wave, without a limit, for everyone else.")
        case .nothingSelected:
            return none(
                "nothing_selected", "No installation matches `select`, not even perhaps.",
                "Check the predicate with `evenkeel fleet list --filter`, and whether the fleet has been imported.")
        case .everythingWithheld(let withheld):
            let example =
                withheld.first.map { ", \($0.installation) because: \(PlanSentences.withheld($0.reason))" } ?? ""
            return none(
                "everything_withheld", "All \(withheld.count) selected installations are kept out\(example).",
                "Lift the hold, fill in the unknown fact, or plan for a later time.")
        case .unplaced(let sites, let lastWave):
            return none(
                "unplaced",
                "\(count(sites.count, "installation")) have no place after \"\(lastWave)\": \(some(sites.map(\.text))).",
                "Add a last wave without `among` and `limit`, or use `split` there.")
        case .siteAboveCap(let site, let limit, let size, let wave, let cap):
            return none(
                "site_above_cap",
                "\(site), with what moves with it, is \(amount(size, limit)) and wave \"\(wave)\" may expose \(cap).",
                "Raise the \(limit.rawValue) of \"\(wave)\" to \(size), or keep the site out with `select`.")
        case .noDay(let sites, let windows):
            let because = windows.isEmpty ? "" : ": \(windows.count == 1 ? "its window is" : "the windows are") "
            return none(
                "no_day",
                "No day within ten years suits all of \(some(sites.map(\.text)))\(because)"
                    + windows.joined(separator: " and ") + ".",
                "Correct the window, workweek or moves_with of these sites, or keep them out with `select`.")
        case .nothingTriedFirst(let wave, let sites, let largest, let leftOut):
            let names = leftOut.map { "\"\($0)\"" }.joined(separator: ", ")
            return none(
                "nothing_tried_first",
                "Nobody would be in \(names), so \"\(wave)\" would go first, with \(count(sites, "site")) and nothing "
                    + "tried before.",
                "Check `among`, `order: need` and the release's fixes of \(names), or let \"\(wave)\" have "
                    + (largest > 0 ? "at most \(count(largest, "site"))" : "fewer sites") + " at first.")
        case .deadlineMissed(let miss):
            let faster = miss.capacityPerDay.map { ", or install \($0) a day" } ?? ""
            let shorter = miss.soakDaysLess.map { ", or shorten every soak by \(count($0, "day"))" } ?? ""
            return none(
                "deadline_missed",
                "The last install of \(count(miss.waves, "wave")) would be on \(miss.lastInstall), after the deadline "
                    + "\(miss.deadline)." + conflict(miss.deadline, miss.causes),
                "Move the deadline to \(miss.lastInstall)\(shorter)\(faster).")
        case .infeasible(let refused):
            return none(
                "infeasible", infeasible(refused) + conflict(refused.due, refused.causes), remedies(refused.remedies))
        case .datesMissed(let missed):
            return none(
                "dates_missed",
                "\(count(missed.sites.count, "installation")) must be done by \(missed.due) and get no place in time: "
                    + "\(some(missed.sites.map(\.text)))." + conflict(missed.due, missed.causes),
                remedies(missed.remedies))
        case .waveTooSmall(let wave, let sites, let wanted):
            return none(
                "wave_too_small",
                "Wave \"\(wave)\" should have \(count(wanted, "site")) at least and finds \(sites).",
                "Raise its limit, let more sites in with `among`, or ask for \(sites) with at_least.")
        case .afterCycle(let sites):
            return none(
                "after_cycle", "These installations wait for one another: \(some(sites.map(\.text))).",
                "Remove one `after` of them.")
        case .gateCannotPass(let wave, let next, let clean, let more, let largest, let minSample):
            return none(
                "gate_cannot_pass",
                "Even if nothing fails, the \(count(clean, "clean site")) up to \"\(wave)\" are too little evidence to open "
                    + "\"\(next)\": \(count(more, "more")) would be needed.",
                gateHint(next: next, more: more, largest: largest, minSample: minSample))
        case .evidenceCannotCome(let shortage):
            return none("evidence_cannot_come", evidence(shortage), evidenceHint(shortage))
        case .soakTooLong(let wave, let days, let limit):
            return none(
                "soak_too_long", "Wave \"\(wave)\" would soak for \(count(days, "day")).",
                "Let it soak for \(limit) days at most.")
        case .noWorkingDay(let date):
            return none(
                "no_working_day", "There is no working day within ten years of \(date).",
                "Shorten a freeze or add a day to the working week.")
        case .tooManyFeatures(let found, let limit):
            return none(
                "too_many_features", "The fleet has \(found) features and environment values; \(limit) can be counted.",
                "Count fewer environment keys in coverage.of, or pairs instead of triples.")
        case .unsupportedCoverage(let strength, let depth):
            return none(
                "unsupported_coverage", "Coverage of strength \(strength) and depth \(depth) is not supported.",
                "Use strength 2 (pairs) or 3 (triples) and a depth of 1 to 8.")
        }
    }

    /// A wave of nobody is no advice: then it is the sample that is too small, or the policy too strict for one site.
    private static func gateHint(next: String, more: Int, largest: Int, minSample: Int?) -> String {
        let before = "put \(more) more \(more == 1 ? "site" : "sites") before it"
        if let minSample {
            return "The verdict asks for \(count(minSample, "site")) at least (verdict.min_sample): \(before), "
                + "or lower min_sample."
        }
        let smaller =
            largest > 0
            ? "Let \"\(next)\" have at most \(count(largest, "site")), \(before), "
            : "\(before.prefix(1).uppercased())\(before.dropFirst()), "
        return smaller + "or raise verdict.accept or verdict.tolerate."
    }

    private static func evidence(_ shortage: EvidenceShortage) -> String {
        let wave = "The gate after \"\(shortage.wave)\" waits for"
        let there = "it has \(count(shortage.sites, "site")), \(shortage.missing) too few."
        switch shortage.wish {
        case .responses: return "\(wave) \(count(shortage.wanted, "answer")) from customers; \(there)"
        case .event(let name): return "\(wave) \(name) at \(count(shortage.wanted, "site")); \(there)"
        case .feature(let name):
            return "\(wave) \(name) to be used at \(count(shortage.wanted, "site")); of its "
                + "\(count(shortage.sites, "site")) \(shortage.possible) may have it, \(shortage.missing) too few."
        }
    }

    private static func evidenceHint(_ shortage: EvidenceShortage) -> String {
        let larger = "let more sites into \"\(shortage.wave)\" (`limit`, `at_least`)"
        switch shortage.wish {
        case .responses: return "Ask for \(shortage.sites) responses at most, or \(larger)."
        case .event: return "Ask for it at \(shortage.sites) at most, or \(larger)."
        case .feature(let name):
            return shortage.possible == 0
                ? "Check how \"\(name)\" is spelt, let sites that have it into the wave with `among`, or ask for none."
                : "Ask for it at \(shortage.possible) at most, or let sites that have it into the wave with `among`."
        }
    }

    private static func amount(_ size: Int, _ limit: Infeasibility.Limit) -> String {
        switch limit {
        case .seats: count(size, "seat")
        case .installations: count(size, "installation")
        case .weight: "\(size) points of weight"
        case .customers: count(size, "customer")
        case .perCustomer: "\(count(size, "installation")) of one customer"
        case .capacity: count(size, "install")
        case .waves: count(size, "wave")
        }
    }

    /// What does not fit, by how much, and whose dates could move.
    private static func infeasible(_ refused: Infeasibility) -> String {
        let leaders = refused.leaders.map { "\($0.site) goes before \($0.follower), which is due by \($0.due)" }
        let who =
            (refused.sites.isEmpty ? "" : " The least in need of those due: \(some(refused.sites.map(\.text))).")
            + (leaders.isEmpty ? "" : " Of those \(leaders.joined(separator: "; ")).")
        let wave = "\"\(refused.wave)\" (\(refused.opens))"
        switch refused.limit {
        case .waves:
            return
                "\(count(refused.needed, "installation")) must be done by \(refused.due), and no wave that they may be in "
                + "opens in time; the first is \(wave).\(who)"
        case .capacity:
            return "\(count(refused.needed, "install")) must be done by \(refused.due); until then there is room for "
                + "\(refused.available), \(refused.missing) too few.\(who)"
        case .perCustomer:
            return
                "\(count(refused.needed, "installation")) of \(refused.customer.map(\.text) ?? "one customer") must be "
                + "done by \(refused.due); the waves up to \(wave) may take \(refused.available) of one customer, "
                + "\(refused.missing) too few.\(who)"
        case .installations, .seats, .weight, .customers:
            let unit = refused.limit == .weight ? "points of weight" : refused.limit.rawValue
            return "\(refused.needed) \(unit) must be done by \(refused.due); the waves up to \(wave) may expose "
                + "\(refused.available), \(refused.missing) too few.\(who)"
        }
    }

    /// ` Cannot meet 2026-06-30: notice 14d + freeze 2026-06-20 to 2026-06-30 (fair).`
    private static func conflict(_ due: CivilDate, _ causes: [DelayCause]) -> String {
        guard !causes.isEmpty else { return "" }
        let parts = causes.map { cause in
            switch cause {
            case .notice(let span): "notice \(span)"
            case .start(let day): "start on \(day)"
            case .freeze(let freeze): "freeze \(freeze.from) to \(freeze.to) (\(freeze.why))"
            case .settle(let days): "\(count(days, "working day")) before it"
            case .soaks(let days): "soaks of \(count(days, "day"))"
            }
        }
        return " Cannot meet \(due): \(parts.joined(separator: " + "))."
    }

    private static func remedies(_ remedies: [Remedy]) -> String {
        let changes = remedies.map { remedy in
            switch remedy {
            case .raiseLimit(let wave, let limit, let amount): "raise the \(limit.rawValue) of \"\(wave)\" to \(amount)"
            case .raiseCapacity(let perDay): "install \(perDay) a day"
            case .shortenSoaks(let days): "shorten every soak by \(count(days, "day"))"
            case .moveDeadline(let date): "move the deadline to \(date)"
            case .warnOfDates: "let the dates warn only (due: { support: warn, contract: warn })"
            }
        }
        guard let first = changes.first else {
            return "Move the dates of those due, or raise the limits of the waves before."
        }
        return "Each of these is enough: " + first + changes.dropFirst().map { "; or \($0)" }.joined() + "."
    }
}
