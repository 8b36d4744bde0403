/// A fact that a policy asks for and some sites lack: how many, and where the policy misses it.
public struct MissingFact: Hashable, Sendable {
    /// Where a policy asks for a fact. Waves are counted from 1.
    public enum Use: Hashable, Sendable, CustomStringConvertible {
        case select
        case among(wave: Int)
        case order(wave: Int)
        case limit(wave: Int)
        case acknowledge
        case coverage

        public var description: String {
            switch self {
            case .select: "select: whether the site is meant at all is not known"
            case .among(let wave): "among of wave \(wave): kept out of it"
            case .order(let wave): "order of wave \(wave): goes behind the sites that are known"
            case .limit(let wave): "limit of wave \(wave): counts as nothing"
            case .acknowledge: "acknowledge: whether to ask for consent is not known"
            case .coverage: "coverage: its combinations count as untried"
            }
        }
    }

    public struct Cost: Hashable, Sendable {
        public let use: Use
        public let sites: Int
    }

    /// The column or environment attribute.
    public let fact: String
    /// Sites that lack it where the policy asks for it.
    public let sites: Int
    /// In the order of the policy.
    public let costs: [Cost]
}
