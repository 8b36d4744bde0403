public import EvenkeelDomain

/// What the release that a hotfix replaces has shown, with the sites that showed it.
public struct EarnedSoak: Hashable, Sendable {
    public var credit: SoakCredit
    /// Sites that run the older release without trouble.
    public var sites: [InstallationID]

    public init(credit: SoakCredit, sites: [InstallationID]) {
        self.credit = credit
        self.sites = sites
    }

    func numbers(in image: FleetImage) -> [Int32] {
        sites.compactMap { image.number(of: $0).map(Int32.init) }.sorted()
    }
}

extension Arrangement {
    /// The soak of a wave: shorter where everybody in it runs only what has soaked already.
    func soak(_ asked: SoakPolicy, of members: some Sequence<Int32>) -> SoakPolicy {
        guard let credit = context.earned?.credit, credit.days > 0, asked.days > 1 else { return asked }
        let areAllCovered = members.allSatisfy { item in
            items.members(of: Int(item)).allSatisfy { credit.covers(items.image.installation(at: Int($0))) }
        }
        guard areAllCovered else { return asked }
        var soak = asked
        soak.days = credit.days(of: asked.days)
        return soak
    }
}
