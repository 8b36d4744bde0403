public import EvenkeelDomain

/// `POST /api/v1/incidents` and `.../updates`: what is said when an incident is owned or updated.
public struct IncidentRequest: Encodable, Hashable, Sendable {
    public static let members = [
        "title", "impact", "components", "status", "body", "audience", "visibility", "next_by", "began", "rollout",
        "source", "cause",
    ]

    public var title: String?
    public var impact: Impact?
    public var components: [String]?
    public var status: IncidentStatus?
    public var body: String
    public var audience: String?
    public var visibility: Incident.Visibility?
    public var nextBy: String?
    public var began: String?
    public var rollout: String?
    public var source: Signal.Source?
    public var cause: String?

    public init(body: String) { self.body = body }

    public init(reading object: JSONObject) throws(Problem) {
        title = try object.line("title")
        impact = try object.choice("impact", of: Impact.self)
        components = try object.texts("components", atMost: 100)
        status = try object.choice("status", of: IncidentStatus.self)
        body = try object.requiredText("body")
        audience = try object.predicate("audience")?.description
        visibility = try object.choice("visibility", of: Incident.Visibility.self)
        nextBy = try object.time("next_by")?.description
        began = try object.time("began")?.description
        rollout = try object.line("rollout")
        source = try object.choice("source", of: Signal.Source.self)
        cause = try object.text("cause")
    }
}
