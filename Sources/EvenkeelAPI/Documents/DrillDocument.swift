public import EvenkeelDomain

extension Sentences {
    /// What those in a drill are told at its end.
    public static let drillIsOver = "The drill is over."
}

/// A drill and how the response to it is graded, rule by rule.
public struct DrillDocument: Codable, Hashable, Sendable {
    public struct Line: Codable, Hashable, Sendable {
        public var rule: String
        /// The rule in words.
        public var text: String
        /// `met`, `missed` or `open`.
        public var mark: String
        public var limitSeconds: Int?
        public var measuredSeconds: Int?
        public var count: Int?
        public var of: Int?
    }

    public var id: String
    public var title: String
    public var status: String
    public var impact: String
    public var began: String
    /// True once nothing is owed any more.
    public var over: Bool
    /// `A` to `D`; null while no rule is decided.
    @Nullable public var grade: String?
    public var met: Int
    public var missed: Int
    public var lines: [Line]

    public init(_ incident: Incident, grade: DrillGrade) {
        id = incident.id.text
        title = incident.title
        status = incident.status.rawValue
        impact = incident.impact.rawValue
        began = incident.began.description
        over = grade.isOver
        self.grade = grade.letter
        met = grade.met
        missed = grade.missed
        lines = grade.lines.map { line in
            Line(
                rule: line.rule.rawValue, text: Self.words(for: line.rule), mark: line.mark.rawValue,
                limitSeconds: line.limit.map(Self.seconds), measuredSeconds: line.measured.map(Self.seconds),
                count: line.count, of: line.of)
        }
    }

    private static func seconds(_ span: TimeSpan) -> Int { Int(span.milliseconds / 1000) }

    private static func words(for rule: DrillGrade.Rule) -> String {
        switch rule {
        case .alarmAnswered: "the alarm was answered in time"
        case .noPageWentRound: "no page had to go on to the next person"
        case .firstWord: "the first statement stood within a minute of that"
        case .wordsByPeople: "every next word was a person's, and in time"
        case .nothingBroken: "no promise was broken"
        case .resolved: "it was said that it is over"
        case .report: "the report stood by its day"
        }
    }
}

/// All drills, the newest first.
public struct DrillPage: Codable, Hashable, Sendable {
    public var drills: [DrillDocument]
    @Nullable public var next: String?

    public init(drills: [DrillDocument], next: String?) {
        self.drills = drills
        self.next = next
    }
}

/// `POST /api/v1/drills`.
public struct DrillRequest: Encodable, Hashable, Sendable {
    public static let members = ["title", "impact", "components", "criticality"]

    public var title: String
    public var impact: Impact?
    public var components: [String]?
    public var criticality: Criticality?

    public init(title: String) { self.title = title }

    public init(reading object: JSONObject) throws(Problem) {
        title = try object.line("title") ?? ""
        impact = try object.choice("impact", of: Impact.self)
        components = try object.texts("components", atMost: 100)
        criticality = try object.choice("criticality", of: Criticality.self)
    }
}
