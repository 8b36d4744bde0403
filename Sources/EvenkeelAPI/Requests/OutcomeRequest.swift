public import EvenkeelDomain

/// One outcome of `POST /api/v1/outcomes`.
public struct OutcomeRequest: Encodable, Hashable, Sendable {
    public static let members = [
        "id", "installation", "release", "kind", "at", "fault", "feature", "count", "exposure_hours",
    ]
    /// The most outcomes in one request.
    public static let batchLimit = 10_000

    public var id: String
    public var installation: String
    public var release: String
    public var kind: Outcome.Kind
    public var at: String
    public var fault: String?
    public var feature: String?

    public init(
        id: String, installation: String, release: String, kind: Outcome.Kind, at: String, fault: String? = nil,
        feature: String? = nil
    ) {
        self.id = id
        self.installation = installation
        self.release = release
        self.kind = kind
        self.at = at
        self.fault = fault
        self.feature = feature
    }

    public static func read(_ object: JSONObject) throws(Problem) -> Outcome {
        guard let kind = try object.choice("kind", of: Outcome.Kind.self) else {
            throw object.missing("kind", expected: "what happened: installed, failed, healthy, unhealthy ...")
        }
        guard let at = try object.time("at") else { throw object.missing("at", expected: "a time of RFC 3339") }
        let id = try object.requiredLine("id")
        guard (1...200).contains(id.utf8.count) else { throw object.bad("id", expected: "1 to 200 bytes") }
        let count = try object.integer("count")
        if let count, count < 0 { throw Sentences.negativeCount(object.path, "count", count) }
        var exposure: TimeSpan?
        switch object["exposure_hours"] {
        case nil: break
        case .integer(let hours) where hours < 0: throw Sentences.negativeCount(object.path, "exposure_hours", hours)
        case .number(let hours) where hours < 0:
            throw Sentences.negativeCount(object.path, "exposure_hours", Int(max(hours, -1e15).rounded(.down)))
        case .integer(let hours) where hours <= 100_000_000: exposure = .hours(hours)
        case .number(let hours) where hours <= 100_000_000:
            exposure = TimeSpan(milliseconds: Int64((hours * 3_600_000).rounded()))
        default: throw object.bad("exposure_hours", expected: "a number of hours")
        }
        let feature = try object.excerpt("feature", limit: 200)
        // Counted without a name, it would be evidence of nothing.
        if kind == .used, feature?.allSatisfy(\.isWhitespace) ?? true {
            throw object.missing("feature", expected: "the feature that was used, such as fax")
        }
        return Outcome(
            id: OutcomeID(id), installation: InstallationID(try object.requiredLine("installation")),
            release: try object.required("release", expected: "a version such as 5.2.0", { Version($0) }), kind: kind,
            at: at, fault: try object.excerpt("fault", limit: 1000),
            feature: feature, count: count, exposure: exposure)
    }
}
