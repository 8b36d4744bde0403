import EvenkeelDomain

/// Evidence that the gate after a wave waits for, and that too few of its sites could ever bring.
public struct EvidenceShortage: Hashable, Sendable {
    public enum Wish: Hashable, Sendable {
        /// Answers of customers.
        case responses
        case feature(String)
        case event(String)
    }

    public var wave: String
    public var wish: Wish
    /// At so many sites.
    public var wanted: Int
    /// Sites that could: of a feature those that have it, and those of which that is unknown.
    public var possible: Int
    /// All sites of the wave.
    public var sites: Int

    public var missing: Int { wanted - possible }

    public init(wave: String, wish: Wish, wanted: Int, possible: Int, sites: Int) {
        self.wave = wave
        self.wish = wish
        self.wanted = wanted
        self.possible = possible
        self.sites = sites
    }
}

extension SoakPolicy {
    /// The wishes of a soak that a wave of these sites could not fulfil, and those of which that is not known.
    ///
    /// - Parameters:
    ///   - sites: by number, every one once: evidence counts sites, also of those that move together.
    ///   - credit: what the release has shown that a hotfix replaces.
    func shortages(
        wave: String, sites: [Int32], in image: FleetImage, credit: SoakCredit? = nil
    ) -> (certain: [EvidenceShortage], uncertain: [EvidenceShortage]) {
        var certain: [EvidenceShortage] = []
        var uncertain: [EvidenceShortage] = []
        func note(_ wish: EvidenceShortage.Wish, wanted: Int, known: Int, unknown: Int = 0) {
            var shortage = EvidenceShortage(
                wave: wave, wish: wish, wanted: wanted, possible: known + unknown, sites: sites.count)
            if shortage.missing > 0 { return certain.append(shortage) }
            shortage.possible = known
            if shortage.missing > 0 { uncertain.append(shortage) }
        }
        if let responses { note(.responses, wanted: responses, known: sites.count) }
        for wish in evidence.compactMap(EvidenceWish.init) {
            guard !wish.isEvent else {
                note(.event(wish.name), wanted: wish.sites, known: sites.count)
                continue
            }
            let number = image.features.names.firstIndex(of: wish.name)
            let known =
                number.map { number in sites.count { image.features.numbers(of: Int($0)).contains(number) } } ?? 0
            let unknown = sites.count { !image.features.isKnown(Int($0)) }
            let wanted = credit?.sitesWanted(by: wish) ?? wish.sites
            note(.feature(wish.name), wanted: wanted, known: known, unknown: unknown)
        }
        return (certain, uncertain)
    }
}
