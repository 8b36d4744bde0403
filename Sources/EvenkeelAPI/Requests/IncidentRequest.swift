public import EvenkeelDomain
import EvenkeelLedger

/// `POST /api/v1/incidents` and `.../updates`: what is said when an incident is owned or updated.
public struct IncidentRequest: Encodable, Hashable, Sendable {
    public static let members = [
        "title", "impact", "components", "status", "body", "audience", "visibility", "next_by", "began", "rollout",
        "source", "cause", "override",
        "blocks", "texts",
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
    /// Why a text that the leak guard flags may stand.
    public var override: String?
    /// By block (`not_working`, `still_works`, `meanwhile`, `doing`): ids of phrases.
    public var blocks: [String: [String]]?
    /// What is written besides, by language.
    public var texts: [String: String]?

    public init(body: String) { self.body = body }

    /// The building blocks that were asked for; nil where the update is plain text.
    public var updateBlocks: UpdateBlocks? {
        guard blocks != nil || texts != nil else { return nil }
        var made = UpdateBlocks(free: texts ?? [:])
        for block in UpdateBlocks.Block.allCases { made[block] = blocks?[block.rawValue] ?? [] }
        return made
    }

    public init(reading object: JSONObject) throws(Problem) {
        title = try object.line("title")
        impact = try object.choice("impact", of: Impact.self)
        components = try object.texts("components", atMost: 100)
        status = try object.choice("status", of: IncidentStatus.self)
        body = try object.text("body") ?? ""
        audience = try object.predicate("audience")?.description
        visibility = try object.choice("visibility", of: Incident.Visibility.self)
        nextBy = try object.time("next_by")?.description
        began = try object.time("began")?.description
        rollout = try object.line("rollout")
        source = try object.choice("source", of: Signal.Source.self)
        cause = try object.text("cause")
        override = try object.text("override")
        if let given = try object.object("blocks", known: UpdateBlocks.Block.allCases.map(\.rawValue)) {
            var blocks: [String: [String]] = [:]
            for block in UpdateBlocks.Block.allCases {
                blocks[block.rawValue] = try given.texts(block.rawValue, atMost: 20)
            }
            self.blocks = blocks
        }
        if let given = try object.object("texts", known: Language.allCases.map(\.rawValue)) {
            var texts: [String: String] = [:]
            for language in Language.allCases { texts[language.rawValue] = try given.text(language.rawValue) }
            self.texts = texts
        }
        // One of the two would be left out of what is mailed.
        if blocks != nil || texts != nil, !body.allSatisfy(\.isWhitespace) {
            throw object.bad(
                "body",
                expected:
                    "nothing beside blocks or texts: what is written besides stands in texts, by language, such as "
                    + #"{"en": "..."}"#)
        }
    }
}
