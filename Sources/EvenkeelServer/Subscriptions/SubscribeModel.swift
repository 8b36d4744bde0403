import EvenkeelAPI
import EvenkeelDomain

/// The form on which the public asks to be told.
struct SubscribeModel: PageModel {
    struct Line {
        let field: String
        let name: String
        let isChosen: Bool
    }

    struct Choice {
        let value: String
        let text: String
        let isChosen: Bool
    }

    static let template = "subscribe"

    let siteName: String
    let words: SubscriptionWords
    let components: [Line]
    let hasComponents: Bool
    let languages: [Choice]
    /// Set once somebody asked.
    let said: String?
    let asks: Bool

    init(siteName: String, words: SubscriptionWords, components: [Component], isAsked: Bool) {
        self.siteName = siteName
        self.words = words
        self.components = Self.lines(components, chosen: [])
        hasComponents = !components.isEmpty
        languages = SubscriptionWords.languages.map { Choice(value: $0.0, text: $0.1, isChosen: $0.0 == words.lang) }
        said = isAsked ? words.asked : nil
        asks = !isAsked
    }

    static func lines(_ components: [Component], chosen: Set<ComponentID>) -> [Line] {
        components.map { Line(field: "component:\($0.id)", name: $0.name, isChosen: chosen.contains($0.id)) }
    }
}
