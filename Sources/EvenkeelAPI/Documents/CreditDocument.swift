public import EvenkeelDomain

/// What a hotfix takes over from the release that it replaces.
public struct CreditDocument: Codable, Hashable, Sendable {
    public var from: String
    public var release: String
    public var cleanSites: Int
    public var days: Int
    public var features: [String]
    public var touches: [String]
    public var text: String

    public init(_ credit: SoakCredit) {
        from = credit.from.text
        release = credit.release.description
        cleanSites = credit.cleanSites
        days = credit.days
        features = credit.features.sorted()
        touches = credit.touches.sorted()
        let sites = cleanSites == 1 ? "1 site has" : "\(cleanSites) sites have"
        let touched = touches.joined(separator: ", ")
        text =
            "\(sites) run \(release) without trouble: their combinations without \(touched) count as tried, and waves "
            + "without \(touched) soak \(days) working day\(days == 1 ? "" : "s") less, one at least."
    }
}
