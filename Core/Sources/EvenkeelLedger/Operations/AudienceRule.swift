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
        var reasons: [CustomerID: (text: String, maybe: Bool)] = [:]
        func add(_ site: Installation, _ text: String, maybe: Bool) {
            if let known = reasons[site.customer], !known.maybe || maybe { return }
            reasons[site.customer] = (text, maybe)
        }
        let named = policy == .implicated ? concerns : nil
        for site in fleet.installations where troubled.contains(site.id) {
            add(site, "\(site.id) reported trouble after the update to \(release.name)", maybe: false)
        }
        for site in fleet.installations where ran.contains(site.id) {
            guard let named else {
                add(site, "\(site.id) runs or ran \(release.name)", maybe: false)
                continue
            }
            switch named.evaluate(SiteFacts(site, customer: fleet.customers[site.customer], release: release)) {
            case .yes: add(site, "\(site.id) runs or ran \(release.name) and matches \(named)", maybe: false)
            case .maybe: add(site, "\(site.id) runs or ran \(release.name) and may match \(named)", maybe: true)
            case .no: break
            }
        }
        return members(reasons)
    }

    /// The customers whose sites match a predicate, or may match it.
    public static func matching(_ predicate: Predicate, fleet: Fleet) -> [AudienceMember] {
        var reasons: [CustomerID: (text: String, maybe: Bool)] = [:]
        for site in fleet.installations {
            let truth = predicate.evaluate(SiteFacts(site, customer: fleet.customers[site.customer]))
            guard truth != .no else { continue }
            if let known = reasons[site.customer], !known.maybe || truth == .maybe { continue }
            let verb = truth == .yes ? "matches" : "may match"
            reasons[site.customer] = ("\(site.id) \(verb) \(predicate)", truth == .maybe)
        }
        return members(reasons)
    }

    /// The predicate that a reason of these rules names; nil where it names none.
    static func predicate(of reason: String) -> Predicate? {
        for verb in [" matches ", " may match "] {
            guard let from = reason.firstRange(of: verb)?.upperBound else { continue }
            var text = reason[from...]
            // What stands behind it, outermost first: how many sites more, and the version that it ran.
            for ending in [", and ", " with "] {
                if let named = predicate(text) { return named }
                if let end = text.ranges(of: ending).last?.lowerBound { text = text[..<end] }
            }
            return predicate(text)
        }
        return nil
    }

    private static func predicate(_ text: Substring) -> Predicate? {
        do { return try Predicate(parsing: String(text)) } catch { return nil }
    }

    /// The worst criticality among an audience; sets the pace of updates. Unknown counts as normal.
    public static func criticality(_ audience: [AudienceMember], fleet: Fleet) -> Criticality {
        let customers = Set(audience.map(\.customer))
        let sites = fleet.installations.filter { customers.contains($0.customer) }.compactMap(\.criticality)
        return (sites + customers.compactMap { fleet.customers[$0]?.criticality }).max() ?? .normal
    }

    private static func members(_ reasons: [CustomerID: (text: String, maybe: Bool)]) -> [AudienceMember] {
        reasons.map { AudienceMember(customer: $0, reason: $1.text, maybe: $1.maybe) }.sorted {
            $0.customer < $1.customer
        }
    }
}
