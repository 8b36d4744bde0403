import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// Guards and holds: what keeps sites out of rollouts, for how long, by whose word, and who goes all the same.
struct HoldListModel: PageModel {
    struct Line {
        let id: String
        let predicate: String
        let owner: String
        let why: String
        let since: TimeModel
        let expires: TimeModel?
        /// Its owner was told that it is about to end.
        let isEnding: Bool
        let incident: Cause?
        let renewals: [Renewal]
        let hasRenewals: Bool
        let keeps: [Kept]
        let overrides: [Override]
        let hasOverrides: Bool
    }

    struct Cause {
        let path: String
        let title: String
    }

    struct Renewal {
        let text: String
    }

    struct Kept {
        let path: String
        let rollout: String
        let sites: String
    }

    struct Override {
        let path: String
        let rollout: String
        let sites: String
        let why: String
        let by: String
        let at: TimeModel
    }

    struct GuardLine {
        let id: String
        let rule: String
        let incident: Cause
        let action: String
        let since: TimeModel
        /// Rollouts under way whose release it concerns.
        let rollouts: [Link]
    }

    struct Link {
        let id: String
        let path: String
    }

    static let template = "holds"

    let frame: ConsoleFrame
    /// What a hold that is not added yet would keep out.
    let effects: [String]
    let hasEffects: Bool
    /// What was asked about, to be added without writing it again.
    let draft: Draft
    let holds: [Line]
    let rollouts: [Link]
    let hasRollouts: Bool
    let guards: [GuardLine]
    let hasGuards: Bool

    /// The form of a new hold as it was filled in.
    struct Draft {
        var predicate = ""
        var why = ""
        var owner = ""
        var days = ""
    }

    static func of(effects: [String] = [], draft: Draft = Draft(), site: Site, frame: ConsoleFrame) async throws
        -> HoldListModel
    {
        let readings = try await HoldReading.all(site: site)
        let (incidents, rules) = await site.ledger.read { state in
            (state.incidents, state.guards.values.sorted { $0.id < $1.id })
        }
        let live = await HoldReading.live(site)
        let (now, zone) = (site.now, site.context.zone)
        func cause(_ id: IncidentID) -> Cause {
            Cause(path: "/console/incidents/\(id)", title: incidents[id]?.title ?? id.text)
        }
        let holds = readings.map { reading -> Line in
            let hold = reading.hold
            let overrides = (hold.overrides ?? []).map {
                Override(
                    path: "/console/rollouts/\($0.rollout)", rollout: $0.rollout.text,
                    sites: $0.installations.map(\.text).joined(separator: ", "), why: $0.why, by: $0.by,
                    at: TimeModel($0.at, now: now, zone: zone))
            }
            let renewals = (hold.renewals ?? []).map { Renewal(text: HoldSentences.renewed($0, zone: zone)) }
            return Line(
                id: hold.id.text, predicate: hold.predicate.description, owner: hold.owner, why: hold.why,
                since: TimeModel(hold.since, now: now, zone: zone),
                expires: hold.expires.map { TimeModel($0, now: now, zone: zone) }, isEnding: hold.warnedAt != nil,
                incident: hold.incident.map(cause), renewals: renewals, hasRenewals: !renewals.isEmpty,
                keeps: reading.keeps.map {
                    Kept(
                        path: "/console/rollouts/\($0.rollout)", rollout: $0.rollout.text,
                        sites: HoldSentences.kept($0.sites, unknown: $0.unknown))
                }, overrides: overrides, hasOverrides: !overrides.isEmpty)
        }
        let guards = rules.map { rule in
            GuardLine(
                id: rule.id.text, rule: HoldSentences.rule(rule), incident: cause(rule.incident),
                action: incidents[rule.incident]?.actions.first { $0.id == rule.action }?.text ?? rule.action.text,
                since: TimeModel(rule.since, now: now, zone: zone),
                rollouts: live.filter { rule.concerns($0.release) }.map(link))
        }
        return HoldListModel(
            frame: frame, effects: effects, hasEffects: !effects.isEmpty, draft: draft, holds: holds,
            rollouts: live.map(link), hasRollouts: !live.isEmpty, guards: guards, hasGuards: !guards.isEmpty)
    }

    private static func link(_ rollout: Rollout) -> Link {
        Link(id: rollout.id.text, path: "/console/rollouts/\(rollout.id)")
    }
}
