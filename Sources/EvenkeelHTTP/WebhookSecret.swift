import Crypto
public import Foundation

/// What a post to another server is signed with, in the headers of Standard Webhooks: `webhook-id`, `webhook-timestamp`,
/// and `webhook-signature`, which is `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body` (standard-webhooks
/// specification, 1.0).
///
/// All that signs does it here, so that a receiver checks everything it gets from us in one way.
public struct WebhookSecret: Hashable, Sendable {
    private static let mark = "whsec_"

    /// As both sides wrote it down.
    public let text: String
    /// The bytes that sign: after `whsec_` what the base64 stands for, of any other text its own bytes.
    public let key: [UInt8]

    public init(_ text: String) {
        self.text = text
        let encoded = text.hasPrefix(Self.mark) ? Data(base64Encoded: String(text.dropFirst(Self.mark.count))) : nil
        key = encoded.flatMap { $0.isEmpty ? nil : Array($0) } ?? Array(text.utf8)
    }

    public func headers(id: String, timestampSeconds: Int64, body: some DataProtocol) -> [String: String] {
        let signed = Data("\(id).\(timestampSeconds).".utf8) + Data(body)
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
        return [
            "webhook-id": id, "webhook-timestamp": "\(timestampSeconds)",
            "webhook-signature": "v1," + Data(code).base64EncodedString(),
        ]
    }
}
