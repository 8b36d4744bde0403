import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// One incident: countdown, composer, audience with reasons, timeline.
struct IncidentModel: PageModel {
    struct Member {
        let customer: String
        let name: String
        let path: String
        let reason: String
        let maybe: Bool
        let state: String
        let isAffected: Bool
        let ticket: Ticket?
    }

    /// Theirs in the operator's ticket tool.
    struct Ticket {
        let name: String
        let url: String?
    }

    struct SignalLine {
        let source: String
        let note: String?
        /// The time that counts.
        let time: TimeModel
        /// Who corrected it, when and why, with the time as it was first written; nil where nobody did.
        let corrected: String?
    }

    /// A regulator's term that runs.
    struct Term {
        let subject: String
        let name: String
        let due: TimeModel
    }

    struct ActionLine {
        let text: String
        let owner: String
        let due: String
        let state: String
    }

    /// What was said and does not reach anybody.
    struct Unsent {
        let title: String
        let text: String
    }

    /// What somebody of the audience answered to a mail about it.
    struct Reply {
        let path: String
        let title: String
        let text: String
    }

    struct Choice {
        let value: String
        let label: String
        let isChosen: Bool
    }

    static let template = "incident"

    let frame: ConsoleFrame
    let id: String
    let title: String
    let publicTitle: String?
    let isPublic: Bool
    /// A rehearsal: nothing of it is for customers.
    let isDrill: Bool
    /// The rollout whose wave brought it to light.
    let rollout: String?
    let impact: String
    let impactClass: String
    let status: String
    let components: String
    let began: TimeModel
    let due: TimeModel?
    let dueKind: String
    let isSuspected: Bool
    let isOpen: Bool
    let needsCause: Bool
    /// When the next update is due if the form does not say.
    let proposal: TimeModel
    let statuses: [Choice]
    let composer: ComposerModel
    let draft: UpdateDraft
    let preview: PreviewModel?
    let updates: [UpdateModel]
    let audience: [Member]
    let restored: String
    let hasAudience: Bool
    let hasAffected: Bool
    /// Who is not known to be restored, for whoever is about to say that it is over.
    let unrestored: String?
    let signals: [SignalLine]
    let firstToKnow: String
    /// Said where the audience is "at least these".
    let atLeast: String?
    let terms: [Term]
    let filings: [String]
    let hasTerms: Bool
    /// Whether there may be a report, or is one.
    let hasReport: Bool
    let canReport: Bool
    let likely: Int?
    let actions: [ActionLine]
    let hasActions: Bool
    let unsent: Unsent?
    let replies: [Reply]
    let hasReplies: Bool

    init(
        _ incident: Incident, audience: [AudienceMember], customers: [CustomerID: Customer], components: [String],
        settings: Settings, frame: ConsoleFrame, now: Timestamp, tickets: [TicketRow] = [],
        composer: ComposerModel? = nil, draft: UpdateDraft = UpdateDraft(), preview: PreviewModel? = nil,
        likely: Int = 0, unsent: UnsentMail? = nil, replies: [ReplyRow] = []
    ) {
        let zone = settings.calendar.zone
        self.frame = frame
        id = incident.id.text
        title = incident.title
        publicTitle = incident.publicTitle
        isPublic = incident.visibility == .public
        isDrill = incident.isDrill
        rollout = incident.origin.map { origin in
            switch origin {
            case .rollout(let id, _): id.text
            }
        }
        impact = StatusWords.of(incident.impact)
        impactClass = incident.impact.rawValue
        status = StatusWords.of(incident.status)
        self.components = components.joined(separator: ", ")
        began = TimeModel(incident.began, now: now, zone: zone)
        due = incident.openPromise.map { TimeModel($0.due, now: now, zone: zone, isDue: true) }
        dueKind = incident.openPromise?.kind == .report ? "The report" : "The next update"
        isSuspected = incident.status == .suspected
        isOpen = incident.status.isOpen
        needsCause = !incident.impact.owesReport
        let next = settings.clock.proposal(
            impact: incident.impact, criticality: incident.criticality, status: incident.status, at: now)
        proposal = TimeModel(next, now: now, zone: zone, isDue: true)
        statuses = [IncidentStatus.investigating, .identified, .monitoring].map {
            Choice(
                value: $0.rawValue, label: StatusWords.of($0), isChosen: $0 == (draft.status ?? incident.status))
        }
        self.composer =
            composer
            ?? ComposerModel(components: [], author: .english, path: "/console/incidents/\(incident.id)")
        self.draft = draft
        self.preview = preview
        updates = incident.updates.reversed().map { UpdateModel($0, now: now, zone: zone) }
        let theirs = Dictionary(tickets.map { ($0.customer, $0) }, uniquingKeysWith: { $1 })
        self.audience = audience.sorted { $0.customer < $1.customer }.map {
            Member(
                customer: $0.customer.text, name: customers[$0.customer]?.name ?? $0.customer.text,
                path: "/console/customers/\($0.customer)", reason: $0.reason,
                maybe: $0.maybe, state: $0.state.rawValue, isAffected: $0.state == .affected,
                ticket: theirs[$0.customer].flatMap { ticket in
                    (ticket.reference ?? ticket.problem).map { Ticket(name: $0, url: ticket.url) }
                })
        }
        restored =
            incident.status == .suspected
            ? "Nobody has been told. Once it is owned, \(audience.count == 1 ? "this customer is" : "these \(audience.count) customers are")."
            : "\(audience.count { $0.state == .restored }) of \(audience.count) restored"
        hasAudience = !audience.isEmpty
        hasAffected = incident.status != .suspected && audience.contains { $0.state == .affected }
        let open = audience.filter { $0.state == .affected }.map { customers[$0.customer]?.name ?? $0.customer.text }
        unrestored =
            open.isEmpty || incident.status == .suspected
            ? nil
            : open.sorted().prefix(10).joined(separator: ", ") + (open.count > 10 ? " and \(open.count - 10) more" : "")
        signals = zip(incident.signals, incident.correctedSignals).enumerated().map { index, pair in
            SignalLine(
                source: pair.1.source.rawValue, note: pair.1.note.flatMap { $0.isEmpty ? nil : $0 },
                time: TimeModel(pair.1.at, now: now, zone: zone),
                corrected: SignalSentences.corrections(of: index, in: incident, zone: zone))
        }
        firstToKnow = SignalSentences.firstToKnow(incident, zone: zone)
        atLeast = incident.isAudienceComplete ? nil : SignalSentences.atLeast
        terms = incident.promises.filter { $0.kind == .regulator && $0.state == .open }.map {
            Term(
                subject: $0.subject ?? "", name: PromiseSentences.kind($0),
                due: TimeModel($0.due, now: now, zone: zone))
        }
        filings = incident.filings.map { PromiseSentences.filed($0, zone: zone) }
        hasTerms = !terms.isEmpty || !filings.isEmpty
        hasReport = incident.report != nil
        canReport = incident.ownedAt != nil && incident.status != .withdrawn
        self.likely = likely > 0 && incident.repeatOf == nil && incident.status.isOpen ? likely : nil
        actions = incident.actions.map {
            ActionLine(text: $0.clause, owner: $0.owner, due: $0.due.description, state: $0.isDone ? "done" : "open")
        }
        hasActions = !actions.isEmpty
        self.unsent = unsent.map { Unsent(title: $0.title, text: $0.text(zone)) }
        self.replies = replies.map {
            let line = ReplyListModel.line($0, zone: zone, state: $0.standing)
            return Reply(path: line.path, title: line.title, text: line.text)
        }
        hasReplies = !replies.isEmpty
    }
}
