public import EvenkeelLedger
import Foundation

/// What the other side says of an install, in the answer to the request, to a question, or in a callback:
/// `{"state": "running|installed|failed|timed_out|unreachable|cancelled", "note": "..."}`. Members beyond are ignored.
public struct WebhookReport: Hashable, Sendable {
    private static let noteLimit = 400

    private struct Body: Decodable {
        var state: String
        var note: String?
    }

    public let progress: InstallProgress

    /// Nil for what is no such report.
    public init?(_ body: some Sequence<UInt8>) {
        let read: Body
        do { read = try JSONDecoder().decode(Body.self, from: Data(body)) } catch { return nil }
        let plain = (read.note ?? "").unicodeScalars.filter { $0.properties.generalCategory != .control }
        let note = String(String.UnicodeScalarView(plain).prefix(Self.noteLimit))
        switch read.state {
        case "accepted", "queued", "running": progress = .underWay
        case "installed": progress = .ended(.installed(note: note))
        case "failed": progress = .ended(.failed(note: note))
        case "timed_out": progress = .ended(.timedOut(note: note))
        case "unreachable": progress = .ended(.unreachable(note: note))
        case "cancelled": progress = .ended(.cancelled(note: note))
        default: return nil
        }
    }
}
