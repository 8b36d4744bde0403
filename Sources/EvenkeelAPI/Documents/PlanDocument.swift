public import EvenkeelDomain
import EvenkeelPlanner

/// A plan as JSON: `evenkeel plan --format json` and `GET /api/v1/rollouts/{id}/plan`.
public struct PlanDocument: Codable, Hashable, Sendable {
    public struct WithheldSite: Codable, Hashable, Sendable {
        public var installation: String
        public var reason: ReasonDocument
    }

    public struct Site: Codable, Hashable, Sendable {
        public var id: String
        public var reason: ReasonDocument
        public var notEarlier: ReasonDocument?
        /// The day of its install, where that is not the day its wave opens.
        public var day: String?
        /// The next best, where it was picked for its combinations.
        public var runnerUp: String?
    }

    public struct Wave: Codable, Hashable, Sendable {
        public var name: String
        public var publicName: String?
        public var opens: String
        /// Where that is not the day it opens: capacity and windows take their time.
        public var lastInstall: String?
        public var soakEnds: String
        public var soakDays: Int
        public var exposure: Exposure
        public var coverage: Double
        /// Of triples, where the policy counts them.
        public var tripleCoverage: Double?
        /// What of it runs a combination that nobody before it has tried.
        public var untried: Exposure?
        /// What the gate after it will say if all goes well.
        public var gate: String?
        /// Left out of a summary.
        public var installations: [Site]?
    }

    public var rollout: String
    public var revision: Int
    public var release: String
    public var selected: Int
    public var withheld: [WithheldSite]
    public var waves: [Wave]
    public var curve: [CurvePoint]
    public var warnings: [String]
    public var ends: String
    /// Rollouts under way whose place it takes when it starts.
    public var replaces: [String]?
    public var credit: CreditDocument?

    /// - Parameter summary: waves and curve without the installations.
    public init(_ plan: Plan, summary: Bool = false) {
        rollout = plan.rollout.text
        revision = plan.revision
        release = plan.release.description
        selected = plan.selected
        withheld = plan.withheld.map {
            WithheldSite(
                installation: $0.installation.text,
                reason: ReasonDocument(code: $0.reason.code, text: PlanSentences.withheld($0.reason)))
        }
        waves = plan.waves.map { wave in
            Wave(
                name: wave.name, publicName: wave.publicName, opens: wave.opens.description,
                lastInstall: wave.lastInstall?.description, soakEnds: wave.soakEnds.description,
                soakDays: wave.soakDays, exposure: wave.exposure,
                coverage: wave.coverage, tripleCoverage: wave.tripleCoverage, untried: wave.untried,
                gate: wave.gate.map(PlanSentences.gate),
                installations: summary ? nil : wave.placements.map { Self.site($0, in: plan) })
        }
        curve = plan.curve
        warnings = plan.warnings
        ends = plan.ends.description
        replaces = plan.replaces.map { $0.map(\.text) }
        credit = plan.credit.map(CreditDocument.init)
    }

    private static func site(_ placement: Placement, in plan: Plan) -> Site {
        Site(
            id: placement.installation.text,
            reason: ReasonDocument(
                code: placement.reason.code, text: PlanSentences.reason(placement.reason),
                newPairs: placement.reason.newPairs),
            notEarlier: placement.notEarlier.map {
                ReasonDocument(code: $0.code, text: PlanSentences.notEarlier($0, waves: plan.waves))
            }, day: placement.day?.description, runnerUp: placement.runnerUp?.text)
    }
}
