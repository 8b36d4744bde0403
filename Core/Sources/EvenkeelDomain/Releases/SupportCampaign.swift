/// The end of support of a product's versions: letters at set times before it, until the upgrade.
public struct SupportCampaign: Hashable, Sendable, Codable {
    public let id: CampaignID
    public var product: String
    /// Versions lower than this one lose support.
    public var below: Version
    public var ends: CivilDate
    /// So many days before the end a letter goes out, the longest first.
    public var letterDays: [Int]
    /// How often a customer may say "not yet" before somebody has to accept the risk by name.
    public var postponements: Int
    /// The rollout that brings the upgrade; nil where none is planned.
    public var rollout: RolloutID?

    public init(
        id: CampaignID, product: String, below: Version, ends: CivilDate, letterDays: [Int] = [180, 90, 30],
        postponements: Int = 2, rollout: RolloutID? = nil
    ) {
        self.id = id
        self.product = product
        self.below = below
        self.ends = ends
        self.letterDays = Set(letterDays).sorted(by: >)
        self.postponements = postponements
        self.rollout = rollout
    }

    /// True where a site runs one of the versions; unknown where its product or version is.
    public func concerns(_ site: Installation) -> Truth {
        guard let product = site.product else { return .maybe }
        guard product == self.product else { return .no }
        guard let version = site.version else { return .maybe }
        return version < below ? .yes : .no
    }
}
