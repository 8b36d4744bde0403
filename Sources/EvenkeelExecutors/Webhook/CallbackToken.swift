import Crypto
import EvenkeelHTTP
import Foundation

/// What a callback must show for one install: nobody who does not hold the secret can make it, and it opens nothing else.
///
/// It is made of the secret as it is written, and not of what it stands for: it is ours alone to check.
enum CallbackToken {
    static func text(key: String, secret: WebhookSecret) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("callback \(key)".utf8), using: SymmetricKey(data: Array(secret.text.utf8)))
        return Data(code).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    static func isValid(_ token: String, key: String, secret: WebhookSecret) -> Bool {
        let (given, wanted) = (Array(token.utf8), Array(text(key: key, secret: secret).utf8))
        guard given.count == wanted.count else { return false }
        return zip(given, wanted).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
