public import Foundation

/// How documents are written and read on the wire: members in `snake_case`, sorted, so that the same document has
/// the same bytes (and the same ETag) every time.
public enum WireJSON {
    /// - Parameter pretty: for people.
    public static func data(_ document: some Encodable, pretty: Bool = false) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(document)
    }

    public static func read<Document: Decodable>(_ type: Document.Type, from data: Data) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: data)
    }
}
