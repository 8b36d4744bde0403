/// Somebody's wish that nothing new starts: in a whole rollout, at a customer's sites, or at one site.
///
/// Pauses of different owners do not know of one another: each owner lifts its own and no other.
public struct Pause: Hashable, Sendable, Codable {
    public enum Owner: String, CaseIterable, Sendable, Codable { case `operator`, customer, system }

    public enum Scope: Hashable, Sendable, Codable {
        case everything
        case customer(CustomerID)
        case site(InstallationID)
    }

    public var owner: Owner
    public var scope: Scope
    /// Who said so.
    public var by: String
    public var reason: String
    public var since: Timestamp

    public init(owner: Owner, scope: Scope, by: String, reason: String, since: Timestamp) {
        self.owner = owner
        self.scope = scope
        self.by = by
        self.reason = reason
        self.since = since
    }

    public func keepsOut(_ site: InstallationID, of customer: CustomerID) -> Bool {
        switch scope {
        case .everything: true
        case .customer(let paused): paused == customer
        case .site(let paused): paused == site
        }
    }
}
