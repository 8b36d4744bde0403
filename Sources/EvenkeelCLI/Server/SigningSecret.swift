import EvenkeelHTTP
import Foundation

/// A secret that requests are signed with. It stands in the environment or in a file, never in the configuration.
enum SigningSecret {
    static func read(
        _ variable: String?, file: String?, of owner: String, _ environment: [String: String]
    ) throws -> WebhookSecret {
        var text = variable.flatMap { environment[$0] } ?? ""
        if let file {
            text = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard text.utf8.count >= 16 else {
            let place = variable.map { "the variable \($0)" } ?? "the file \(file ?? "")"
            throw CommandFailure(
                "\(owner) has no secret to sign with.",
                why: "\(place) holds \(text.utf8.count) bytes, and at least 16 are wanted.",
                hint: "Make one with `openssl rand -hex 32` and give it to both sides.")
        }
        return WebhookSecret(text)
    }
}
