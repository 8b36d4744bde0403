public import EvenkeelLedger
import Foundation

/// Posts to an incoming webhook of Slack, or of what understands the same (Mattermost, Rocket.Chat).
public struct SlackChannel: Channel {
    public let name: String
    private let url: String
    private let http: HTTPPost

    public init(name: String, url: String, http: HTTPPost) {
        self.name = name
        self.url = url
        self.http = http
    }

    public func send(_ message: OutgoingMessage) async throws(SendError) {
        try await http.send(Self.body(message), to: url)
    }

    /// `&`, `<` and `>` are Slack's control characters; a name such as `<!channel>` must not ring for everybody.
    static func body(_ message: OutgoingMessage) throws(SendError) -> [UInt8] {
        func plain(_ text: String) -> String {
            text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        }
        let text = "*\(plain(String(HeaderText(message.subject).description)))*\n\(plain(message.text))"
        do { return Array(try JSONEncoder().encode(["text": text])) } catch {
            throw .refused("the message could not be written as JSON")
        }
    }
}
