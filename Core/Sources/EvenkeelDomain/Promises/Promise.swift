/// "We will speak again by T", or "the report comes by T": a record that is kept, or broken in public.
public struct Promise: Hashable, Sendable, Codable {
    public enum Kind: String, CaseIterable, Codable, Sendable { case update, report }
    public enum Keeper: String, CaseIterable, Codable, Sendable {
        case person
        case holdingLine = "holding_line"
    }

    public let id: PromiseID
    public var kind: Kind
    public var madeAt: Timestamp
    public var due: Timestamp
    public var state: PromiseState
    public var keptBy: Keeper?
    public var settledAt: Timestamp?

    public init(id: PromiseID, kind: Kind, madeAt: Timestamp, due: Timestamp) {
        self.id = id
        self.kind = kind
        self.madeAt = madeAt
        self.due = due
        state = .initial
    }

    /// An update's journal time no later than this keeps the promise.
    public static let tolerance = TimeSpan.seconds(1)

    /// Settles it by a word spoken at `now`.
    public mutating func settle(at now: Timestamp, by keeper: Keeper) {
        let kept = now <= due + Self.tolerance
        guard let next = state.after(kept ? .keep : .fail) else { return }
        state = next
        keptBy = kept ? keeper : nil
        settledAt = now
    }
}
