import EvenkeelAPI
import Foundation

/// The management API as commands use it: paths of parts, documents in and out, troubles as failures.
struct ServerConnection: Sendable {
    let client: APIClient
    let address: String

    /// The path of a resource; every part is escaped, so that an id cannot reach into another resource.
    static func path(_ parts: [String], query: [(name: String, value: String?)] = []) -> String {
        let items = query.compactMap { item in item.value.map { "\(item.name)=\(escaped($0))" } }
        return "/api/v1/" + parts.map(escaped).joined(separator: "/")
            + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
    }

    /// All but the unreserved characters of RFC 3986 in percent form.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }

    func get<Document: Decodable>(
        _ type: Document.Type, _ parts: String..., query: [(name: String, value: String?)] = []
    ) async throws -> Document {
        try read(type, from: try await send("GET", Self.path(parts, query: query)))
    }

    /// Sends a command, marked so that the same request sent again is not carried out twice.
    func send<Document: Decodable>(
        _ method: String, _ parts: [String], _ body: (some Encodable)?, expecting type: Document.Type
    ) async throws -> Document {
        try read(type, from: try await send(method, parts, body))
    }

    @discardableResult
    func send(_ method: String, _ parts: [String], _ body: (some Encodable)?) async throws -> Data {
        try await send(
            method, Self.path(parts), body: try body.map { try WireJSON.data($0) },
            idempotencyKey: UUID().uuidString)
    }

    func send(
        _ method: String, _ path: String, body: Data? = nil, contentType: String = "application/json",
        idempotencyKey: String? = nil, sent: (@Sendable (Double) -> Void)? = nil
    ) async throws -> Data {
        do {
            return try await client.send(
                method, path, body: body, contentType: contentType, idempotencyKey: idempotencyKey, sent: sent)
        } catch { throw CommandFailure(error, server: address) }
    }

    func read<Document: Decodable>(_ type: Document.Type, from data: Data) throws -> Document {
        do { return try WireJSON.read(type, from: data) } catch {
            throw CommandFailure(
                "The server's answer could not be read.", why: Self.sentence(error),
                hint: "Is \(address) an Evenkeel server, and of this version?")
        }
    }

    private static func sentence(_ error: any Error) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return (path.isEmpty ? "" : "\(path): ") + context.debugDescription
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context): return "\(place(context)) (\(key.stringValue))"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            return place(context)
        default: return "\(error.localizedDescription)"
        }
    }
}
