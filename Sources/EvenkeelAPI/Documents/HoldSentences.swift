public import EvenkeelDomain

/// What a hold does to a site or a rollout, in words.
public enum HoldSentences {
    /// A site that it keeps out.
    public static func held(_ hold: Hold) -> String { "held by \(hold.id) of \(hold.owner): \(hold.why)" }

    /// A site that goes all the same.
    public static func overridden(_ hold: HoldID, why: String, by person: String) -> String {
        "goes in spite of hold \(hold), by \(person): \(why)"
    }

    /// How many sites, of which some may be meant only because a fact of them is unknown.
    public static func kept(_ sites: Int, unknown: Int) -> String {
        let count = sites == 1 ? "1 site" : "\(sites) sites"
        guard unknown > 0 else { return count }
        return "\(count), \(unknown) of them only because a fact is unknown"
    }

    public static func renewed(_ renewal: HoldRenewal, zone: ZoneOffsets) -> String {
        let until = renewal.expires.map { "until \(zone.localText($0))" } ?? "until it is lifted"
        return "\(zone.localText(renewal.at)), by \(renewal.by), \(until): \(renewal.why)"
    }

    /// What a guard asks of a rollout.
    public static func rule(_ rule: Guard) -> String {
        let sites = rule.atSites == 1 ? "1 site" : "\(rule.atSites) sites"
        return
            "A release with \(rule.when) soaks \(rule.soakHours) hours at \(sites) with \(rule.matching) before wave "
            + "\(rule.beforeWave) opens."
    }
}
