import EvenkeelDomain

/// What a guard asks for and how far a rollout has come with it, in words.
enum GuardSentences {
    static func name(_ rule: Guard) -> String { "Guard \(rule.id) of incident \(rule.incident)" }

    /// `3 sites with feature==fax soak 72 hours`, after "asks that".
    static func wish(_ rule: Guard, sites: Int) -> String {
        "\(sites) \(sites == 1 ? "site" : "sites") with \(rule.matching) soak \(rule.soakHours) hours"
    }

    /// Why the next wave stays shut, the numbers so far, and when it may open.
    static func waiting(_ standing: GuardStanding, local: (Timestamp) -> String) -> String {
        let rule = standing.rule
        let shorter = standing.running - standing.soaked
        let others = shorter > 0 ? ", and \(shorter) more \(shorter == 1 ? "runs" : "run") it for a shorter time" : ""
        let sofar = "so far \(standing.soaked) \(standing.soaked == 1 ? "has" : "have")\(others)"
        let when =
            standing.metAt.map { "It may open at \(local($0)) at the earliest." }
            ?? "Too few run it for that: try again those that failed, or plan again with others in front."
        return "\(name(rule)) keeps wave \(standing.wave + 1) shut: it asks that "
            + "\(wish(rule, sites: standing.needed)) first; \(sofar). \(when)"
    }
}
