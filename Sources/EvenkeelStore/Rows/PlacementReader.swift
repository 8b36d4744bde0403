import EvenkeelDomain
import EvenkeelLedger

/// Reads the places of many sites. Most say the same but for the name of their site, and are decoded once.
struct PlacementReader {
    private var known: [String: Placement] = [:]

    /// - Parameter text: the canonical JSON of a `Placement`.
    mutating func placement(_ text: String, of site: String) throws(Failure) -> Placement {
        let words = Self.words(of: text, without: site)
        if let words, var placement = known[words] {
            placement.installation = InstallationID(site)
            return placement
        }
        let placement: Placement = try StoredJSON.value(of: text, what: "the placement of \(site)")
        if let words { known[words] = placement }
        return placement
    }

    /// What a text says beside the name of its site, which stands first, or after the day of its install; nil where it does
    /// not stand there as it is.
    private static func words(of text: String, without site: String) -> String? {
        let before = text.utf8.starts(with: "{\"day\":\"".utf8) ? "{\"day\":\"2026-01-01\",".utf8.count : 1
        guard before < text.utf8.count else { return nil }
        let start = text.utf8.index(text.startIndex, offsetBy: before)
        let name = "\"installation\":\"\(site)\","
        guard text[start...].utf8.starts(with: name.utf8) else { return nil }
        return String(text[..<start] + text[text.utf8.index(start, offsetBy: name.utf8.count)...])
    }
}
