/// Everything a verdict says to people, in English, in one place.
public enum VerdictSentence {
    /// The whole verdict: what was seen, what follows, and what is missing.
    public static func summary(_ verdict: Verdict) -> String {
        switch verdict.state {
        case .halt: halt(verdict)
        case .advance: joined([evidence(verdict), covered(nextWaveSites: verdict.nextWaveSites)])
        case .soaking: joined([evidence(verdict)] + verdict.missing.map(missing) + smallerWave(verdict))
        case .inconclusive:
            joined(
                [evidence(verdict), "The soak deadline has passed: inconclusive."] + verdict.missing.map(missing)
                    + smallerWave(verdict))
        }
    }

    /// What an advance leads to.
    static func covered(nextWaveSites: Int?) -> String {
        nextWaveSites == nil ? "No wave is left to cover." : "The next wave is covered."
    }

    /// "20 sites, 0 failures: with 95 % confidence fewer than 15.2 % fail."
    public static func evidence(_ verdict: Verdict) -> String {
        var text =
            if verdict.completed == 0 {
                "No site has completed its soak yet."
            } else if verdict.upperBound >= 1 {
                "\(seen(verdict)): any failure rate is still possible."
            } else {
                "\(seen(verdict)): with \(percent(verdict.confidence, digits: 0)) confidence"
                    + " fewer than \(percent(verdict.upperBound)) fail."
            }
        if let control = verdict.control {
            text +=
                " Compared: \(counted(control.treatedEvents, "failure")) of upgraded sites,"
                + " \(control.controlEvents) of sites not upgraded yet."
        }
        if verdict.silent > 0 {
            text +=
                " \(verdict.silent) silent: if all of them failed, fewer than"
                + " \(percent(verdict.upperBoundIfSilentFailed))."
        }
        return text
    }

    /// One missing thing as a sentence.
    public static func missing(_ missing: MissingEvidence) -> String {
        switch missing {
        case .soakTime(let days): "\(number(days)) more \(days == 1 ? "day" : "days") of soak to go."
        case .minSample(let sites): "\(counted(sites, "more completed site")) needed to judge at all."
        case .silence(let sites): "\(counted(sites, "silent site")) must report before the rollout advances."
        case .responses(let count): "\(counted(count, "more answer")) from customers needed to advance."
        case .moreCleanSites(let sites):
            "\(counted(sites, "more clean site")) or a looser tolerance \(sites == 1 ? "is" : "are") needed to advance."
        case .control: "The usual rate rests on too few failures: sites to compare with are needed."
        case .featureUse(let feature, let sites):
            "\(feature) must be used at \(counted(sites, "more site")) to advance."
        case .businessEvent(let name): "\(name) must have happened to advance."
        case .anyTolerance: "No number of clean sites can show a failure rate of exactly zero: tolerate or accept some."
        }
    }

    /// "Halt comes at 2 failures within 7 sites, 3 within 18, 4 within 36."
    ///
    /// - Parameter lines: as `Staircase.linesInSites` gives them.
    public static func haltLines(_ lines: [HaltLine]) -> String {
        guard let first = lines.first else { return "No number of failures halts." }
        let rest = lines.dropFirst().map { line in
            line.sites.map { "\(line.failures) within \($0)" } ?? "\(line.failures) within any number"
        }
        let opening = counted(first.failures, "failure") + " within " + within(first.sites)
        return "Halt comes at " + ([opening] + rest).joined(separator: ", ") + "."
    }

    /// The halt lines with the current position at the next of them: "Halt comes at 2 failures within 7 sites, 3 within
    /// 18, 4 within 36 (next; now 1 failure in 20 sites), 5 within 63."
    ///
    /// - Parameter lines: as `Staircase.linesInSites` gives them.
    public static func haltLines(_ lines: [HaltLine], at verdict: Verdict) -> String {
        guard let next = verdict.haltLine, let place = lines.firstIndex(where: { $0.failures == next.failures }) else {
            return haltLines(lines) + " Now \(position(verdict))."
        }
        let opening = haltLines(Array(lines[...place])).dropLast()
        let rest = lines[(place + 1)...].map { line in
            ", " + (line.sites.map { "\(line.failures) within \($0)" } ?? "\(line.failures) within any number")
        }
        return opening + " (next; now \(position(verdict)))" + rest.joined() + "."
    }

    /// "Installs are judged by themselves: 1 failure in 3 sites."
    public static func failedInstalls(_ verdict: Verdict) -> String {
        "Installs are judged by themselves: \(position(verdict))."
    }

    private static func position(_ verdict: Verdict) -> String {
        "\(counted(verdict.observed, "failure")) in \(counted(verdict.sites, "site"))"
    }

    /// "Next line: halt at 3 failures within 18 sites."
    public static func nextLine(_ line: HaltLine) -> String {
        "Next line: halt at \(counted(line.failures, "failure")) within \(within(line.sites))."
    }

    /// "failures concentrate on call-queue + fax (4 of 5 sites; elsewhere 0 of 31)", without a full stop.
    public static func concentration(_ implicated: Implicated) -> String {
        let group =
            "\(implicated.features.joined(separator: " + ")) (\(implicated.failed) of"
            + " \(counted(implicated.sites, "site")); elsewhere \(implicated.elsewhereFailed) of"
            + " \(implicated.elsewhereSites))"
        return implicated.isConcentrated
            ? "failures concentrate on \(group)"
            : "failures are not clearly concentrated; the strongest sign is \(group)"
    }

    private static func halt(_ verdict: Verdict) -> String {
        var text = "Halt: " + position(verdict)
        if verdict.haltReason == .worseThanControl, let control = verdict.control {
            text =
                "Halt: \(counted(control.treatedEvents, "failure")) of upgraded sites against"
                + " \(control.controlEvents) of the sites they are compared with"
        } else {
            text += " where \(number(verdict.expected)) were expected"
        }
        if let strongest = verdict.implicated.first { text += "; " + concentration(strongest) }
        for next in verdict.implicated.dropFirst() { text += "; then " + concentration(next) }
        return text + "."
    }

    private static func smallerWave(_ verdict: Verdict) -> [String] {
        let lacksCover = verdict.missing.contains { if case .moreCleanSites = $0 { true } else { false } }
        guard lacksCover, case .atMost(let sites) = verdict.waveLimit, sites > 0 else { return [] }
        return ["A next wave of at most \(counted(sites, "site")) would be covered."]
    }

    private static func seen(_ verdict: Verdict) -> String {
        "\(counted(verdict.completed, "site")), \(counted(verdict.failed, "failure"))"
    }

    private static func within(_ sites: Int?) -> String {
        sites.map { counted($0, "site") } ?? "any number of sites"
    }

    static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    static func joined(_ sentences: [String]) -> String {
        sentences.joined(separator: " ")
    }

    /// A share as a percentage: one digit after the point, two below 1 %.
    static func percent(_ share: Double, digits: Int? = nil) -> String {
        decimal(share * 100, digits: digits ?? (share < 0.009_95 ? 2 : 1)) + " %"
    }

    /// A count or a number of days with at most two digits after the point.
    static func number(_ value: Double) -> String {
        if value == value.rounded() { return decimal(value, digits: 0) }
        return decimal(value, digits: value < 1 ? 2 : 1)
    }

    private static func decimal(_ value: Double, digits: Int) -> String {
        guard value.isFinite, value < 1e15 else { return "infinitely many" }
        let scale = digits == 0 ? 1 : digits == 1 ? 10 : 100
        let scaled = Int((value * Double(scale)).rounded())
        guard digits > 0 else { return "\(scaled)" }
        let fraction = "\(scaled % scale)"
        return "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
