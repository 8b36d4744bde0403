public import EvenkeelLedger

/// What a check of the whole journal found.
public struct JournalVerification: Hashable, Sendable {
    /// Why a position is bad.
    public enum Fault: Hashable, Sendable {
        /// The line stands where another position was due: something is missing.
        case gap(expected: Position)
        /// The stored bytes, or those before them, are not what was written.
        case hashMismatch
        /// The event is none this program knows, with the decoder's words.
        case unreadable(String)
    }

    /// The end of the part that is sound.
    public let sound: JournalHead
    /// The first bad position; nil where all is well.
    public let badPosition: Position?
    public let fault: Fault?

    public init(sound: JournalHead, badPosition: Position? = nil, fault: Fault? = nil) {
        self.sound = sound
        self.badPosition = badPosition
        self.fault = fault
    }

    public var isSound: Bool { fault == nil }
}
