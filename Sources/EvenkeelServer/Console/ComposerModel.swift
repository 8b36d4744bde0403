import EvenkeelDomain
import EvenkeelLedger

/// Building blocks to tick, and a text for each language: whoever writes, each reader reads the whole in their own.
struct ComposerModel {
    struct Block {
        let label: String
        let phrases: [Phrase]
    }

    struct Phrase {
        let id: String
        /// In the author's language.
        let text: String
        /// As it reads in the other languages.
        let others: String
        let isTicked: Bool
    }

    struct FreeText {
        let tag: String
        let name: String
        let dir: String
        let text: String
    }

    struct AuthorLanguage {
        let path: String
        let name: String
        let isCurrent: Bool
    }

    let blocks: [Block]
    let texts: [FreeText]
    let languages: [AuthorLanguage]
    let lang: String
    let dir: String

    /// - Parameters:
    ///   - components: what is broken; phrases of other components are left out.
    ///   - author: the language the author reads the phrases in.
    ///   - draft: what was ticked and written already.
    init(components: [Component], author: Language, path: String, draft: UpdateDraft = UpdateDraft()) {
        let phrases = PhraseLibrary.phrases(of: components)
        let name = components.first?.name
        blocks = UpdateBlocks.Block.allCases.compactMap { block in
            let own = phrases.filter { $0.block == block }
            guard !own.isEmpty else { return nil }
            return Block(
                label: PhraseLibrary.heading(block, author),
                phrases: own.map { phrase in
                    let others = Language.allCases.filter { $0 != author }.map { phrase.text($0, component: name) }
                    return Phrase(
                        id: phrase.id, text: phrase.text(author, component: name),
                        others: others.joined(separator: " / "), isTicked: draft.phrases.contains(phrase.id))
                })
        }
        let order = [author] + Language.allCases.filter { $0 != author }
        texts = order.map {
            FreeText(
                tag: $0.rawValue, name: Self.name($0), dir: $0 == .hebrew ? "rtl" : "ltr",
                text: draft.texts[$0.rawValue] ?? "")
        }
        languages = Language.allCases.map {
            AuthorLanguage(path: "\(path)?lang=\($0.rawValue)", name: Self.name($0), isCurrent: $0 == author)
        }
        lang = author.rawValue
        dir = author == .hebrew ? "rtl" : "ltr"
    }

    static func name(_ language: Language) -> String {
        switch language {
        case .english: "English"
        case .italian: "Italiano"
        case .hebrew: "עברית"
        }
    }
}
