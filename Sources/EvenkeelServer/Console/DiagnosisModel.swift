import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// What is learnt of an incident after it was owned: whom it concerns, what it repeats, and which regulators are owed a
/// word.
struct DiagnosisModel: PageModel {
    /// What a diagnosis would do, before it is taken.
    struct Effect {
        let summary: String
        let joined: [Name]
        let hasJoined: Bool
        let left: [Name]
        let hasLeft: Bool
    }

    struct Name {
        let path: String
        let name: String
    }

    struct Likeness {
        let id: String
        let path: String
        let title: String
        let share: String
        let reasons: String
        let actions: String
        let confirmPath: String
    }

    struct Rejection {
        let earlier: Name
        let text: String
    }

    struct Term {
        let subject: String
        let name: String
        let due: TimeModel
    }

    struct Choice {
        let value: String
        let label: String
    }

    /// The form as it was filled in.
    struct Draft {
        var concerns = ""
        var why = ""
        var isAtLeast = false
    }

    static let template = "diagnosis"
    /// A page names so many of those who would join or leave, and counts the others.
    static let shown = 50

    let frame: ConsoleFrame
    let id: String
    let title: String
    let concerns: String?
    let audience: String
    let atLeast: String?
    let draft: Draft
    let effect: Effect?
    let repeats: [Likeness]
    let hasRepeats: Bool
    /// Earlier ones of which somebody said that this is no repeat of them: by whom, and when.
    let rejected: [Rejection]
    let isLikeNone: Bool
    /// The earlier one, where a person has confirmed that it is a repeat.
    let repeatOf: Name?
    let canRepeat: Bool
    let terms: [Term]
    let hasTerms: Bool
    let filings: [String]
    let regimes: [Choice]

    static func of(
        _ incident: Incident, draft: Draft? = nil, change: AudienceChange? = nil, site: Site, frame: ConsoleFrame
    ) async throws -> DiagnosisModel {
        let zone = site.context.zone
        let (likely, known) = await site.ledger.read { state in
            let likely = RepeatFinder.likely(incident, among: state.incidents.values)
            let ids =
                likely.map(\.incident) + [incident.repeatOf].compactMap(\.self)
                + (incident.rejectedRepeats ?? []).map(\.of)
            return (likely, ids.reduce(into: [:]) { $0[$1] = state.incidents[$1] })
        }
        let customers = try await site.operations.image.current().customers
        func names(_ ids: [CustomerID]) -> [Name] {
            ids.prefix(shown).map { Name(path: "/console/customers/\($0)", name: customers[$0]?.name ?? $0.text) }
        }
        let effect = change.map { change in
            Effect(
                summary: DiagnosisSentences.effect(change), joined: names(change.joined),
                hasJoined: !change.joined.isEmpty, left: names(change.left), hasLeft: !change.left.isEmpty)
        }
        let repeats = likely.compactMap { like -> Likeness? in
            guard let earlier = known[like.incident] else { return nil }
            let open = earlier.actions.count { !$0.isDone }
            return Likeness(
                id: earlier.id.text, path: "/console/incidents/\(earlier.id)", title: earlier.title,
                share: Percent.text(like.score), reasons: like.reasons.joined(separator: "; "),
                actions: DiagnosisSentences.promised(earlier.actions.count, open: open),
                confirmPath: "/console/incidents/\(incident.id)/repeat")
        }
        let rejected = (incident.rejectedRepeats ?? []).map { rejection in
            Rejection(
                earlier: Name(
                    path: "/console/incidents/\(rejection.of)",
                    name: known[rejection.of]?.title ?? rejection.of.text),
                text: DiagnosisSentences.rejected(rejection, zone: zone))
        }
        let terms = incident.promises.filter { $0.kind == .regulator && $0.state != .superseded && !$0.isKept }
        return DiagnosisModel(
            frame: frame, id: incident.id.text, title: incident.title, concerns: incident.concerns?.description,
            audience: "\(incident.audience.customers) customers, \(incident.audience.restored) of them restored",
            atLeast: incident.isAudienceComplete ? nil : SignalSentences.atLeast,
            draft: draft
                ?? Draft(
                    concerns: incident.concerns?.description ?? "", why: "", isAtLeast: !incident.isAudienceComplete),
            effect: effect, repeats: repeats, hasRepeats: !repeats.isEmpty, rejected: rejected,
            isLikeNone: repeats.isEmpty && rejected.isEmpty && incident.repeatOf == nil,
            repeatOf: incident.repeatOf.map {
                Name(path: "/console/incidents/\($0)", name: known[$0]?.title ?? $0.text)
            }, canRepeat: incident.status.isOpen && incident.repeatOf == nil,
            terms: terms.map {
                Term(
                    subject: $0.subject ?? "", name: PromiseSentences.kind($0),
                    due: TimeModel($0.due, now: site.now, zone: zone))
            }, hasTerms: !terms.isEmpty,
            filings: incident.filings.map { PromiseSentences.filed($0, zone: zone) },
            regimes: [
                Choice(value: RegulatoryRegime.nis2.rawValue, label: "NIS2"),
                Choice(value: RegulatoryRegime.dora.rawValue, label: "DORA"),
            ])
    }
}

extension Promise {
    fileprivate var isKept: Bool { state == .kept }
}
