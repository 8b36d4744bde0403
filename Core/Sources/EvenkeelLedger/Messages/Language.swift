/// A language in which the fixed sentences of Core are written: phrases and holding lines. Others fall back to English.
public enum Language: String, CaseIterable, Sendable, Hashable {
    case english = "en"
    case italian = "it"
    case hebrew = "he"

    /// The language of a BCP 47 tag: `it-CH` is Italian; what we cannot write becomes English.
    public init(tag: String?) {
        let primary = tag?.split(separator: "-").first.map { $0.lowercased() } ?? ""
        self = Language(rawValue: primary) ?? .english
    }
}
