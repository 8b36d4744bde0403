import EvenkeelDomain

/// What is wrong with the release, which nobody knows.
enum HiddenFault: Hashable, Sendable {
    case none
    /// Sites with both features break.
    case pair(String, String)
    /// This share of sites breaks, whatever they have.
    case scattered(Double)

    func breaks(_ site: Installation, seed: UInt64) -> Bool {
        switch self {
        case .none: return false
        case .pair(let one, let other): return site.features?.isSuperset(of: [one, other]) ?? false
        case .scattered(let rate):
            var random = SplitMix64(seed: seed, for: "break/\(site.id)")
            return random.chance(rate)
        }
    }
}
