public import EvenkeelDomain
import EvenkeelPlanner

/// An installation's place in a rollout as it stands now.
public struct PlacementDocument: Codable, Hashable, Sendable {
    public var installation: String
    public var customer: String
    /// Counted from 1.
    public var wave: Int
    public var state: String
    public var reason: ReasonDocument
    public var startedAt: String?
    public var settledAt: String?
    public var attempts: Int
    public var troubleAt: String?
    public var heardAt: String?
    public var fault: String?
    public var note: String?
    /// True where the release was found at the site and nobody here had started it.
    public var unplanned: Bool?
    /// The latest install that was started for it.
    public var install: Int?

    public init(_ row: PlacementRow) {
        installation = row.installation.text
        customer = row.customer.text
        wave = row.wave + 1
        state = row.state.rawValue
        reason = ReasonDocument(
            code: row.placement.reason.code, text: PlanSentences.reason(row.placement.reason),
            newPairs: row.placement.reason.newPairs)
        startedAt = row.startedAt?.description
        settledAt = row.settledAt?.description
        attempts = row.attempts
        troubleAt = row.troubleAt?.description
        heardAt = row.heardAt?.description
        fault = row.fault
        note = row.note
        unplanned = row.isUnplanned ? true : nil
        install = row.install.map { Int($0.number) }
    }
}
