public import EvenkeelDomain

/// The fixed words of the page where somebody chooses what they are told. What is not here is written in English.
public struct PreferenceWords: Sendable {
    public var lang: String
    public var dir: String
    public var skip: String
    public var title: String
    public var incidents: String
    public var all: String
    public var changes: String
    public var ends: String
    public var nothing: String
    public var planned: String
    public var save: String
    public var saved: String
    public var leaveIncidents: String
    public var leavePlanned: String
    public var unsubscribed: String
    public var note: String

    public static func of(tag: String?) -> PreferenceWords {
        switch tag?.split(separator: "-").first.map({ $0.lowercased() }) {
        case "it": italian
        case "he", "iw": hebrew
        default: english
        }
    }

    public func text(of choice: MessageChoice.Incidents) -> String {
        switch choice {
        case .all: all
        case .changes: changes
        case .ends: ends
        case .none: nothing
        }
    }

    static let english = PreferenceWords(
        lang: "en", dir: "ltr", skip: "Skip to the content", title: "What we write to you",
        incidents: "When something is broken", all: "Every update", changes: "Only when something has changed",
        ends: "Only that it began and that it is over", nothing: "Nothing",
        planned: "Tell me of planned changes at our sites", save: "Save", saved: "Saved.",
        leaveIncidents: "Write nothing more about incidents", leavePlanned: "Write nothing more about planned changes",
        unsubscribed: "Done. We write nothing more of that kind to this address.",
        note:
            "Where nobody of yours hears of planned changes we make none; we call you instead."
    )

    static let italian = PreferenceWords(
        lang: "it", dir: "ltr", skip: "Vai al contenuto", title: "Che cosa vi scriviamo",
        incidents: "Quando qualcosa non funziona", all: "Ogni aggiornamento", changes: "Solo quando qualcosa cambia",
        ends: "Solo l'inizio e la fine", nothing: "Niente",
        planned: "Avvisatemi delle modifiche in programma nelle nostre sedi", save: "Salva", saved: "Salvato.",
        leaveIncidents: "Non scrivetemi più dei guasti",
        leavePlanned: "Non scrivetemi più delle modifiche in programma",
        unsubscribed: "Fatto. Non scriviamo più nulla di questo tipo a questo indirizzo.",
        note:
            "Senza una persona da avvisare non facciamo alcuna modifica in programma: in quel caso vi telefoniamo."
    )

    static let hebrew = PreferenceWords(
        lang: "he", dir: "rtl", skip: "דילוג לתוכן", title: "מה אנחנו כותבים לכם",
        incidents: "כאשר משהו אינו פועל", all: "כל עדכון", changes: "רק כאשר משהו השתנה",
        ends: "רק שזה התחיל ושזה נגמר", nothing: "שום דבר", planned: "הודיעו לי על שינויים מתוכננים באתרים שלנו",
        save: "שמירה", saved: "נשמר.", leaveIncidents: "אל תכתבו לי עוד על תקלות",
        leavePlanned: "אל תכתבו לי עוד על שינויים מתוכננים",
        unsubscribed: "בוצע. לא נכתוב עוד הודעות מסוג זה לכתובת הזאת.",
        note: "בלי איש קשר שמקבל הודעות איננו מבצעים שינוי מתוכנן, ובמקום זאת נתקשר אליכם."
    )
}
