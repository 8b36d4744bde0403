import EvenkeelHTTP
import Foundation

/// Sends one request to a declared address, which may be a private one: the server's owner named it.
struct WebhookClient: Sendable {
    let timeout: Duration

    init(timeoutSeconds: Double = 30) { timeout = .seconds(timeoutSeconds) }

    /// An answer that is too long is cut: the status counts, and no report is that long. One that broke off is none.
    func send(
        _ method: String, _ url: URL, headers: [String: String] = [:], body: Data? = nil
    ) async throws(HTTPTrouble) -> HTTPAnswer {
        var call = HTTPCall(method, url.absoluteString, body: body)
        call.headers = [("User-Agent", "evenkeel")] + headers.map { ($0.key, $0.value) }
        if body != nil { call.headers.append(("Content-Type", "application/json")) }
        call.timeout = timeout
        let answer = try await call.perform()
        if case .broken(let why) = answer.end { throw .uncertain(why) }
        return answer
    }
}
