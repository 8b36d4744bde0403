/// The fixed words of the pages on which the public subscribes, confirms and leaves. What is not here is in English.
public struct SubscriptionWords: Sendable {
    public var lang: String
    public var dir: String
    public var skip: String
    public var title: String
    public var intro: String
    public var email: String
    public var components: String
    public var everything: String
    public var everythingChosen: String
    public var language: String
    public var ask: String
    /// Says the same whoever asked for whatever address.
    public var asked: String
    public var confirmQuestion: String
    public var confirm: String
    public var confirmed: String
    public var manage: String
    public var save: String
    public var saved: String
    public var leave: String
    public var left: String
    public var again: String

    /// The languages somebody may choose, each by its own name.
    public static let languages = [("en", "English"), ("it", "Italiano"), ("he", "עברית")]

    public static func of(tag: String?) -> SubscriptionWords {
        switch tag?.split(separator: "-").first.map({ $0.lowercased() }) {
        case "it": italian
        case "he", "iw": hebrew
        default: english
        }
    }

    static let english = SubscriptionWords(
        lang: "en", dir: "ltr", skip: "Skip to the content", title: "Be told by mail",
        intro: "We write when something on this page is not working, what we do about it, and when it is over.",
        email: "E-mail address", components: "Only about these",
        everything: "Where nothing is chosen we write about everything.",
        everythingChosen: "About everything on our page.", language: "Language", ask: "Subscribe",
        asked: """
            Thank you. Within a few minutes there is a mail with a link; messages begin once it is opened and confirmed. \
            The link is good for 24 hours.
            """,
        confirmQuestion: "Shall we write to this address?", confirm: "Yes, write to me",
        confirmed: "Done. You hear from us when something happens.", manage: "What we write to you", save: "Save",
        saved: "Saved.", leave: "Write nothing more", left: "Done. We write nothing more, and your address is deleted.",
        again: "Subscribe again")

    static let italian = SubscriptionWords(
        lang: "it", dir: "ltr", skip: "Vai al contenuto", title: "Ricevere gli avvisi per posta elettronica",
        intro: """
            Vi scriviamo quando qualcosa di questa pagina non funziona, che cosa facciamo e quando tutto è risolto.
            """,
        email: "Indirizzo di posta elettronica", components: "Solo su questi",
        everything: "Senza una scelta vi scriviamo su tutto.",
        everythingChosen: "Su tutto ciò che è nella nostra pagina.", language: "Lingua", ask: "Iscriversi",
        asked: """
            Grazie. Entro pochi minuti arriva un messaggio con un collegamento; gli avvisi cominciano quando lo si apre e si \
            conferma. Il collegamento vale 24 ore.
            """,
        confirmQuestion: "Possiamo scrivere a questo indirizzo?", confirm: "Sì, scrivetemi",
        confirmed: "Fatto. Vi scriveremo quando succede qualcosa.", manage: "Che cosa vi scriviamo", save: "Salva",
        saved: "Salvato.", leave: "Non scrivetemi più",
        left: "Fatto. Non vi scriviamo più, e il vostro indirizzo è cancellato.", again: "Iscriversi di nuovo")

    static let hebrew = SubscriptionWords(
        lang: "he", dir: "rtl", skip: "דילוג לתוכן", title: "קבלת הודעות בדואר אלקטרוני",
        intro: "אנחנו כותבים כאשר משהו בדף הזה אינו פועל, מה אנחנו עושים בעניין, ומתי זה נגמר.",
        email: "כתובת דואר אלקטרוני", components: "רק על אלה", everything: "בלי בחירה נכתוב על הכול.",
        everythingChosen: "על כל מה שבדף שלנו.",
        language: "שפה", ask: "הרשמה",
        asked: "תודה. בתוך דקות אחדות תגיע הודעה עם קישור; ההודעות יתחילו לאחר שתפתחו אותו ותאשרו. הקישור תקף 24 שעות.",
        confirmQuestion: "לכתוב לכתובת הזאת?", confirm: "כן, כתבו לי", confirmed: "בוצע. נכתוב לכם כאשר משהו יקרה.",
        manage: "מה אנחנו כותבים לכם", save: "שמירה", saved: "נשמר.", leave: "אל תכתבו לי עוד",
        left: "בוצע. לא נכתוב עוד, והכתובת שלכם נמחקה.", again: "הרשמה מחדש")
}
