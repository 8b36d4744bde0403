public import EvenkeelDomain
import EvenkeelLedger

/// What a recorded verdict rested on, for people.
public enum VerdictSentences {
    /// "1.2 % measured on 240 failures; failures expected as 40 known ones came, at 2 times their speed"; nil for an entry
    /// older than its figures.
    public static func basis(_ evidence: GateEvidence) -> String? {
        guard let member = evidence.figures?.members.first(where: { $0.metric == evidence.metric.rawValue }) else {
            return nil
        }
        let rule = member.rule
        let rate = "\((rule.baseline * 10_000).rounded() / 100) %"
        var parts: [String] = []
        if let control = member.control {
            let upgraded = control.failures.count(where: \.upgraded)
            parts.append(
                "compared with sites not upgraded yet: \(upgraded) failures of upgraded sites, "
                    + "\(control.failures.count - upgraded) of the others")
        }
        switch (rule.basis, rule.events) {
        case ("measured", let events?):
            parts.append("\(rate) measured on \(events) failure\(events == 1 ? "" : "s")")
        case ("control", _): parts.append("the usual rate is not known; advance starts from \(rate)")
        default: parts.append("\(rate) is tolerated, as the policy states")
        }
        if let delay = rule.delay {
            let speed = (delay.speed * 10).rounded() / 10
            parts.append(
                "failures expected as \(delay.failuresAfterDays.count) known ones came, at \(speed) times their speed")
        }
        if rule.line == "table" { parts.append("the line of the table") }
        return parts.joined(separator: "; ")
    }

    static func name(_ rule: HaltRule) -> String {
        switch rule {
        case .line: "line"
        case .scan: "scan"
        case .comparison: "comparison"
        case .limit: "limit"
        }
    }

    /// Which rule halted a rollout whose evidence is drawn; nil where nothing halted and everything drawn decides.
    static func decided(_ growth: EvidenceGrowth) -> String? {
        var sentences: [String] = []
        if let halt = growth.halt {
            sentences.append(decided(halt, growth.limit))
        } else if let reason = growth.stoppedOtherwise {
            sentences.append("Nothing drawn here halted it. It stands halted: \(reason)")
        }
        if growth.isOnlyWatched {
            sentences.append(
                "Health is only watched and decides nothing"
                    + (growth.wouldHaltAt.map { "; it would have halted at \($0)." } ?? "."))
        }
        if let since = growth.countsSince {
            sentences.append("Resumed at \(since): what is drawn of before counts no longer.")
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    private static func decided(_ halt: EvidenceStream.Crossing, _ limit: LimitPolicy?) -> String {
        switch halt.rule {
        case .line where halt.metric == .installs:
            "Decided by the line of installs: too many failed. Health is drawn here and did not decide."
        case .line: "Decided by the halt line below: too many failures in so few sites."
        case .scan:
            "Decided by the search for combinations, not by the halt line: failures concentrate on "
                + "\(halt.marks.joined(separator: " + "))."
        case .comparison: "Decided by the comparison with sites that are not upgraded yet; there is no halt line."
        case .limit(let number):
            "Decided by limit \(number + 1) of the policy"
                + (limit.map { limit in
                    ": \(limit.failures) failure\(limit.failures == 1 ? "" : "s") of \(limit.metric.rawValue)"
                        + (limit.among.map { " among \($0)" } ?? "")
                } ?? "") + "."
        }
    }
}
