import EvenkeelDomain
public import EvenkeelLedger

/// A sentence that is ready in every language.
public struct PhraseDocument: Codable, Hashable, Sendable {
    public var id: String
    public var block: String
    public var component: String?
    /// By language.
    public var texts: [String: String]

    public init(_ phrase: PhraseLibrary.Phrase) {
        id = phrase.id
        block = phrase.block.rawValue
        component = phrase.component
        texts = Dictionary(
            uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, phrase.text($0, component: nil)) })
    }
}
