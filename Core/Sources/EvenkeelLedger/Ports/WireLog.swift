public import EvenkeelDomain

/// What became of a message that may leave.
public enum WireMark: Hashable, Sendable {
    /// It may arrive from now on.
    case begun(DeliveryID)
    /// It was taken, then.
    case left(DeliveryID, at: Timestamp)
    /// It has not arrived, and does not any more.
    case stayed(DeliveryID)

    public var delivery: DeliveryID {
        switch self {
        case .begun(let id), .left(let id, _), .stayed(let id): id
        }
    }
}

/// What one generation of the courier has marked.
public struct WireRecord: Hashable, Sendable {
    public var generation: Int
    /// In the order in which they were made.
    public var marks: [WireMark]

    public init(generation: Int, marks: [WireMark]) {
        self.generation = generation
        self.marks = marks
    }

    /// What was said last of each delivery.
    public var last: [DeliveryID: WireMark] { Dictionary(marks.map { ($0.delivery, $0) }, uniquingKeysWith: { $1 }) }
}

/// Says of the messages that are handed over which may have arrived, so that after a crash only these are in doubt.
///
/// Rows are written for many messages at once, before these leave and after. That one of them leaves now is a few bytes more,
/// on stable storage before it can arrive. It belongs to one process and those that come after it in the same place; what
/// another one has marked it does not know.
public protocol WireLog: Sendable {
    /// What is marked, also by the process before; nil where there is no whole record.
    func record() async throws(Failure) -> WireRecord?

    /// Drops what is marked. What follows is of this generation.
    func begin(generation: Int) async throws(Failure)

    /// Marks this behind all that was marked before, and calls `then` once all of that is on stable storage, or with why it is
    /// not; on whichever thread that is.
    func mark(_ mark: WireMark, then: @escaping @Sendable (Failure?) -> Void)

    /// Marks this behind all that was marked before. It goes to stable storage with the next for which somebody waits.
    func mark(_ mark: WireMark)

    /// The rows say now what became of these: their marks need not be kept.
    func forget(_ deliveries: [DeliveryID])
}
