/// The fixed phrases of messages, one value for each language. Adding a language is adding a value here.
struct Phrasebook: Sendable {
    var greeting: @Sendable (String?) -> String
    var noticeSubject: @Sendable (_ product: String, _ day: String) -> String
    var noticeOpening: @Sendable (_ what: String, _ day: String) -> String
    var sites: String
    var downtime: String
    var whatYouDo: String
    var whatToTest: String
    var wayBack: String
    var noticeClosing: String
    var movedSubject: @Sendable (_ product: String) -> String
    var movedBody: @Sendable (_ what: String, _ day: String) -> String
    var updateSubject: @Sendable (_ title: String) -> String
    var status: @Sendable (_ status: String) -> String
    var nextBy: @Sendable (_ time: String) -> String
    var reportBy: @Sendable (_ time: String) -> String
    var closed: @Sendable (_ cause: String) -> String
    var withdrawn: String
    var mayBe: String
    var restoredSubject: @Sendable (_ title: String) -> String
    var restoredBody: @Sendable (_ time: String, _ how: String) -> String
    var signature: @Sendable (_ organisation: String) -> String
    /// Said where the text itself is in English only.
    var detailsInEnglish: String

    static func of(_ language: Language) -> Phrasebook {
        switch language {
        case .english: english
        case .italian: italian
        case .hebrew: hebrew
        }
    }

    private static let english = Phrasebook(
        greeting: { $0.map { "Dear \($0)," } ?? "Good day," },
        noticeSubject: { "Planned update of your \($0) on \($1)" },
        noticeOpening: { "we plan to update \($0) on \($1)." },
        sites: "Sites concerned:", downtime: "Interruption:", whatYouDo: "What you need to do:",
        whatToTest: "What to test afterwards:", wayBack: "If it does not work:",
        noticeClosing: "If that day does not suit you, reply to this message.",
        movedSubject: { "Your \($0) update is postponed" },
        movedBody: {
            "the update of \($0) announced for \($1) will not take place on that day. Nothing changes at your site. We will write with a new date."
        },
        updateSubject: { $0 },
        status: {
            [
                "investigating": "We are investigating", "identified": "Cause found",
                "monitoring": "Fix in place, watching", "resolved": "Resolved",
                "reported": "Report on cause and corrective action", "withdrawn": "Withdrawn",
            ][$0] ?? $0
        },
        nextBy: { "You hear from us again by \($0)." },
        reportBy: { "You get our report on the cause and on what we do about it by \($0)." },
        closed: { "Cause: \($0)" }, withdrawn: "You were not affected after all.",
        mayBe: "We do not know for certain that your site is affected; it may be.",
        restoredSubject: { "Restored at your site: \($0)" },
        restoredBody: { "your site works again since \($0): \($1)." },
        signature: { "Yours, \($0)" }, detailsInEnglish: "")

    private static let italian = Phrasebook(
        greeting: { $0.map { "Gentile \($0)," } ?? "Buongiorno," },
        noticeSubject: { "Aggiornamento programmato di \($0) il \($1)" },
        noticeOpening: { "aggiorneremo \($0) il \($1)." },
        sites: "Sedi interessate:", downtime: "Interruzione:", whatYouDo: "Che cosa dovete fare:",
        whatToTest: "Che cosa provare dopo:", wayBack: "Se non funziona:",
        noticeClosing: "Se il giorno non va bene, rispondete a questo messaggio.",
        movedSubject: { "L'aggiornamento di \($0) è rinviato" },
        movedBody: {
            "l'aggiornamento di \($0) annunciato per il \($1) non avverrà quel giorno. Da voi non cambia nulla. Vi scriveremo la nuova data."
        },
        updateSubject: { $0 },
        status: {
            [
                "investigating": "Stiamo indagando", "identified": "Causa trovata",
                "monitoring": "Correzione attiva, osserviamo", "resolved": "Risolto",
                "reported": "Rapporto su causa e misure", "withdrawn": "Ritirato",
            ][$0] ?? $0
        },
        nextBy: { "Vi scriviamo di nuovo entro le \($0)." },
        reportBy: { "Riceverete il nostro rapporto sulla causa e sulle misure entro \($0)." },
        closed: { "Causa: \($0)" }, withdrawn: "Non eravate interessati.",
        mayBe: "Non sappiamo con certezza se la vostra sede è interessata; potrebbe esserlo.",
        restoredSubject: { "Ripristinato presso la vostra sede: \($0)" },
        restoredBody: { time, how in
            "la vostra sede funziona di nuovo dalle \(time)\(how == "the fix is installed" ? ": la correzione è installata" : "")."
        },
        signature: { "Cordiali saluti, \($0)" }, detailsInEnglish: "I dettagli che seguono sono in inglese.")

    private static let hebrew = Phrasebook(
        greeting: { $0.map { "שלום \($0)," } ?? "שלום רב," },
        noticeSubject: { "עדכון מתוכנן של \($0) בתאריך \($1)" },
        noticeOpening: { "אנו מתכננים לעדכן את \($0) בתאריך \($1)." },
        sites: "האתרים הנוגעים בדבר:", downtime: "השבתה:", whatYouDo: "מה עליכם לעשות:",
        whatToTest: "מה לבדוק לאחר מכן:", wayBack: "אם משהו אינו עובד:",
        noticeClosing: "אם היום אינו מתאים לכם, השיבו להודעה זו.",
        movedSubject: { "עדכון \($0) שלכם נדחה" },
        movedBody: {
            "עדכון \($0) שהוכרז לתאריך \($1) לא יתבצע באותו יום. דבר לא ישתנה אצלכם. נכתוב לכם עם תאריך חדש."
        },
        updateSubject: { $0 },
        status: {
            [
                "investigating": "אנו בודקים", "identified": "הסיבה נמצאה", "monitoring": "התיקון הותקן, אנו עוקבים",
                "resolved": "נפתר", "reported": "דוח על הסיבה ועל הצעדים המתקנים", "withdrawn": "בוטל",
            ][$0] ?? $0
        },
        nextBy: { "תשמעו מאיתנו שוב עד \($0)." },
        reportBy: { "תקבלו מאיתנו דוח על הסיבה ועל מה שאנו עושים בנידון עד \($0)." },
        closed: { "סיבה: \($0)" }, withdrawn: "בסופו של דבר לא הושפעתם.",
        mayBe: "איננו יודעים בוודאות אם האתר שלכם מושפע; ייתכן שכן.",
        restoredSubject: { "השירות שוחזר אצלכם: \($0)" },
        restoredBody: { time, how in
            "האתר שלכם פועל שוב החל מ-\(time)\(how == "the fix is installed" ? ": התיקון הותקן" : "")."
        },
        signature: { "בברכה, \($0)" }, detailsInEnglish: "הפרטים שלהלן באנגלית.")
}
