import EvenkeelDomain
import EvenkeelLedger

/// Who makes a request: the holder of a token, directly or through a session.
struct Principal: Hashable, Sendable {
    let name: String
    let scope: TokenRow.Scope
    /// Set where a cookie brought them.
    var session: Session?
    /// The only installations they may report of; nil for all.
    var predicate: Predicate?

    /// Whether they may report of an installation: what is not known of it lets nobody in.
    func mayReport(of site: Installation?, in fleet: Fleet) -> Bool {
        guard let predicate else { return true }
        guard let site else { return false }
        return predicate.evaluate(SiteFacts(site, customer: fleet.customers[site.customer])) == .yes
    }

    /// True if this scope covers what is needed: admin covers all, read only itself.
    func may(_ needed: TokenRow.Scope) -> Bool { scope == .admin || scope == needed }
}
