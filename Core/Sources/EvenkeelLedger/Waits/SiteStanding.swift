public import EvenkeelDomain

/// Why a site does not run the release of a rollout, or that it does: one answer, the first that stands in the way.
///
/// A site that has several troubles is told the one that must go first: nothing that comes later in this order would help
/// while it stands. What has happened at the site comes before what is to come; what keeps it out for good before what
/// keeps it out for now; what concerns it alone before what concerns its wave.
public enum SiteStanding: Hashable, Sendable {
    case done(at: Timestamp?)
    /// The note says what hinders an install that has begun here and reached nobody yet.
    case started(at: Timestamp?, until: Timestamp?, note: String?)
    /// It may be tried again, where the rollout still goes anywhere.
    case failed(at: Timestamp?, timedOut: Bool, attempts: Int, note: String?, in: RolloutState)
    /// Somebody wants the version before put back, and it waits for that; where nobody was there, until then.
    case rollbackDue(reason: String?, until: Timestamp?)
    case rollingBack(reason: String?)
    /// The version before runs again: it is not done, and stays so until it is tried again; where the rollout was given up
    /// or replaced, for good.
    case rolledBack(at: Timestamp?, to: Version?, reason: String?, isFinal: Bool = false)
    /// The release is not for it, or it was not in the fleet when the plan was made.
    case notSelected
    case withheld(Withheld.Reason)
    case aborted(reason: String?)
    /// A hotfix took its place before it was this site's turn.
    case replaced(by: RolloutID)
    case held(Hold)
    case halted(reason: String?)
    case paused(Pause)
    /// The rollout as a whole waits for something first.
    case waiting(RolloutWait)
    /// Its wave comes after this one, which waits.
    /// `opens` is nil where the day it was to open on is past.
    case waveToCome(wave: Int, opens: CivilDate?, told: CivilDate? = nil, RolloutWait?)
    /// What its customer was told and said does not allow it yet.
    case notice(NoticeGap)
    /// Whoever came could not do it, in their words, and nobody has agreed on another time.
    case notPossible(at: Timestamp, person: String, note: String?)
    /// Nobody was there to install at; it is tried again then.
    case away(since: Timestamp?, until: Timestamp, note: String?)
    /// Set aside for another reason, in the words of whoever did.
    case setAside(note: String?)
    /// No install starts there now, by the site's own calendar.
    case closed(StartAnswer)
    /// It may start: others of its wave are at it, or today's room is used up.
    case queued(Queue)

    /// The number of a day that binds a site: its team's, or that of all who have none of their own.
    public struct Room: Hashable, Sendable {
        public var perDay: Int
        public var team: String?

        public init(perDay: Int, team: String?) {
            self.perDay = perDay
            self.team = team
        }
    }

    /// Why a site that may start has not, and when it is expected.
    public struct Queue: Hashable, Sendable {
        /// Where it is a person's turn, nothing is taken up by itself.
        public var by: ExecutePolicy.Executor
        /// What its day takes; nil where nothing is counted.
        public var room: Room?
        public var parallel: Int
        /// The day its customer was told; nil where that is past, or none was.
        public var day: CivilDate?
        /// An appointment that is over and of which nobody has said what came of it.
        public var visit: Appointment?

        public init(
            by: ExecutePolicy.Executor, room: Room?, parallel: Int, day: CivilDate? = nil, visit: Appointment? = nil
        ) {
            self.by = by
            self.room = room
            self.parallel = parallel
            self.day = day
            self.visit = visit
        }
    }

    /// What is known of the days and times of a site and its wave.
    public struct Outlook: Hashable, Sendable {
        /// Sites of the open wave whose install has not ended.
        public var unsettled = 0
        /// The day on which its wave opens, as its customers were told where they were, or on which a guard lets it.
        public var opens: CivilDate?
        /// Whether that day is past, and it has not opened.
        public var isOverdue = false
        /// The day its customer was told.
        public var day: CivilDate?
        /// When a running install is given up, which its window counts.
        public var endsBy: Timestamp?
        /// A visit that was not possible and that nobody has agreed to repeat.
        public var visitToRepeat: Appointment?
        /// An appointment that is over and of which nobody has said what came of it.
        public var visit: Appointment?
        /// What guards make the rollout wait for.
        public var guards: [RolloutWait] = []
        /// What a day takes of its team, or of all others.
        public var room: Room?

        public init() {}
    }

    /// - Parameters:
    ///   - row: its place in the rollout; nil where it has none.
    ///   - withheld: why the plan gave it no place, where it says so.
    ///   - holds: all in force.
    ///   - gap: what its customer was told and said that is against it.
    ///   - start: what the site's calendar says of this moment.
    public init(
        of row: PlacementRow?, withheld: Withheld.Reason?, site: Installation?, customer: Customer?,
        rollout: Rollout, holds: [Hold], gap: NoticeGap?, start: StartAnswer, outlook: Outlook = Outlook(),
        at now: Timestamp
    ) {
        guard let row else {
            self = withheld.map { .withheld($0) } ?? .notSelected
            return
        }
        switch row.state {
        case .installed: self = .done(at: row.settledAt)
        case .started, .cancelling:
            self = .started(
                at: row.startedAt,
                until: outlook.endsBy ?? row.startedAt.map { $0 + rollout.policy.execute.timeout + Installer.grace },
                note: row.state == .started ? row.note : nil)
        case .failed, .timedOut:
            self = .failed(
                at: row.settledAt, timedOut: row.state == .timedOut, attempts: row.attempts, note: row.note,
                in: rollout.state)
        case .rollbackDue: self = .rollbackDue(reason: row.note, until: row.notBefore)
        case .rollingBack: self = .rollingBack(reason: row.note)
        case .rolledBack:
            self = .rolledBack(
                at: row.settledAt, to: site?.version, reason: row.note, isFinal: rollout.state == .aborted)
        case .planned, .due, .recalled, .skipped:
            let applying = holds.filter { $0.applies(to: rollout.release, at: now) }.sorted { $0.id < $1.id }
            let obstacle = SiteObstacle.first(
                row, site: site, customer: customer, release: rollout.release, holds: applying,
                pauses: rollout.pauses)
            self = Self.keptBack(row, obstacle, rollout, gap, start, outlook, at: now)
        }
    }

    private static func keptBack(
        _ row: PlacementRow, _ obstacle: SiteObstacle?, _ rollout: Rollout, _ gap: NoticeGap?, _ start: StartAnswer,
        _ outlook: Outlook, at now: Timestamp
    ) -> SiteStanding {
        if let next = rollout.replacedBy { return .replaced(by: next) }
        if rollout.state == .aborted { return .aborted(reason: rollout.stopReason) }
        if case .held(let hold) = obstacle { return .held(hold) }
        if rollout.state == .halted { return .halted(reason: rollout.stopReason) }
        let whole = rollout.pauses.first { $0.scope == .everything }
        if rollout.state == .paused, let whole { return .paused(whole) }
        if case .paused(let pause) = obstacle { return .paused(pause) }
        if gap == .declined { return .notice(.declined) }
        if let visit = outlook.visitToRepeat {
            return .notPossible(at: visit.start, person: visit.person, note: visit.note)
        }
        let waits = RolloutWait.of(rollout, unsettled: outlook.unsettled, guards: outlook.guards, at: now)
        guard row.wave < rollout.begunWaves else {
            switch rollout.state {
            case .planned, .approved: return waits.first.map { .waiting($0) } ?? .notSelected
            default:
                let planned = rollout.waves.indices.contains(row.wave) ? rollout.waves[row.wave].opens : nil
                let opens = outlook.opens ?? planned ?? CivilDate(dayNumber: 0)
                // One that lasts beyond that day decides, and not its wave.
                if case .pinned(let until) = gap, until >= opens { return .notice(.pinned(until: until)) }
                return .waveToCome(
                    wave: row.wave, opens: outlook.isOverdue ? nil : opens,
                    told: outlook.day.flatMap { opens < $0 ? $0 : nil },
                    waits.first(where: \.isGuard) ?? waits.first)
            }
        }
        if let gap { return .notice(gap) }
        if case .closed(.frozen, _) = start { return .closed(start) }
        if row.isAway, let until = row.notBefore {
            return .away(since: row.settledAt, until: until, note: row.note)
        }
        if row.state == .skipped { return .setAside(note: row.note) }
        if !start.isOpen { return .closed(start) }
        let execute = rollout.policy.execute
        return .queued(
            Queue(
                by: execute.by, room: outlook.room, parallel: execute.parallel, day: outlook.day, visit: outlook.visit))
    }

    /// A name a machine can filter by.
    public var code: String {
        switch self {
        case .done: "done"
        case .started(_, _, let note): note == nil ? "started" : "not_taken"
        case .failed(_, let timedOut, _, _, _): timedOut ? "timed_out" : "failed"
        case .rollbackDue: "rollback_due"
        case .rollingBack: "rolling_back"
        case .rolledBack: "rolled_back"
        case .notSelected: "not_selected"
        case .withheld(let reason): reason.code
        case .aborted: "aborted"
        case .replaced: "replaced"
        case .held: "held"
        case .halted: "halted"
        case .paused(let pause): "paused_by_\(pause.owner.rawValue)"
        case .waiting(.approval): "approval"
        case .waiting(.guardBroken): "guard"
        case .waiting: "start"
        case .waveToCome: "wave_to_come"
        case .notice(let gap): gap.code.replacing("-", with: "_")
        case .notPossible: "not_possible"
        case .away: "away"
        case .setAside: "set_aside"
        case .closed: "closed"
        case .queued: "queued"
        }
    }
}
