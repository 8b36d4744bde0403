/// The fixed words of the page behind the two buttons after an install. What is not here is written in English.
public struct PressWords: Sendable {
    public var lang: String
    public var dir: String
    public var skip: String
    /// With `{release}`.
    public var question: String
    public var fine: String
    public var trouble: String
    public var note: String
    public var saidFine: String
    public var saidTrouble: String

    public static func of(tag: String?) -> PressWords {
        switch tag?.split(separator: "-").first.map({ $0.lowercased() }) {
        case "it": italian
        case "he", "iw": hebrew
        default: english
        }
    }

    static let english = PressWords(
        lang: "en", dir: "ltr", skip: "Skip to the content", question: "How is {release} at your site?",
        fine: "Everything works", trouble: "Something is wrong", note: "What is wrong? One sentence helps us.",
        saidFine: "Thank you. We have noted that everything works.",
        saidTrouble: "Thank you. We have noted it, and look into it.")

    static let italian = PressWords(
        lang: "it", dir: "ltr", skip: "Vai al contenuto", question: "Come va {release} nella vostra sede?",
        fine: "Funziona tutto", trouble: "Qualcosa non va", note: "Che cosa non va? Una frase ci aiuta.",
        saidFine: "Grazie. Abbiamo preso nota: funziona tutto.",
        saidTrouble: "Grazie. Ne abbiamo preso nota e ce ne occupiamo.")

    static let hebrew = PressWords(
        lang: "he", dir: "rtl", skip: "דילוג לתוכן", question: "איך {release} באתר שלכם?", fine: "הכול עובד",
        trouble: "משהו אינו תקין", note: "מה אינו תקין? משפט אחד יעזור לנו.", saidFine: "תודה. רשמנו שהכול עובד.",
        saidTrouble: "תודה. רשמנו, ואנחנו בודקים.")
}
