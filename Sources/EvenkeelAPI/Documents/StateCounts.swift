import EvenkeelDomain
public import EvenkeelLedger

/// How many sites are in each state, as a document and in words.
public enum StateCounts {
    /// By the name of the state.
    public static func of(_ counts: [PlacementCount], wave: Int) -> [String: Int] {
        var sites: [String: Int] = [:]
        for count in counts where count.wave == wave {
            sites[count.state.rawValue, default: 0] += count.count
            if count.isUnplanned, count.state == .installed { sites["unplanned", default: 0] += count.count }
        }
        return sites
    }

    /// Whether the version before is put back somewhere, or runs again: then a gate that passed is not the whole story.
    public static func hasTakenBack(_ sites: [String: Int]) -> Bool {
        sites.keys.contains { PlacementState(rawValue: $0)?.isRollback ?? false }
    }

    /// `3 started, 12 installed (1 unplanned), 5 recalled`, what moves first; nothing for a wave that has not begun.
    public static func words(_ sites: [String: Int]) -> String {
        let order = [
            "due", "started", "cancelling", "installed", "failed", "timedOut", "rollbackDue", "rollingBack",
            "rolledBack", "recalled", "skipped", "planned",
        ]
        if Set(sites.keys) == ["planned"] { return "" }
        return order.compactMap { state in
            sites[state].map { count in
                let name = StateWords.of(state)
                let unplanned = state == "installed" ? sites["unplanned"].map { " (\($0) unplanned)" } : nil
                return "\(count) \(name)\(unplanned ?? "")"
            }
        }.joined(separator: ", ")
    }
}
