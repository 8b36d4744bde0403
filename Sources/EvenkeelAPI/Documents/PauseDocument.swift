public import EvenkeelDomain

/// Somebody's wish that nothing new starts, in the whole rollout or at some of its sites.
public struct PauseDocument: Codable, Hashable, Sendable {
    public var owner: String
    public var by: String
    public var reason: String
    public var since: String
    public var customer: String?
    public var installation: String?

    public init(_ pause: Pause) {
        owner = pause.owner.rawValue
        by = pause.by
        reason = pause.reason
        since = pause.since.description
        switch pause.scope {
        case .everything: break
        case .customer(let id): customer = id.text
        case .site(let id): installation = id.text
        }
    }
}
