import EvenkeelDomain
import Yams

/// Reads what a verdict takes from the past: the usual failure rate, when failures come, how regularly sites report.
struct HistoryReader {
    /// The mapping under `verdict`.
    let verdict: YAMLMapping

    // MARK: The usual rate

    private static let baselineForm =
        "a percentage such as 1%, measured, unknown, or a mapping such as { measured: 1.2%, events: 240 }"

    /// `1%` states a tolerance; everything else says how little is known.
    func baseline(default standard: Share) -> (rate: Share, basis: BaselinePolicy?) {
        if verdict.isMapping("baseline") { return given(default: standard) }
        let form = ValueForm<BaselineWord>(
            Self.baselineForm, hint: { ValueForm<Share>.risk.hint($0) },
            parse: { text in
                switch text {
                case "measured": .counted(.here)
                case "unknown": .counted(.unknown)
                default: ValueForm<Share>.risk.parse(text).map(BaselineWord.stated)
                }
            })
        return switch verdict.value("baseline", form) {
        case .stated(let rate): (rate, nil)
        case .counted(let source): (standard, BaselinePolicy(source: source))
        case nil: (standard, nil)
        }
    }

    private enum BaselineWord {
        case stated(Share)
        case counted(BaselinePolicy.Source)
    }

    /// `{ measured: 1.2%, events: 240 }`, `{ measured: here, tolerance: 2% }`, `{ unknown: yes, tolerance: 2% }`.
    private func given(default standard: Share) -> (rate: Share, basis: BaselinePolicy?) {
        let keys = ["measured", "events", "unknown", "tolerance"]
        guard let mapping = verdict.mapping("baseline", keys) else { return (standard, nil) }
        let tolerance = mapping.value("tolerance", .risk)
        if mapping.node("unknown") != nil {
            for key in ["measured", "events"] where mapping.node(key) != nil {
                mapping.refuse(key, "either unknown or measured")
            }
            guard mapping.value("unknown", ValueForm<Bool>.oneOf([("yes", true)])) != nil else {
                return (standard, nil)
            }
            return (tolerance ?? standard, BaselinePolicy(source: .unknown))
        }
        if mapping.text("measured") == "here" {
            if mapping.node("events") != nil { mapping.refuse("events", "no count beside \"here\": the server counts") }
            return (tolerance ?? standard, BaselinePolicy(source: .here))
        }
        guard let rate = mapping.required("measured", .risk),
            let events = mapping.required("events", .whole("the failures it rests on", 0...1_000_000_000))
        else { return (standard, nil) }
        return (tolerance ?? rate, BaselinePolicy(source: .measured, rate: rate, events: events))
    }

    // MARK: When failures come

    /// `delay: measured`, or `{ failures_after: [2h, 1d], speed: 2x }`.
    func delay() -> DelayPolicy? {
        guard verdict.node("delay") != nil else { return nil }
        guard verdict.isMapping("delay") else {
            let form = ValueForm<DelayPolicy>(
                "measured, none, or a mapping such as { failures_after: [2h, 9h, 1d, 3d] }",
                parse: { $0 == "measured" ? DelayPolicy(isMeasuredHere: true) : $0 == "none" ? DelayPolicy() : nil })
            return verdict.value("delay", form).flatMap { $0 == DelayPolicy() ? nil : $0 }
        }
        guard let mapping = verdict.mapping("delay", ["measured", "failures_after", "speed"]) else { return nil }
        let speed = mapping.value("speed", .multiplier) ?? 2
        if mapping.node("measured") != nil {
            if mapping.node("failures_after") != nil { mapping.refuse("failures_after", "either measured or a list") }
            guard mapping.value("measured", ValueForm<Bool>.oneOf([("here", true)])) != nil else { return nil }
            return DelayPolicy(isMeasuredHere: true, speed: speed)
        }
        guard let after = mapping.list("failures_after", .span) else {
            mapping.missing("failures_after", "how long after an install known failures came, such as [2h, 9h, 1d, 3d]")
            return nil
        }
        guard (5...1000).contains(after.count) else {
            mapping.refuse("failures_after", "5 to 1000 delays of failures: fewer say too little of when they come")
            return nil
        }
        return DelayPolicy(failuresAfter: after.sorted(), speed: speed)
    }

    // MARK: Silence

    /// `silence_after: 48h`, `silence_after: history`, or `{ history: 3 beats, without: 48h, at_most: 7d }`.
    func silence(default standard: TimeSpan) -> (after: TimeSpan, heartbeat: HeartbeatPolicy?) {
        guard verdict.isMapping("silence_after") else {
            if verdict.text("silence_after") == "history" { return (standard, HeartbeatPolicy()) }
            return (verdict.value("silence_after", .span) ?? standard, nil)
        }
        guard let mapping = verdict.mapping("silence_after", ["history", "without", "at_most"]) else {
            return (standard, nil)
        }
        let beats = ValueForm<Int>(
            "a number of missed beats such as 3 beats",
            parse: { text in
                text.hasSuffix(" beats")
                    ? Int(text.dropLast(6)).flatMap { (2...1000).contains($0) ? $0 : nil } : nil
            })
        let least = mapping.value("history", beats) ?? 3
        return (
            mapping.value("without", .span) ?? standard,
            HeartbeatPolicy(leastBeats: least, atMost: mapping.value("at_most", .positiveSpan))
        )
    }
}

extension YAMLMapping {
    fileprivate func isMapping(_ key: String) -> Bool {
        if case .mapping? = node(key) { true } else { false }
    }

    fileprivate func text(_ key: String) -> String? {
        if case .scalar(let scalar)? = node(key) { scalar.string } else { nil }
    }
}
