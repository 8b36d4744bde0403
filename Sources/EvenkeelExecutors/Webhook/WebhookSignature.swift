import Crypto
import Foundation

/// The headers of Standard Webhooks: `webhook-id`, `webhook-timestamp`, and `webhook-signature`, which is `v1,` and the
/// base64 of HMAC-SHA256 over `id.timestamp.body` (standard-webhooks specification, 1.0).
enum WebhookSignature {
    static func headers(id: String, timestampSeconds: Int64, body: Data, secret: [UInt8]) -> [String: String] {
        let signed = Data("\(id).\(timestampSeconds).".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: secret))
        return [
            "webhook-id": id, "webhook-timestamp": "\(timestampSeconds)",
            "webhook-signature": "v1," + Data(code).base64EncodedString(),
        ]
    }

    /// What a callback must show for this install: nobody who does not hold the secret can make it, and it opens
    /// nothing else.
    static func callbackToken(key: String, secret: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("callback \(key)".utf8), using: SymmetricKey(data: secret))
        return Data(code).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    static func isValid(_ token: String, key: String, secret: [UInt8]) -> Bool {
        let (given, wanted) = (Array(token.utf8), Array(callbackToken(key: key, secret: secret).utf8))
        guard given.count == wanted.count else { return false }
        return zip(given, wanted).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
