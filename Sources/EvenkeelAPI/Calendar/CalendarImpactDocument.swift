public import EvenkeelDomain
public import EvenkeelLedger
import EvenkeelPlanner

/// What a change of the calendar does to one rollout: which waves and sites move, which sites wait, and whom to tell.
public struct CalendarImpactDocument: Codable, Hashable, Sendable {
    public struct Wave: Codable, Hashable, Sendable {
        public var name: String
        @Nullable public var opensBefore: String?
        @Nullable public var opens: String?
    }

    public struct Wait: Codable, Hashable, Sendable {
        public var installation: String
        /// Null where no next start is in sight.
        @Nullable public var opens: String?
    }

    public struct Tell: Codable, Hashable, Sendable {
        public var customer: String
        public var installations: [String]
        /// Whether they hold a notice with the day that moves.
        public var told: Bool
    }

    /// An appointment that is called off.
    public struct Visit: Codable, Hashable, Sendable {
        public var customer: String
        public var installation: String
        public var person: String
        public var start: String
    }

    public var rollout: String
    /// In one sentence.
    public var text: String
    /// Waves that open on another day.
    public var waves: [Wave]
    /// How many sites get another wave or day.
    public var sites: Int
    public var waits: [Wait]
    public var tell: [Tell]
    /// Left out where there are none.
    public var calledOff: [Visit]?
    /// Why no plan is left, where none is.
    public var conflict: ReasonDocument?
    @Nullable public var endsBefore: String?
    @Nullable public var ends: String?
    /// The revision that was proposed because of it; it changes nothing until somebody adopts it.
    public var revision: Int?

    /// - Parameter customer: whose a site is.
    public init(_ impact: CalendarImpact, revision: Int? = nil, customer: (InstallationID) -> CustomerID?) {
        rollout = impact.rollout.text
        self.revision = revision
        waits = impact.waits.map { Wait(installation: $0.installation.text, opens: $0.opens?.description) }
        endsBefore = impact.before?.ends.description
        ends = impact.after?.ends.description
        conflict = impact.refusal.map { refusal in
            let problem = Sentences.problem(refusal)
            return ReasonDocument(code: problem.code, text: "\(problem.detail) \(problem.hint)")
        }
        if let before = impact.before, let after = impact.after {
            let diff = PlanDiff(from: before, to: after)
            sites = diff.moves.count
            waves = Self.waves(before, after)
            tell = diff.toTell(customer).map { owner, moves in
                Tell(
                    customer: owner.text, installations: moves.map(\.installation.text),
                    told: impact.told.contains(owner))
            }
        } else {
            (sites, waves, tell) = (0, [], [])
        }
        tell = Self.adding(impact.taken, to: tell, customer)
        if !impact.calledOff.isEmpty {
            calledOff = impact.calledOff.map {
                Visit(
                    customer: $0.customer.text, installation: $0.installation.text, person: $0.person,
                    start: $0.start.description)
            }
        }
        text = ""
        text = sentence
    }

    /// Those whose own day is taken hold a notice that names it.
    private static func adding(
        _ taken: [InstallationID], to tell: [Tell], _ customer: (InstallationID) -> CustomerID?
    ) -> [Tell] {
        var all = tell
        for site in taken {
            guard let owner = customer(site)?.text else { continue }
            if let known = all.firstIndex(where: { $0.customer == owner }) {
                all[known].told = true
                if !all[known].installations.contains(site.text) { all[known].installations.append(site.text) }
            } else {
                all.append(Tell(customer: owner, installations: [site.text], told: true))
            }
        }
        return all.sorted { $0.customer < $1.customer }
    }

    private static func waves(_ before: Plan, _ after: Plan) -> [Wave] {
        let old = Dictionary(before.waves.map { ($0.name, $0.opens) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(after.waves.map { ($0.name, $0.opens) }, uniquingKeysWith: { first, _ in first })
        let names = after.waves.map(\.name) + before.waves.map(\.name).filter { new[$0] == nil }
        return names.filter { old[$0] != new[$0] }.map {
            Wave(name: $0, opensBefore: old[$0]?.description, opens: new[$0]?.description)
        }
    }

    private var sentence: String {
        if let conflict { return "\(rollout) cannot be planned any more: \(conflict.text)" }
        var parts: [String] = []
        if !waves.isEmpty { parts.append("\(Sentences.count(waves.count, "wave")) on another day") }
        if sites > 0 { parts.append("\(Sentences.count(sites, "site")) with another wave or day") }
        if !waits.isEmpty {
            parts.append("\(Sentences.count(waits.count, "site")) of the open wave with another start")
        }
        if let calledOff { parts.append("\(Sentences.count(calledOff.count, "appointment")) called off") }
        let tellers = tell.count { $0.told }
        let ending = endsBefore == ends ? "" : "; it ends on \(ends ?? "no day") instead of \(endsBefore ?? "no day")"
        let nothing = tellers > 0 ? "no wave moves" : "nothing moves"
        return "\(rollout): \(parts.isEmpty ? nothing : parts.joined(separator: ", "))\(ending)."
            + (tellers > 0
                ? " \(Sentences.count(tellers, "customer")) must be told: they know of a day that moves." : "")
    }
}
