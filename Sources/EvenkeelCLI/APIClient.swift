import EvenkeelHTTP
import Foundation

/// Talks to a server's management API.
struct APIClient: Sendable {
    /// Exports of a whole fleet's history are large; beyond this something else than our server is talking.
    private static let answerLimitBytes = 1 << 30

    let server: URL
    let token: String?

    /// What the server answered that was not a success, or that there was no answer.
    enum Trouble: Error, Sendable {
        /// An RFC 9457 problem, or its nearest likeness where the body is not one.
        case refused(status: Int, title: String, detail: String?, hint: String?)
        case unreachable(String)
        /// It sends us elsewhere: nobody takes a token there whom nobody has asked.
        case moved(status: Int, to: String)
    }

    @discardableResult
    func send(
        _ method: String, _ path: String, body: Data? = nil, contentType: String = "application/json",
        idempotencyKey: String? = nil, sent: (@Sendable (Double) -> Void)? = nil
    ) async throws(Trouble) -> Data {
        guard let url = URL(string: path, relativeTo: server) else { throw .unreachable("not an address: \(path)") }
        var call = HTTPCall(method, url.absoluteString, body: body)
        call.headers = [("User-Agent", "evenkeel")]
        if body != nil { call.headers.append(("Content-Type", contentType)) }
        if let token { call.headers.append(("Authorization", "Bearer \(token)")) }
        if let idempotencyKey { call.headers.append(("Idempotency-Key", idempotencyKey)) }
        call.answerLimitBytes = Self.answerLimitBytes
        call.idleTimeout = .seconds(60)
        let answer: HTTPAnswer
        do { answer = try await call.perform(sent: sent) } catch {
            throw .unreachable("\(error)")
        }
        switch answer.end {
        case .whole: break
        case .overLimit: throw .unreachable("its answer is larger than \(Self.answerLimitBytes >> 20) MiB")
        case .broken(let why): throw .unreachable("its answer broke off: \(why)")
        }
        if let location = answer.location { throw .moved(status: answer.status, to: location) }
        let (data, status) = (answer.body, answer.status)
        guard (200..<300).contains(status) else {
            let problem = Self.problem(data)
            throw .refused(
                status: status, title: problem["title"] ?? "the server answered \(status)", detail: problem["detail"],
                hint: problem["hint"])
        }
        return data
    }

    func send(_ method: String, _ path: String, json: [String: any Sendable]) async throws(Trouble) -> Data {
        let body: Data
        do { body = try JSONSerialization.data(withJSONObject: json) } catch { throw .unreachable("\(error)") }
        return try await send(method, path, body: body)
    }

    private static func problem(_ data: Data) -> [String: String] {
        let object: Any
        do { object = try JSONSerialization.jsonObject(with: data) } catch { return [:] }
        return (object as? [String: Any])?.compactMapValues { $0 as? String } ?? [:]
    }
}
