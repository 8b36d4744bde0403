/// A fact that a policy asks for and some sites lack: how many, where the policy misses it, and what that costs.
public struct MissingFact: Hashable, Sendable {
    public struct Cost: Hashable, Sendable {
        public let use: FactUse
        public let sites: Int
    }

    /// The fact as a policy names it: a column, or one attribute of the environment.
    public let fact: String
    /// Sites that lack it where the policy asks for it.
    public let sites: Int
    /// Of those sites, as far as they say.
    public let seats: Int
    /// What to sort by, in sites: the weights of `FactUse.weight`, summed over sites and uses. Where several facts are
    /// unknown in one predicate, they share what it costs.
    public let cost: Double
    /// Sites left out of the rollout, since nobody knows whether it is meant for them or a hold concerns them.
    public let leftOutSites: Int
    /// Sites kept out of at least one wave.
    public let keptOutSites: Int
    /// Sites that go behind those that are known in at least one wave.
    public let rankedLastSites: Int
    /// About how many combinations run unseen at these sites, each counted at every site; nil where the fact is not
    /// part of any.
    public let unseenPairs: Int?
    /// About how many of them run nowhere else that is known.
    public let unseenElsewherePairs: Int?
    /// In the order of the policy.
    public let costs: [Cost]

    /// The column of a fleet table that would hold it.
    public var column: String { fact.hasPrefix("environment.") ? "environment" : fact }
}
