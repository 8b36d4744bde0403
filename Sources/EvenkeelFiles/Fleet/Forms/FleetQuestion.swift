import EvenkeelDomain

/// A fact that somebody who knows the customer can be asked for: its column in a form, the question in words, and how
/// the answer gets into an installation.
struct FleetQuestion: Sendable {
    let column: String
    let question: String
    let answers: String
    /// What is known, as a cell says it; nil where it is unknown.
    let text: @Sendable (Installation) -> String?
    /// Whether two installations say the same.
    let agree: @Sendable (Installation, Installation) -> Bool
    /// Takes the fact over.
    let copy: @Sendable (_ from: Installation, _ to: inout Installation) -> Void

    private init<Value: Hashable & Sendable>(
        _ column: String, _ fact: any WritableKeyPath<Installation, Value?> & Sendable, _ question: String,
        answers: String, text: @escaping @Sendable (Value) -> String
    ) {
        self.column = column
        self.question = question
        self.answers = answers
        self.text = { $0[keyPath: fact].map(text) }
        agree = { $0[keyPath: fact] == $1[keyPath: fact] }
        copy = { $1[keyPath: fact] = $0[keyPath: fact] }
    }

    static func of(column: String) -> FleetQuestion? { all.first { $0.column == column } }

    /// Every fact a policy can miss, in the order of the fleet's columns.
    static let all: [FleetQuestion] = [
        FleetQuestion(
            "product", \.product, "Which product runs there?", answers: "its name, such as pbx", text: cell),
        FleetQuestion(
            "version", \.version, "Which version runs there?", answers: "such as 5.2.0", text: { $0.description }),
        FleetQuestion(
            "features", \.features, "What do they use?",
            answers: "features separated by \";\", such as call-queue;fax; - for none of them", text: list),
        FleetQuestion(
            "environment", \.environment, "What does it run on?",
            answers:
                "key=value separated by \";\", such as platform=debian-12;db=postgres; what is left out counts as not"
                + " there",
            text: { list(Set($0.map { "\($0.key)=\($0.value)" })) }),
        FleetQuestion(
            "complexity", \.complexity, "How complex is it?",
            answers: "a number from 0 (one telephone, nothing special) to 1 (the most involved we have)", text: number),
        FleetQuestion(
            "friendly", \.friendly, "How friendly are they?",
            answers: "yes, no, or a number from 0 (one more mishap and they leave) to 1 (they gladly go first)",
            text: number),
        FleetQuestion(
            "feedback", \.feedback, "How good is their feedback?",
            answers: "a number from 0 (we never hear from them) to 1 (prompt, precise, and right)", text: number),
        FleetQuestion(
            "criticality", \.criticality, "How much hangs on it?",
            answers: "one of " + Criticality.allCases.map(\.rawValue).joined(separator: ", "), text: { $0.rawValue }),
        FleetQuestion(
            "seats", \.seats, "How many people use it?", answers: "a whole number, 0 or more", text: { "\($0)" }),
        FleetQuestion(
            "wants", \.wants, "Which changes do they wait for?",
            answers: "change ids separated by \";\", such as QUEUE-113;FAX-9; - for none", text: list),
        FleetQuestion("region", \.region, "In which region is it?", answers: "a name; - for none", text: cell),
        FleetQuestion(
            "country", \.country, "In which country is it?", answers: "two letters (ISO 3166), such as IT", text: cell),
        FleetQuestion(
            "timezone", \.timezone, "In which time zone is it?", answers: "an IANA name, such as Europe/Rome",
            text: cell),
        FleetQuestion(
            "locale", \.locale, "Which language do they read?", answers: "a language tag, such as it or en-GB",
            text: cell),
        FleetQuestion(
            "account_manager", \.accountManager, "Who looks after them?", answers: "a name; - for nobody", text: cell),
        FleetQuestion("team", \.team, "Which team looks after them?", answers: "a name; - for none", text: cell),
        FleetQuestion(
            "external_id", \.externalID, "What are they called in the CRM?", answers: "its key; - for none", text: cell),
        FleetQuestion(
            "executor", \.executor, "How are installs done there?", answers: "a name; - for none", text: cell),
        FleetQuestion(
            "support_ends", \.supportEnds, "When does the support of what they run end?",
            answers: "a date, such as 2027-12-31", text: { "\($0)" }),
        FleetQuestion(
            "contract_due", \.contractDue, "By when does their contract ask for an upgrade?",
            answers: "a date, such as 2027-12-31", text: { "\($0)" }),
        FleetQuestion(
            "tags", \.tags, "Which tags apply?", answers: "tags separated by \";\"; - for none", text: list),
    ]

    /// A text there may be none of.
    @Sendable private static func cell(_ text: String) -> String { text.isEmpty ? "-" : text }

    @Sendable private static func list(_ items: Set<String>) -> String {
        items.isEmpty ? "-" : items.sorted().joined(separator: ";")
    }

    @Sendable private static func number(_ share: Share) -> String {
        share.value == share.value.rounded() ? "\(Int(share.value))" : "\(share.value)"
    }
}
