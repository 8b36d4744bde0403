public import EvenkeelLedger
import Foundation

/// Posts an Adaptive Card to a workflow webhook of Teams. Its 202 means accepted, not shown.
public struct TeamsChannel: Channel {
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

    static func body(_ message: OutgoingMessage) throws(SendError) -> [UInt8] {
        func block(_ text: String, isTitle: Bool) -> [String: Any] {
            let base: [String: Any] = ["type": "TextBlock", "text": plain(text), "wrap": true]
            return isTitle ? base.merging(["weight": "Bolder", "size": "Medium"]) { $1 } : base
        }
        let paragraphs = message.text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        let card: [String: Any] = [
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
            "rtl": message.language == "he",
            "body": [block(message.subject, isTitle: true)] + paragraphs.map { block($0, isTitle: false) },
        ]
        let document: [String: Any] = [
            "type": "message",
            "attachments": [["contentType": "application/vnd.microsoft.card.adaptive", "content": card]],
        ]
        do {
            let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try JSONSerialization.data(withJSONObject: document, options: options))
        } catch { throw .refused("the message could not be written as JSON") }
    }

    /// A text block reads Markdown: what a person wrote is not to become a link.
    private static func plain(_ text: String) -> String {
        var result = ""
        for character in text {
            if "\\[]()*_~`#>".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
