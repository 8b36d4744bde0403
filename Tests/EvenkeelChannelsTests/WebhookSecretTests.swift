import EvenkeelHTTP
import Foundation
import Testing

@Suite("What a webhook is signed with")
struct WebhookSecretTests {
    /// Made with Python's `hmac`; the first is the example of the Standard Webhooks libraries.
    @Test(
        "after whsec_ the base64 is the key; any other text signs as it is written",
        arguments: [
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ("0123456789abcdef", "r94XOxQw8v+vLaVrXIUkFWnEmqNekP5mdIZf2e/Me5o="),
            ("whsec_not base64!", "yUD2RuJUXJQ8HKsyjzbAMVmj4/ZkDavgvNxmEyGpKuU="),
            ("whsec_", "AUsemtRPIzthQtHnPgmHPUvj8jasw1M2BdSl+bqqaVQ="),
        ])
    func key(_ secret: String, _ signature: String) {
        let headers = WebhookSecret(secret).headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestampSeconds: 1_614_265_330,
            body: Data(#"{"test": 2432232314}"#.utf8))
        #expect(
            headers == [
                "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
                "webhook-signature": "v1,\(signature)",
            ])
    }
}
