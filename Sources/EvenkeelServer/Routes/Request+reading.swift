import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

extension Request {
    private static let droppedBytes = 64 << 20

    /// The body, if it is no larger than the limit.
    func bytes(limit: Int = StrictJSON.sizeLimitBytes) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var parts = body.makeAsyncIterator()
        while let part = try await next(of: &parts) {
            guard bytes.count + part.readableBytes <= limit else {
                // Who is still sending does not read the answer, so the rest is taken and dropped, as far as is decent.
                var dropped = 0
                while dropped < Self.droppedBytes, let rest = try await next(of: &parts) {
                    dropped += rest.readableBytes
                }
                throw Sentences.tooLarge(limitBytes: limit)
            }
            bytes += Array(part.readableBytesView)
        }
        return bytes
    }

    /// A body that breaks off or is not what its headers say is the sender's trouble, not ours.
    private func next(of parts: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
        do { return try await parts.next() } catch is CancellationError { throw CancellationError() } catch {
            throw Sentences.badRequest(status: 400)
        }
    }

    /// The body as an object with no other members than those known. No body is an empty object.
    func object(known: [String], limit: Int = StrictJSON.sizeLimitBytes) async throws -> JSONObject {
        let bytes = try await bytes(limit: limit)
        if bytes.isEmpty { return try JSONObject(.object([]), known: known) }
        if let type = mediaType, type != "application/json" { throw Sentences.unsupportedMedia }
        return try StrictJSON.readObject(bytes, known: known, sizeLimit: limit)
    }

    /// The body as UTF-8.
    func text(limit: Int = StrictJSON.sizeLimitBytes) async throws -> String {
        guard let text = String(validating: try await bytes(limit: limit), as: UTF8.self) else {
            throw Sentences.rejected("The body is not UTF-8.")
        }
        return text
    }

    func form() async throws -> FormFields { FormFields(try await text(limit: 65_536)) }

    /// The media type without parameters, in lower case.
    var mediaType: String? {
        headers[.contentType]?.split(separator: ";").first.map { part in
            part.lowercased().filter { !$0.isWhitespace }
        }
    }

    var fields: FormFields { FormFields(uri.query ?? "") }

    /// A yes-or-no parameter: `?dry_run=true`.
    func flag(_ name: String) throws(Problem) -> Bool {
        switch fields[name] {
        case nil, "false", "0": return false
        case "true", "1": return true
        case .some(let other): throw Sentences.badParameter(name, value: other, expected: "true or false")
        }
    }

    func limit(default standard: Int, atMost most: Int) throws(Problem) -> Int {
        guard let text = fields["limit"] else { return standard }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw Sentences.badParameter("limit", value: text, expected: "1 to \(most)")
        }
        return limit
    }

    func choice<Value: RawRepresentable & CaseIterable>(
        _ name: String, of type: Value.Type
    ) throws(Problem) -> Value? where Value.RawValue == String {
        guard let text = fields[name] else { return nil }
        guard let value = Value(rawValue: text) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw Sentences.badParameter(name, value: text, expected: "one of \(names)")
        }
        return value
    }

    /// Names the change this request asks for: by its `Idempotency-Key`, so that a retry is recognised, else anew.
    func command(_ principal: Principal?) throws(Problem) -> CommandID {
        guard let key = try repeatKey() else { return CommandID("http/\(Secret.random())") }
        return CommandID("key/\(principal?.name ?? "")/\(uri.path)/\(key)")
    }

    /// The `Idempotency-Key`, where the sender gave one.
    func repeatKey() throws(Problem) -> String? {
        guard let name = HTTPField.Name("Idempotency-Key"), let key = headers[name] else { return nil }
        guard (1...200).contains(key.utf8.count) else {
            throw Sentences.badParameter("Idempotency-Key", value: key, expected: "1 to 200 bytes")
        }
        return key
    }
}

extension ServerRequestContext {
    /// A part of the path, percent-decoded.
    func part(_ name: String) -> String {
        FormFields.decode(parameters.get(name) ?? "", plusIsSpace: false)
    }

    var actor: String { principal?.name ?? "unknown" }
}
