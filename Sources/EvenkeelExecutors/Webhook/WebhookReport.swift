public import EvenkeelLedger
import Foundation

/// What the other side says of an install, in the answer to the request, to a question, or in a callback:
/// `{"state": "running|installed|failed|timed_out|unreachable|cancelled", "note": "..."}`. Members beyond are ignored.
public struct WebhookReport: Hashable, Sendable {
    private static let noteLimit = 400

    enum State: String, Codable, Sendable {
        case accepted, queued, running, installed, failed, unreachable, cancelled
        case timedOut = "timed_out"
    }

    private struct Body: Codable {
        var state: State
        var note: String?
    }

    let state: State
    let note: String

    init(_ state: State, note: String = "") {
        self.state = state
        self.note = note
    }

    /// Nil for what is no such report.
    public init?(_ body: some Sequence<UInt8>) {
        let read: Body
        do { read = try JSONDecoder().decode(Body.self, from: Data(body)) } catch { return nil }
        let plain = (read.note ?? "").unicodeScalars.filter { $0.properties.generalCategory != .control }
        self.init(read.state, note: String(String.UnicodeScalarView(plain).prefix(Self.noteLimit)))
    }

    public var progress: InstallProgress {
        switch state {
        case .accepted, .queued, .running: .underWay
        case .installed: .ended(.installed(note: note))
        case .failed: .ended(.failed(note: note))
        case .timedOut: .ended(.timedOut(note: note))
        case .unreachable: .ended(.unreachable(note: note))
        case .cancelled: .ended(.cancelled(note: note))
        }
    }

    /// As it is kept, to be read again.
    var body: Data {
        do { return try JSONEncoder().encode(Body(state: state, note: note)) } catch {
            preconditionFailure("plain members are encoded: \(error)")
        }
    }
}
