public import EvenkeelDomain

/// The fixed words of an incident on a customer's own page, one value for each language.
public struct IncidentWords: Sendable {
    public var report: String
    public var published: String
    public var changed: String
    public var before: String
    public var whatHappened: String
    public var cause: String
    public var whatWeDid: String
    public var different: String
    public var by: String
    public var done: String
    public var underWay: String
    public var timeline: String
    public var maybe: String
    public var restBy: String
    /// With `{made}`, `{person}`, `{line}` and `{broken}`.
    public var promised: String
    public var back: String
    public var more: String
    public var ask: String
    public var statuses: [IncidentStatus: String]

    public static func of(lang: String) -> IncidentWords {
        switch lang {
        case "it": italian
        case "he": hebrew
        default: english
        }
    }

    public func status(_ status: IncidentStatus) -> String { statuses[status] ?? status.rawValue }

    /// The three figures of what was promised, apart, and what is open still: together they are all of them.
    public func promises(of incident: Incident) -> String {
        let words = incident.promises.filter { [.update, .report, .rest].contains($0.kind) }
            .filter { $0.state != .superseded }
        return promised.replacing("{made}", with: "\(words.count)")
            .replacing("{person}", with: "\(words.count { $0.keptBy == .person })")
            .replacing("{line}", with: "\(words.count { $0.keptBy == .holdingLine })")
            .replacing("{broken}", with: "\(words.count { $0.state == .broken })")
            .replacing("{open}", with: "\(words.count { $0.state == .open })")
    }

    static let english = IncidentWords(
        report: "Report", published: "Published", changed: "Changed", before: "As it stood before:",
        whatHappened: "What happened", cause: "Cause", whatWeDid: "What we did", different: "What will be different",
        by: "by", done: "done", underWay: "under way", timeline: "What we said",
        maybe: "We do not know for certain that your site is affected; it may be.",
        restBy: "We do not know yet whether it works at your site again. You hear from us about it by",
        promised:
            "Promises to speak again: {made}. Kept by a person: {person}; by a holding line: {line}; broken: {broken}; not due yet: {open}.",
        back: "Your page", more: "Everything about it", ask: "We would like a report on this",
        statuses: [
            .suspected: "Suspected", .investigating: "We are investigating", .identified: "Cause found",
            .monitoring: "Fix in place, watching", .resolved: "Resolved",
            .reported: "Report on cause and corrective action", .withdrawn: "Withdrawn",
        ])

    static let italian = IncidentWords(
        report: "Rapporto", published: "Pubblicato", changed: "Modificato", before: "Com'era prima:",
        whatHappened: "Che cosa è successo", cause: "Causa", whatWeDid: "Che cosa abbiamo fatto",
        different: "Che cosa cambierà", by: "entro", done: "fatto", underWay: "in corso",
        timeline: "Che cosa abbiamo detto",
        maybe: "Non sappiamo con certezza se la vostra sede è interessata; potrebbe esserlo.",
        restBy: "Non sappiamo ancora se da voi funziona di nuovo. Vi faremo sapere entro",
        promised:
            "Promesse di dare notizie: {made}. Mantenute da una persona: {person}; da un messaggio automatico: {line}; mancate: {broken}; non ancora scadute: {open}.",
        back: "La vostra pagina", more: "Tutto al riguardo", ask: "Chiediamo un rapporto su questo",
        statuses: [
            .suspected: "Sospetto", .investigating: "Stiamo indagando", .identified: "Causa trovata",
            .monitoring: "Correzione attiva, osserviamo", .resolved: "Risolto",
            .reported: "Rapporto su causa e misure", .withdrawn: "Ritirato",
        ])

    static let hebrew = IncidentWords(
        report: "דוח", published: "פורסם", changed: "שונה", before: "כך נכתב קודם:", whatHappened: "מה קרה",
        cause: "סיבה", whatWeDid: "מה עשינו", different: "מה ישתנה", by: "עד", done: "בוצע", underWay: "בביצוע",
        timeline: "מה אמרנו", maybe: "איננו יודעים בוודאות שהאתר שלכם נפגע; ייתכן שכן.",
        restBy: "איננו יודעים עדיין אם אצלכם הכול חזר לפעול. תשמעו מאיתנו בנידון עד",
        promised:
            "הבטחות לעדכן: {made}. קוימו בידי אדם: {person}; בהודעה אוטומטית: {line}; הופרו: {broken}; מועדן טרם הגיע: {open}.",
        back: "העמוד שלכם", more: "כל הפרטים", ask: "אנו מבקשים דוח על כך",
        statuses: [
            .suspected: "חשד", .investigating: "אנו בודקים", .identified: "הסיבה נמצאה",
            .monitoring: "התיקון הותקן, אנו עוקבים", .resolved: "נפתר",
            .reported: "דוח על הסיבה ועל הצעדים המתקנים", .withdrawn: "בוטל",
        ])
}
