import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Talks to a server's management API.
struct APIClient: Sendable {
    let server: URL
    let token: String?

    /// What the server answered that was not a success, or that there was no answer.
    enum Trouble: Error, Sendable {
        /// An RFC 9457 problem, or its nearest likeness where the body is not one.
        case refused(status: Int, title: String, detail: String?, hint: String?)
        case unreachable(String)
    }

    @discardableResult
    func send(
        _ method: String, _ path: String, body: Data? = nil, contentType: String = "application/json",
        idempotencyKey: String? = nil, sent: UploadProgress? = nil
    ) async throws(Trouble) -> Data {
        guard let url = URL(string: path, relativeTo: server) else { throw .unreachable("not an address: \(path)") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        request.timeoutInterval = 60
        if body != nil { request.setValue(contentType, forHTTPHeaderField: "Content-Type") }
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let idempotencyKey { request.setValue(idempotencyKey, forHTTPHeaderField: "Idempotency-Key") }
        let (data, response): (Data, URLResponse)
        do { (data, response) = try await URLSession.shared.data(for: request, delegate: sent) } catch {
            throw .unreachable(error.localizedDescription)
        }
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
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
