/// "We will speak again by T", or "the report comes by T": a record that is kept, or broken in public.
public struct Promise: Hashable, Sendable, Codable {
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case update, report
        /// A corrective action is done by its date.
        case action
        /// A regulator is told by the time the law sets. Never shown to customers.
        case regulator
        /// Whom a resolve left open hears by its day how it stands with them.
        case rest

        /// Of these an incident has one at a time; the others run beside it.
        public var isWord: Bool { self == .update || self == .report }
    }
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
    /// What it is about where the kind does not say: an action's id, or a stage such as `nis2/notification`.
    public var subject: String?
    /// When owner and superior are warned that a customer would soon hear "late". Nil for updates, and in old entries.
    public var warnAt: Timestamp?
    /// When it was entered, of a regulator's term, which counts from an earlier time; nil for the others.
    public var enteredAt: Timestamp?

    public init(
        id: PromiseID, kind: Kind, madeAt: Timestamp, due: Timestamp, subject: String? = nil, warnAt: Timestamp? = nil
    ) {
        self.id = id
        self.kind = kind
        self.madeAt = madeAt
        self.due = due
        self.subject = subject
        // Whoever promises something for the day after tomorrow knows that it is near.
        self.warnAt = warnAt.flatMap { $0 > madeAt ? $0 : nil }
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

    public mutating func supersede(at now: Timestamp) {
        guard let next = state.after(.supersede) else { return }
        state = next
        settledAt = now
    }

    /// Nobody did it in time. It stays owed.
    public mutating func fail(at now: Timestamp) {
        guard let next = state.after(.fail) else { return }
        state = next
        settledAt = now
    }
}
