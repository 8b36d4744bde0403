public import EvenkeelDomain

/// Sentences that are ready in every language, by block. A phrase may name the component: `{component}`.
public struct PhraseLibrary: Sendable {
    public struct Phrase: Hashable, Sendable {
        public let id: String
        public let block: UpdateBlocks.Block
        /// Nil for a phrase of every component; else of those whose id or name holds this word.
        public let component: String?
        private let english: String
        private let italian: String
        private let hebrew: String

        init(
            _ id: String, _ block: UpdateBlocks.Block, component: String? = nil, _ english: String, _ italian: String,
            _ hebrew: String
        ) {
            self.id = id
            self.block = block
            self.component = component
            self.english = english
            self.italian = italian
            self.hebrew = hebrew
        }

        public func text(_ language: Language, component name: String?) -> String {
            let (text, nameless) =
                switch language {
                case .english: (english, "The service")
                case .italian: (italian, "Il servizio")
                case .hebrew: (hebrew, "השירות")
                }
            guard let sign = text.firstIndex(of: "{"), let end = text.firstIndex(of: "}") else { return text }
            return String(text[..<sign]) + (name ?? nameless) + String(text[text.index(after: end)...])
        }
    }

    public static let all: [Phrase] = [
        Phrase(
            "not-working", .notWorking, "{component} does not work.", "{component} non funziona.",
            "{component} אינו פועל."),
        Phrase("slow", .notWorking, "{component} is slow.", "{component} è lento.", "{component} איטי."),
        Phrase(
            "sometimes", .notWorking, "{component} fails now and then.", "{component} a volte non funziona.",
            "{component} נכשל מדי פעם."),
        Phrase(
            "calls-in", .notWorking, component: "tele", "Calls do not reach you.", "Le chiamate non vi raggiungono.",
            "שיחות אינן מגיעות אליכם."),
        Phrase(
            "calls-out", .notWorking, component: "tele", "You cannot call out.", "Non potete chiamare.",
            "אינכם יכולים להתקשר החוצה."),
        Phrase(
            "calls-drop", .notWorking, component: "tele", "Calls drop.", "Le chiamate cadono.", "שיחות מתנתקות."),
        Phrase(
            "fax-cut", .notWorking, component: "fax", "Fax pages are cut off.", "Le pagine dei fax arrivano troncate.",
            "דפי פקס נקטעים."),
        Phrase(
            "cards", .notWorking, component: "pay", "Cards cannot be charged.", "Non è possibile pagare con carta.",
            "לא ניתן לחייב כרטיסים."),
        Phrase(
            "rest-works", .stillWorks, "Everything else works.", "Tutto il resto funziona.", "כל השאר פועל."),
        Phrase("data-safe", .stillWorks, "Your data is safe.", "I vostri dati sono al sicuro.", "הנתונים שלכם בטוחים."),
        Phrase(
            "emergency", .stillWorks, component: "tele", "Emergency calls work.",
            "Le chiamate di emergenza funzionano.",
            "שיחות חירום פועלות."),
        Phrase(
            "nothing-to-do", .meanwhile, "You need to do nothing.", "Non dovete fare nulla.", "אינכם צריכים לעשות דבר."),
        Phrase(
            "try-again", .meanwhile, "If it fails, try again after a minute.",
            "Se non riesce, riprovate dopo un minuto.",
            "אם זה נכשל, נסו שוב כעבור דקה."),
        Phrase(
            "use-mobile", .meanwhile, component: "tele", "Use mobile phones until then.",
            "Fino ad allora usate i cellulari.",
            "עד אז השתמשו בטלפונים ניידים."),
        Phrase(
            "take-cash", .meanwhile, component: "pay", "Take cash until then.", "Fino ad allora accettate contanti.",
            "עד אז קבלו מזומן."),
        Phrase(
            "looking", .doing, "We are looking for the cause.", "Stiamo cercando la causa.", "אנו מחפשים את הסיבה."),
        Phrase(
            "going-back", .doing, "We are going back to the version before.",
            "Stiamo tornando alla versione precedente.",
            "אנו חוזרים לגרסה הקודמת."),
        Phrase(
            "fixing", .doing, "We are installing a fix.", "Stiamo installando una correzione.", "אנו מתקינים תיקון."),
        Phrase(
            "watching", .doing, "A fix is in place and we are watching it.", "La correzione è attiva e la osserviamo.",
            "התיקון הותקן ואנו עוקבים."),
    ]

    public static func phrase(_ id: String) -> Phrase? { all.first { $0.id == id } }

    /// Those that may be said of these components.
    public static func phrases(of components: [Component]) -> [Phrase] {
        all.filter { phrase in
            guard let word = phrase.component else { return true }
            return components.contains {
                $0.id.text.lowercased().contains(word) || $0.name.lowercased().contains(word)
            }
        }
    }

    /// The whole update in one language: each block under its heading, then what was written besides, in the reader's
    /// language or, where it was not written in that, in English or whichever there is, which is said.
    public static func text(_ blocks: UpdateBlocks, language: Language, component: String?) -> String {
        var lines: [String] = []
        for block in UpdateBlocks.Block.allCases {
            let sentences = blocks[block].compactMap { phrase($0)?.text(language, component: component) }
            if !sentences.isEmpty { lines.append("\(heading(block, language)) \(sentences.joined(separator: " "))") }
        }
        if let own = blocks.free[language.rawValue] {
            lines.append(own)
        } else if let tag = [Language.english.rawValue].first(where: { blocks.free[$0] != nil })
            ?? blocks.free.keys.sorted().first, let other = blocks.free[tag]
        {
            lines += [below(language, in: tag), other]
        }
        return lines.joined(separator: "\n")
    }

    public static func heading(_ block: UpdateBlocks.Block, _ language: Language) -> String {
        switch (language, block) {
        case (.english, .notWorking): "What does not work:"
        case (.english, .stillWorks): "What still works:"
        case (.english, .meanwhile): "What you can do meanwhile:"
        case (.english, .doing): "What we are doing:"
        case (.italian, .notWorking): "Che cosa non funziona:"
        case (.italian, .stillWorks): "Che cosa funziona:"
        case (.italian, .meanwhile): "Che cosa potete fare intanto:"
        case (.italian, .doing): "Che cosa stiamo facendo:"
        case (.hebrew, .notWorking): "מה אינו פועל:"
        case (.hebrew, .stillWorks): "מה עדיין פועל:"
        case (.hebrew, .meanwhile): "מה אפשר לעשות בינתיים:"
        case (.hebrew, .doing): "מה אנו עושים:"
        }
    }

    private static func below(_ language: Language, in tag: String) -> String {
        switch language {
        case .english: "Details below in \(tag == "it" ? "Italian" : tag == "he" ? "Hebrew" : "another language")."
        case .italian: "I dettagli che seguono sono in \(tag == "en" ? "inglese" : "ebraico")."
        case .hebrew: "הפרטים שלהלן ב\(tag == "en" ? "אנגלית" : "איטלקית")."
        }
    }
}
