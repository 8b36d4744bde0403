public import EvenkeelDomain

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
}
