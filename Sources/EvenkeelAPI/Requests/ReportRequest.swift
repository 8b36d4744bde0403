public import EvenkeelDomain

/// `POST /api/v1/incidents/{id}/report`.
public struct ReportRequest: Encodable, Hashable, Sendable {
    public static let members = ["what_happened", "causes", "what_we_did", "actions", "override"]

    public struct Cause: Encodable, Hashable, Sendable {
        public var kind: Report.Cause.Kind
        public var text: String

        public init(kind: Report.Cause.Kind, text: String) {
            self.kind = kind
            self.text = text
        }
    }

    public struct Action: Encodable, Hashable, Sendable {
        public var text: String
        public var owner: String
        public var due: String
        public var `guard`: GuardWish?

        public init(text: String, owner: String, due: String, guard: GuardWish? = nil) {
            self.text = text
            self.owner = owner
            self.due = due
            self.guard = `guard`
        }
    }

    /// The guard an action leaves behind.
    public struct GuardWish: Encodable, Hashable, Sendable {
        public var when: String
        public var soakHours: Int
        public var atSites: Int
        public var matching: String
        public var beforeWave: Int

        public init(when: String, soakHours: Int, atSites: Int, matching: String, beforeWave: Int) {
            self.when = when
            self.soakHours = soakHours
            self.atSites = atSites
            self.matching = matching
            self.beforeWave = beforeWave
        }
    }

    public var whatHappened: String
    public var causes: [Cause]
    public var whatWeDid: String
    public var actions: [Action]
    /// Why a text that the leak guard flags may stand.
    public var override: String?
    /// Why a published report is edited; nil for one that is published now.
    public var why: String?

    public init(whatHappened: String, causes: [Cause], whatWeDid: String, actions: [Action]) {
        self.whatHappened = whatHappened
        self.causes = causes
        self.whatWeDid = whatWeDid
        self.actions = actions
    }

    /// The report and the guards its actions leave behind.
    public static func read(
        _ object: JSONObject, incident: IncidentID, at now: Timestamp
    ) throws(Problem) -> (report: Report, guards: [Guard]) {
        var report = Report(
            whatHappened: try object.requiredText("what_happened"), causes: [],
            whatWeDid: try object.text("what_we_did") ?? "", actions: [])
        for cause in try object.objects("causes", known: ["kind", "text"]) ?? [] {
            guard let kind = try cause.choice("kind", of: Report.Cause.Kind.self) else {
                throw cause.missing("kind", expected: "ours, supplier, environment or unknown")
            }
            report.causes.append(.init(kind: kind, text: try cause.requiredText("text")))
        }
        var guards: [Guard] = []
        // With what only an answer holds: a report is sent back as it was read.
        let known = ["text", "owner", "due", "guard", "id", "done"]
        for (index, action) in try (object.objects("actions", known: known) ?? []).enumerated() {
            let id = ActionID("\(incident)-a\(index + 1)")
            guard let due = try action.day("due") else {
                throw action.missing("due", expected: "a day such as 2026-12-01")
            }
            report.actions.append(
                CorrectiveAction(
                    id: id, text: try action.requiredText("text"), owner: try action.line("owner") ?? "",
                    due: due))
            // Its id is the guard that the action has and keeps.
            if case .string = action["guard"] { continue }
            if let wish = try action.object(
                "guard", known: ["when", "soak_hours", "at_sites", "matching", "before_wave"])
            {
                guards.append(try rule(wish, id: GuardID("\(incident)-g\(index + 1)"), incident, id, now))
            }
        }
        return (report, guards)
    }

    private static func rule(
        _ wish: JSONObject, id: GuardID, _ incident: IncidentID, _ action: ActionID, _ now: Timestamp
    ) throws(Problem) -> Guard {
        func count(_ name: String, from least: Int) throws(Problem) -> Int {
            guard let number = try wish.integer(name) else { throw wish.missing(name, expected: "a whole number") }
            guard (least...100_000).contains(number) else { throw wish.bad(name, expected: "\(least) to 100000") }
            return number
        }
        guard let when = try wish.predicate("when") else { throw wish.missing("when", expected: "a predicate") }
        guard let matching = try wish.predicate("matching") else {
            throw wish.missing("matching", expected: "a predicate")
        }
        return Guard(
            id: id, incident: incident, action: action, when: when, soakHours: try count("soak_hours", from: 0),
            atSites: try count("at_sites", from: 1), matching: matching, beforeWave: try count("before_wave", from: 2),
            since: now)
    }
}
