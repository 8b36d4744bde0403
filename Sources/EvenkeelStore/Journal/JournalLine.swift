import Crypto
public import EvenkeelDomain
public import EvenkeelLedger

/// An entry of the journal as it is stored: what an export shows, and what the hash chain covers.
public struct JournalLine: Hashable, Sendable, Codable {
    public let position: Position
    public let at: Timestamp
    public let command: CommandID
    public let actor: String
    /// The event's JSON, byte for byte.
    public let event: String
    /// SHA-256 in lower-case hexadecimal.
    public let hash: String

    public init(position: Position, at: Timestamp, command: CommandID, actor: String, event: String, hash: String) {
        self.position = position
        self.at = at
        self.command = command
        self.actor = actor
        self.event = event
        self.hash = hash
    }
}

extension JournalLine {
    /// A line that continues the chain after `previous`.
    init(_ entry: Entry, event: String, after previous: String) {
        self.init(
            position: entry.position, at: entry.at, command: entry.command, actor: entry.actor, event: event,
            hash: Self.hash(
                after: previous, position: entry.position, at: entry.at, command: entry.command, actor: entry.actor,
                event: event))
    }

    /// True if the hash is the one these bytes have after `previous`.
    public func continues(_ previous: String) -> Bool {
        hash == Self.hash(after: previous, position: position, at: at, command: command, actor: actor, event: event)
    }

    /// SHA-256 over six netstrings (`5:hello,`, https://cr.yp.to/proto/netstrings.txt): the previous hash (empty
    /// before the first), the position and the time in milliseconds in decimal, the command's id, the actor, and the
    /// event's stored bytes. The lengths keep text from moving between the fields; a few lines of any language
    /// compute it again.
    private static func hash(
        after previous: String, position: Position, at: Timestamp, command: CommandID, actor: String, event: String
    ) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(event.utf8.count + 256)
        for field in [previous, String(position), String(at.milliseconds), command.text, actor, event] {
            bytes += String(field.utf8.count).utf8
            bytes.append(UInt8(ascii: ":"))
            bytes += field.utf8
            bytes.append(UInt8(ascii: ","))
        }
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in SHA256.hash(data: bytes) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
