public import EvenkeelDomain

/// What a hotfix takes over from the release that it replaces.
public struct CreditDocument: Codable, Hashable, Sendable {
    public var from: String
    public var release: String
    public var cleanSites: Int
    public var days: Int
    public var features: [String]
    public var touches: [String]
    /// At how many of those sites a feature that is not touched was used.
    public var used: [String: Int]?
    public var text: String

    public init(_ credit: SoakCredit) {
        from = credit.from.text
        release = credit.release.description
        cleanSites = credit.cleanSites
        days = credit.days
        features = credit.features.sorted()
        touches = credit.touches.sorted()
        used = credit.used
        let sites = cleanSites == 1 ? "1 site has" : "\(cleanSites) sites have"
        let touched = touches.joined(separator: ", ")
        text =
            "\(sites) run \(release) without trouble: their combinations without \(touched) count as tried, and waves "
            + "without \(touched) soak \(days) working day\(days == 1 ? "" : "s") less, one at least."
            + Self.words(credit.used)
    }

    private static func words(_ used: [String: Int]?) -> String {
        guard let used else { return "" }
        let sites = used.sorted { $0.key < $1.key }.map { "\($0.key) at \($0.value)" }.joined(separator: ", ")
        return " Evidence asked for counts their use of \(sites), and one site more at least."
    }
}
