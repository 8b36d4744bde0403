extension VerdictSentence {
    /// The verdict on a rollout: what halts it or what was seen, what is missing, and what is only watched.
    public static func summary(_ panel: PanelVerdict) -> String { summary(panel, wanting: [], pastDeadline: false) }

    /// The same where the numbers would do, but something that was asked for is missing.
    ///
    /// - Parameter wanting: what is missing, as sentences.
    public static func summary(_ panel: PanelVerdict, wanting: [String], pastDeadline: Bool) -> String {
        var sentences: [String] = []
        switch panel.state {
        case .halt:
            sentences += panel.thresholds.map(reached)
            sentences += panel.members.filter(\.halts).map(titled)
        case .advance, .soaking, .inconclusive:
            sentences += panel.members.filter { $0.metric.gates && !$0.metric.isDryRun }.map {
                titled($0.metric.name, evidence($0.verdict))
            }
            if panel.state == .advance, wanting.isEmpty {
                sentences.append(covered(nextWaveSites: panel.nextWaveSites))
            }
            if panel.state == .inconclusive || (pastDeadline && !wanting.isEmpty) {
                sentences.append("The soak deadline has passed: inconclusive.")
            }
            sentences += panel.missing.map(missing) + wanting
        }
        for member in panel.members where member.metric.isDryRun && member.verdict.state == .halt {
            sentences.append("Only watched, it would halt: " + titled(member))
        }
        return joined(sentences)
    }

    /// "Halt: 1 failure of health in 3 sites with criticality=revenue; the limit is 1."
    public static func reached(_ reached: PanelVerdict.Reached) -> String {
        let scope =
            switch reached.threshold.scope {
            case .allSites: "in \(counted(reached.tally.sites, "site"))"
            case .label(let label): "in \(counted(reached.tally.sites, "site")) with \(label)"
            }
        let limit =
            switch reached.threshold.kind {
            case .count(let count): "the limit is \(count)"
            case .share(let share, _): "the limit is \(percent(share))"
            }
        return "Halt: \(counted(reached.tally.failed, "failure")) of \(reached.threshold.metric) \(scope);"
            + " \(limit)."
    }

    private static func titled(_ member: PanelVerdict.Member) -> String {
        guard member.metric.name == .silence, member.verdict.state == .halt else {
            return titled(member.metric.name, summary(member.verdict))
        }
        return titled(member.metric.name, silenceHalt(member.verdict))
    }

    /// "Halt: 40 of 40 sites are silent where 2.1 were expected."
    private static func silenceHalt(_ verdict: Verdict) -> String {
        "Halt: \(verdict.observed) of \(counted(verdict.sites, "site")) \(verdict.observed == 1 ? "is" : "are") silent"
            + " where \(number(verdict.expected)) were expected."
    }

    /// The health of sites is what a rollout is about and goes without a title.
    private static func titled(_ name: MetricName, _ text: String) -> String {
        guard name != .health else { return text }
        return name.text.prefix(1).uppercased() + name.text.dropFirst() + ": " + text
    }
}
