public import EvenkeelDomain
public import EvenkeelLedger

/// An incident played in virtual time: people say what they said when they said it, and the promise clock does the
/// rest. Pure; the state decides, as in the ledger, and nobody acknowledges anything but by writing.
public struct IncidentPlay: Sendable {
    /// What a person said, and when.
    public struct Word: Hashable, Sendable {
        public var at: Timestamp
        /// Nil keeps the status.
        public var status: IncidentStatus?
        public var body: String

        public init(at: Timestamp, status: IncidentStatus?, body: String) {
            self.at = at
            self.status = status
            self.body = body
        }
    }

    /// What happened, in the order in which it did.
    public struct Line: Hashable, Sendable, CustomStringConvertible {
        public enum Kind: Hashable, Sendable {
            case said(IncidentStatus)
            case holdingLine
            case alert(StaffAlert.Reason, PersonID?)
        }

        public var at: Timestamp
        public var kind: Kind

        public var description: String {
            switch kind {
            case .said(let status): "said \(status.rawValue)"
            case .holdingLine: "holding line"
            case .alert(let reason, let person): "\(reason.rawValue) \(person?.text ?? "nobody")"
            }
        }
    }

    public static let id: IncidentID = "played"
    public let settings: Settings
    public private(set) var state = State()
    public private(set) var lines: [Line] = []
    /// Words the rules refused: an update on what is resolved already.
    public private(set) var refused: [Refusal] = []
    private var commands = 0
    private var now = Timestamp(milliseconds: 0)

    public init(settings: Settings) { self.settings = settings }

    /// Plays from the first word to the last, then on to `until`.
    public mutating func play(
        title: String, impact: Impact, criticality: Criticality, words: [Word], speaker: String,
        until end: Timestamp? = nil
    ) {
        guard let first = words.first else { return }
        var rest = words
        if first.status?.isOpen ?? true { rest.removeFirst() }
        now = first.at
        let opening = IncidentSuspected(
            incident: Self.id, title: title, impact: impact, components: [], visibility: .public, began: first.at,
            signal: Signal(source: .staff, at: first.at))
        give(
            .ownIncident(
                OwnIncident(
                    incident: Self.id, opening: opening, body: first.body, audience: [], criticality: criticality)),
            by: speaker)
        for word in rest {
            run(until: word.at)
            now = max(now, word.at)
            give(
                .postUpdate(
                    PostUpdate(
                        incident: Self.id, status: word.status, body: word.body,
                        cause: word.status == .resolved ? word.body : nil)), by: speaker)
        }
        if let end { run(until: end) }
    }

    /// What falls due before `end` is done when it is due; at the very instant of a word the word is first.
    private mutating func run(until end: Timestamp) {
        while let item = nextDuty(), item.at < end {
            now = max(now, item.at)
            switch item.duty {
            case .keepPromise(let id): give(.keepPromises([id]), by: "conductor")
            case .handOverAlert(let id, let alert):
                give(.recordHandOver(id, alert, reached: ["email", "command:pager"], failed: []), by: "pager")
            default: if let (command, _) = item.duty.clockCommand { give(command, by: "conductor") }
            }
        }
    }

    private func nextDuty() -> Agenda.Item? {
        state.agenda.all.first { item in
            switch item.duty {
            case .keepPromise, .handOverAlert: true
            default: item.duty.clockCommand != nil
            }
        }
    }

    private mutating func give(_ command: Command, by actor: String) {
        let decision: Decision
        do throws(Refusal) {
            decision = try state.decide(command, at: now, by: actor, settings: settings)
        } catch {
            refused.append(error)
            return
        }
        commands += 1
        for event in decision.events {
            state.apply(
                Entry(
                    position: state.position + 1, at: now, command: CommandID("\(commands)"), actor: actor,
                    event: event))
            note(event)
        }
    }

    private mutating func note(_ event: Event) {
        switch event {
        case .updatePosted(let posted):
            let kind: Line.Kind =
                posted.update.author == .holdingLine ? .holdingLine : .said(posted.update.status)
            lines.append(Line(at: now, kind: kind))
        case .alertRaised(let raised):
            lines.append(Line(at: now, kind: .alert(raised.alert.reason, raised.alert.person)))
        case .alertPassedOn(let passed):
            guard let next = passed.next else { break }
            lines.append(Line(at: now, kind: .alert(next.reason, next.person)))
        default: break
        }
    }
}
