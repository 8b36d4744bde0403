import EvenkeelDomain
public import EvenkeelLedger

/// `POST /api/v1/incidents/import`: incidents of the time before.
public struct IncidentImportRequest: Encodable, Hashable, Sendable {
    public struct Past: Encodable, Hashable, Sendable {
        public var id: String
        public var title: String
        public var impact: String
        public var components: [String]
        public var words: [Word]

        public init(id: String, title: String, impact: String, components: [String], words: [Word]) {
            self.id = id
            self.title = title
            self.impact = impact
            self.components = components
            self.words = words
        }
    }

    public struct Word: Encodable, Hashable, Sendable {
        public var at: String
        public var status: String
        public var body: String

        public init(at: String, status: String, body: String) {
            self.at = at
            self.status = status
            self.body = body
        }
    }

    public var source: String
    public var incidents: [Past]

    public init(source: String, incidents: [Past]) {
        self.source = source
        self.incidents = incidents
    }

    /// The incidents, private until somebody publishes them.
    public static func read(_ object: JSONObject) throws(Problem) -> [IncidentImported] {
        let source = try object.requiredLine("source")
        var incidents: [IncidentImported] = []
        for past in try object.objects("incidents", known: ["id", "title", "impact", "components", "words"]) ?? [] {
            let id = IncidentID(try past.requiredLine("id"))
            guard id.isPlain else { throw past.bad("id", expected: "letters, digits, \".\", \"_\" and \"-\"") }
            guard let impact = try past.choice("impact", of: Impact.self) else {
                throw past.missing("impact", expected: "none, minor, major or critical")
            }
            var words: [IncidentImported.Word] = []
            for word in try past.objects("words", known: ["at", "status", "body"]) ?? [] {
                guard let time = try word.time("at") else { throw word.missing("at", expected: "a time") }
                guard let status = try word.choice("status", of: IncidentStatus.self) else {
                    throw word.missing("status", expected: "investigating, identified, monitoring or resolved")
                }
                words.append(.init(at: time, status: status, body: try word.requiredText("body")))
            }
            words.sort { $0.at < $1.at }
            guard let first = words.first else { throw past.missing("words", expected: "what was said, in order") }
            incidents.append(
                IncidentImported(
                    incident: id, title: try past.requiredLine("title"), impact: impact,
                    components: (try past.texts("components", atMost: 100) ?? []).map { ComponentID($0) },
                    visibility: .audience, began: first.at, words: words, source: source))
        }
        return incidents
    }
}
