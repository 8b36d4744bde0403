public import EvenkeelDomain

/// Who an incident concerns: computed from the history of facts, each customer with its reason, never drawn by hand.
public enum AudienceRule {
    /// The audience of a halt. `implicated`: customers with a failing site, and those whose sites match the named group
    /// and have run the release. `exposed`, and whenever nothing could be named: all who have run the release.
    ///
    /// - Parameter ran: sites that have run the release at some time, now or before.
    public static func ofHalt(
        concerns: Predicate?, policy: HaltPolicy.Audience, release: Release, ran: Set<InstallationID>,
        troubled: Set<InstallationID>, fleet: Fleet
    ) -> [AudienceMember] {
        var found: [CustomerID: AudienceMember] = [:]
        // Whoever is found by what happened at their site is found whatever else is so of them.
        func add(_ site: Installation, _ text: String, by predicate: Predicate = .always, maybe: Bool = false) {
            if let known = found[site.customer], !known.maybe || maybe { return }
            found[site.customer] = AudienceMember(
                customer: site.customer, reason: text, foundBy: predicate, maybe: maybe)
        }
        let named = policy == .implicated ? concerns : nil
        for site in fleet.installations where troubled.contains(site.id) {
            add(site, "\(site.id) reported trouble after the update to \(release.name)")
        }
        for site in fleet.installations where ran.contains(site.id) {
            guard let named else {
                add(site, "\(site.id) runs or ran \(release.name)")
                continue
            }
            switch named.evaluate(SiteFacts(site, customer: fleet.customers[site.customer], release: release)) {
            case .yes: add(site, "\(site.id) runs or ran \(release.name) and matches \(named)", by: named)
            case .maybe:
                add(site, "\(site.id) runs or ran \(release.name) and may match \(named)", by: named, maybe: true)
            case .no: break
            }
        }
        return found.values.sorted { $0.customer < $1.customer }
    }

    /// The customers whose sites match a predicate, or may match it.
    public static func matching(_ predicate: Predicate, fleet: Fleet) -> [AudienceMember] {
        var found: [CustomerID: AudienceMember] = [:]
        for site in fleet.installations {
            let truth = predicate.evaluate(SiteFacts(site, customer: fleet.customers[site.customer]))
            guard truth != .no else { continue }
            if let known = found[site.customer], !known.maybe || truth == .maybe { continue }
            let verb = truth == .yes ? "matches" : "may match"
            found[site.customer] = AudienceMember(
                customer: site.customer, reason: "\(site.id) \(verb) \(predicate)", foundBy: predicate,
                maybe: truth == .maybe)
        }
        return found.values.sorted { $0.customer < $1.customer }
    }

    /// The worst criticality among an audience; sets the pace of updates. Unknown counts as normal.
    public static func criticality(_ audience: [AudienceMember], fleet: Fleet) -> Criticality {
        let customers = Set(audience.map(\.customer))
        let sites = fleet.installations.filter { customers.contains($0.customer) }.compactMap(\.criticality)
        return (sites + customers.compactMap { fleet.customers[$0]?.criticality }).max() ?? .normal
    }
}
