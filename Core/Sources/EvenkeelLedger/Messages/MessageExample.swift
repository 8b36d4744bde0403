import EvenkeelDomain

/// Values with which somebody can judge how a message reads while there is nothing to tell: as a customer would get it,
/// each of its parts true beside the others.
struct MessageExample {
    let language: LanguageForm
    let baseURL: String
    /// The reader's own, where they have some.
    let sites: [InstallationID]
    let zone: ZoneOffsets
    let now: Timestamp

    func model(_ kind: MessageKind) -> MessageModel {
        MessageModel(kind, values(kind.variables, of: kind))
    }

    private func values(_ variables: [TemplateVariable], of kind: MessageKind) -> [String: TemplateValue] {
        var values: [String: TemplateValue] = [:]
        for variable in variables {
            let name = variable.name
            switch variable.form {
            case .text: values[name] = .text(text(name, of: kind) ?? "[\(name)]")
            case .optional: values[name] = text(name, of: kind).map { .text($0) }
            // What would contradict the rest is left out: an example is neither moved nor cancelled nor withdrawn.
            case .flag: values[name] = .flag(name == "ask")
            case .list: values[name] = .list(items(name))
            }
        }
        return values
    }

    private var day: CivilDate { zone.localDate(at: now) + 7 }

    private func moment(_ span: TimeSpan) -> String { language.moment(now + span, in: zone) }

    private func text(_ name: String, of kind: MessageKind) -> String? {
        switch name {
        case "product": "pbx"
        case "release": "pbx 5.2.0"
        case "by": "pbx 5.2.1"
        case "version": "5.0.0"
        case "site": site.text
        case "day": language.date(day)
        case "new_day": language.date(day + 7)
        case "earlier_day": language.date(day - 30)
        case "time": "\(language.time(minuteOfDay: 600)) (\(zone.name))"
        case "length": language.length(.minutes(60))
        case "from": moment(.days(7))
        case "to": moment(.days(7) + .hours(2))
        case "expires": moment(.hours(24))
        case "since", "at": moment(.zero)
        case "next_by":
            [.own, .update, .holding, .identified, .monitoring, .story, .together].contains(kind)
                ? moment(.hours(1)) : nil
        case "report_by": kind == .resolved || kind == .overdue ? moment(.days(5)) : nil
        case "cause": kind == .report ? words["cause"] : nil
        case "status": language.status(status(of: kind))
        case "address": "ada@customer.example"
        case "answer_url": "\(baseURL)/c/..."
        case "unsubscribe_url", "preferences_url": "\(baseURL)/u/..."
        case "confirm_url": "\(baseURL)/s/..."
        case "fine_url": "\(baseURL)/r/.../fine"
        case "trouble_url": "\(baseURL)/r/.../trouble"
        case "incident_url", "page_url", "customer_url": baseURL
        // Only where something is called off.
        case "reason": kind == .quarantined ? "550 5.1.1" : nil
        case "earlier_title": words["title"]
        default: words[name]
        }
    }

    private var site: InstallationID { sites.first ?? "example-hq" }

    private func status(of kind: MessageKind) -> IncidentStatus {
        switch kind {
        case .identified: .identified
        case .monitoring: .monitoring
        case .restored, .resolved, .report, .overdue: .resolved
        default: .investigating
        }
    }

    private func items(_ name: String) -> [[String: TemplateValue]] {
        let body = TemplateValue.text(words["body"] ?? "")
        let title = TemplateValue.text(words["title"] ?? "")
        let status = TemplateValue.text(language.status(.investigating))
        let at = TemplateValue.text(moment(.zero))
        switch name {
        case "sites":
            return (sites.isEmpty ? [site] : sites).map {
                ["site": .text(language.line("\($0): \(language.date(day))"))]
            }
        case "paragraphs": return [["text": body, "item": .flag(false)]]
        case "updates": return [["at": at, "status": status, "body": body]]
        case "actions":
            return [
                [
                    "text": .text(words["action"] ?? ""), "done": .flag(false), "due": .text(language.date(day + 14)),
                ]
            ]
        case "components": return [["name": .text(words["component"] ?? "")]]
        case "items":
            return [
                [
                    "title": title, "status": status, "body": body, "at": at, "in_english": .flag(false),
                    "affected": .text(words["component"] ?? ""), "actions": .list([]),
                    "incident_url": .text(baseURL),
                ]
            ]
        default: return []
        }
    }

    /// What people would have written, in the language of the message where we know one.
    private var words: [String: String] {
        let primary = String(language.tag.prefix { $0 != "-" })
        return Self.words[primary] ?? Self.words[MessageCatalog.fallback] ?? [:]
    }

    private static let words: [String: [String: String]] = [
        "en": [
            "title": "Telephony: calls are cut off", "body": "Some calls are cut off after a few seconds.",
            "summary": "Faxes are sent again at the first try.", "downtime": "about 5 minutes without calls",
            "what_you_do": "Nothing.", "what_to_test": "Make a call and send a fax.",
            "way_back": "We put the version before back within a quarter of an hour.",
            "cause": "A part of the exchange was overloaded.", "how": "We have restarted the exchange.",
            "text": "Calls may drop for a minute.", "action": "Watch the load of the exchange",
            "component": "Telephony", "access": "Ask for Ada at the reception.", "person": "Dana Levi",
        ],
        "it": [
            "title": "Telefonia: le chiamate cadono", "body": "Alcune chiamate cadono dopo pochi secondi.",
            "summary": "I fax partono di nuovo al primo tentativo.", "downtime": "circa 5 minuti senza chiamate",
            "what_you_do": "Nulla.", "what_to_test": "Fate una chiamata e inviate un fax.",
            "way_back": "Ripristiniamo la versione precedente entro un quarto d'ora.",
            "cause": "Una parte della centrale era sovraccarica.", "how": "Abbiamo riavviato la centrale.",
            "text": "Le chiamate possono cadere per un minuto.", "action": "Sorvegliare il carico della centrale",
            "component": "Telefonia", "access": "Chiedere di Ada alla reception.", "person": "Dana Levi",
        ],
        "he": [
            "title": "טלפוניה: שיחות מתנתקות", "body": "חלק מהשיחות מתנתקות אחרי כמה שניות.",
            "summary": "פקסים נשלחים שוב בניסיון הראשון.", "downtime": "כ-5 דקות ללא שיחות",
            "what_you_do": "דבר.", "what_to_test": "להתקשר ולשלוח פקס.",
            "way_back": "נחזיר את הגרסה הקודמת בתוך רבע שעה.",
            "cause": "חלק מהמרכזייה היה עמוס מדי.", "how": "הפעלנו מחדש את המרכזייה.",
            "text": "ייתכנו ניתוקים של דקה.", "action": "מעקב אחר העומס במרכזייה",
            "component": "טלפוניה", "access": "לשאול על עדה בקבלה.", "person": "דנה לוי",
        ],
    ]
}
