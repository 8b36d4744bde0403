/// Evidence that a policy asks for before a gate passes: `feature:call-queue used at 3`, `event:month-end at 2`.
public struct EvidenceWish: Hashable, Sendable {
    public let name: String
    public let isEvent: Bool
    /// So many sites of the wave must have shown it.
    public let sites: Int

    public init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let parts = words.first?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, !parts[1].isEmpty, let last = words.last, let sites = Int(last),
            (1...1_000_000).contains(sites)
        else {
            return nil
        }
        switch (parts[0], words.dropFirst().dropLast()) {
        case ("feature", ["used", "at"]): isEvent = false
        case ("event", ["at"]): isEvent = true
        default: return nil
        }
        name = String(parts[1])
        self.sites = sites
    }
}
