import EvenkeelLedger

/// Values as the JSON text that is stored.
enum StoredJSON {
    static func text(of value: some Encodable) throws(Failure) -> String {
        do { return try CanonicalEncoder.text(of: value) } catch {
            throw .damaged("\(type(of: value)) has no stored form: \(error)")
        }
    }

    /// `what` names the row in the error, `event 17`.
    static func value<Value: Decodable>(
        _ type: Value.Type = Value.self, of text: String, what: @autoclosure () -> String
    ) throws(Failure) -> Value {
        do { return try TapeDecoder.value(type, of: text) } catch {
            throw .damaged("\(what()) cannot be read: \(reason(error))")
        }
    }

    /// The decoder's complaint with the place in the document, without the frame of its debug description.
    private static func reason(_ error: any Error) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return (path.isEmpty ? "" : "at \(path): ") + context.debugDescription
        }
        return switch error as? DecodingError {
        case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
            place(context)
        case .keyNotFound(let key, let context): "no member \(key.stringValue), " + place(context)
        default: "\(error)"
        }
    }
}
