/// What a hotfix need not earn again: soak that the release it replaces has gathered on parts the hotfix does not touch.
///
/// Nothing is taken over of what the hotfix touches, nor where it does not say what that is.
public struct SoakCredit: Hashable, Sendable, Codable {
    /// The rollout that gathered it.
    public var from: RolloutID
    public var release: Version
    /// Sites that run it, were heard of since, and never were in trouble.
    public var cleanSites: Int
    /// Working days that as many of them have run it as a verdict wants at least.
    public var days: Int
    /// Features of those sites that the hotfix does not touch.
    public var features: Set<String>
    /// Features that it does.
    public var touches: Set<String>
    /// At how many of those sites a feature that the hotfix does not touch was used; nil in old entries.
    public var used: [String: Int]?

    public init(
        from: RolloutID, release: Version, cleanSites: Int, days: Int, features: Set<String>, touches: Set<String>,
        used: [String: Int]? = nil
    ) {
        self.from = from
        self.release = release
        self.cleanSites = cleanSites
        self.days = days
        self.features = features
        self.touches = touches
        self.used = used
    }

    /// Whether all that a site runs has soaked already. Of a site whose features are not known, nobody can say.
    public func covers(_ site: Installation) -> Bool {
        guard let own = site.features else { return false }
        return own.isDisjoint(with: touches) && own.isSubset(of: features)
    }

    /// At how many sites of a wave something must still be shown that a policy asks for: at one at least, since a new build
    /// is a new build. What an event touches nobody can say, so that each has to be gone through again.
    public func sitesWanted(by wish: EvidenceWish) -> Int {
        guard !wish.isEvent, !touches.contains(wish.name) else { return wish.sites }
        return max(1, wish.sites - (used?[wish.name] ?? 0))
    }

    /// The days that sites it covers still soak: one at least, since a new build is a new build.
    public func days(of asked: Int) -> Int { max(min(1, asked), asked - days) }
}
