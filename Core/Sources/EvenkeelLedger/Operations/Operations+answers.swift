public import EvenkeelDomain

/// What somebody says for a customer, before it is known which notice it is about.
public struct AnswerWish: Hashable, Sendable {
    public var customer: CustomerID
    public var rollout: RolloutID?
    /// Nil for the first one that still waits.
    public var wave: Int?
    public var installations: [InstallationID]
    public var kind: Answer.Kind
    public var way: Answer.Way
    public var at: Timestamp
    public var contact: ContactID?
    public var person: String?
    public var recordedBy: String?
    public var note: String?
    public var day: CivilDate?
    public var campaign: CampaignID?
    /// The mark of the notice that stood on the page on which it was given.
    public var seen: String?

    public init(
        customer: CustomerID, rollout: RolloutID? = nil, wave: Int? = nil, installations: [InstallationID] = [],
        kind: Answer.Kind, way: Answer.Way, at: Timestamp, contact: ContactID? = nil, person: String? = nil,
        recordedBy: String? = nil, note: String? = nil, day: CivilDate? = nil
    ) {
        self.customer = customer
        self.rollout = rollout
        self.wave = wave
        self.installations = installations
        self.kind = kind
        self.way = way
        self.at = at
        self.contact = contact
        self.person = person
        self.recordedBy = recordedBy
        self.note = note
        self.day = day
    }
}

extension Operations {
    /// Takes down what a customer says. Nobody can answer for the sites of another: those are left out, and where none
    /// is left there is nothing to answer.
    ///
    /// - Returns: the answer as it is kept, and what it means for the notice that stands.
    @discardableResult
    public func answer(
        _ wish: AnswerWish, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> (answer: Answer, bearing: AnswerBearing) {
        while true {
            try await rows(ledger.catchUp)
            let basis = await ledger.read { $0.position }
            let record = try await record(wish, id: AnswerID("\(Digest(of: [command.text]))"), at: now)
            do throws(OperationError) {
                try await perform(.recordAnswer(record), id: command, by: actor, at: now, basis: basis)
                if record.answer.kind == .moved, let rollout = record.answer.rollout {
                    try await replaceMoved(record.remaining, in: rollout, command: command, at: now)
                }
                let bearing = await ledger.read { [settings] state in
                    record.answer.rollout.flatMap { state.rollouts[$0] }.map {
                        record.bearing(in: $0, settings.calendar.zone)
                    }
                }
                return (record.answer, bearing ?? .counts)
            } catch .failed(.headMoved) {
                continue
            }
        }
    }

    private func record(
        _ wish: AnswerWish, id: AnswerID, at now: Timestamp
    ) async throws(OperationError) -> RecordAnswer {
        let own = try await rows { () async throws(Failure) in try await image.sites(of: wish.customer) }.map(\.id)
        let wanted = wish.installations.isEmpty ? own : own.filter(Set(wish.installations).contains)
        var answer = Answer(
            id: id, rollout: wish.rollout, wave: wish.wave, customer: wish.customer, installations: wanted,
            kind: wish.kind, way: wish.way, at: wish.at, recordedAt: now, contact: wish.contact, person: wish.person,
            recordedBy: wish.recordedBy, note: wish.note, day: wish.day)
        answer.campaign = wish.campaign
        guard let rollout = wish.rollout else {
            var record = RecordAnswer(answer: answer)
            record.deliveries = try await riskLetters(answer, at: now)
            return record
        }
        guard let known = await ledger.read({ $0.rollouts[rollout] }) else {
            throw .refused(.unknownRollout(rollout))
        }
        let places = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout, customer: wish.customer))
        }.filter { $0.state.awaitsStart }
        let all = try await rows { () async throws(Failure) in
            try await store.notices(NoticeQuery(rollout: rollout, customer: wish.customer))
        }
        let waiting = Set(places.map(\.installation))
        let open = all.filter { notice in
            (wish.wave == nil || notice.wave == wish.wave) && notice.installations.contains(where: waiting.contains)
        }.sorted { ($0.wave, -$0.revision) < ($1.wave, -$1.revision) }
        // Of several the one that they saw; who has said nothing of one says it of that.
        let standing = open.filter(\.stands)
        let notice =
            standing.first { $0.mark == wish.seen } ?? standing.first {
                wish.kind == .agreed && $0.state != .acknowledged
            }
            ?? standing.first ?? open.first
        let concerned = places.filter { row in
            notice.map { $0.installations.contains(row.installation) } ?? (wish.wave == nil || row.wave == wish.wave)
        }
        var record = RecordAnswer(
            answer: answer, notice: notice, remaining: concerned.map(\.installation),
            due: concerned.filter { $0.state == .due }.map(\.installation),
            freed: try await freed(concerned, by: answer, notice, known, at: now))
        record.seen = wish.seen
        if answer.kind == .agreed, notice?.state == .declined {
            record.declinedAt = try await refusals(of: wish.customer, in: known).map(\.at).max()
        }
        if answer.kind == .declined {
            for visit in try await visits(to: record.remaining, in: rollout, of: wish.customer) {
                record.visits.append(try await callingOff(visit, note: answer.note, at: now))
            }
        }
        if [.moved, .told].contains(answer.kind), let day = answer.day {
            // Who is expected there comes on the day that was agreed on, and goes on another only where that is moved.
            for visit in try await visits(to: record.remaining, in: rollout, of: wish.customer) {
                let isThatDay = try await zone(of: visit).localDate(at: visit.start) == day
                if isThatDay, answer.kind == .told { continue }
                // What is said of all their sites is said of the others.
                record.leaveOut(visit.installation)
                guard !record.remaining.isEmpty, !wish.installations.contains(visit.installation) else {
                    throw .refused(.appointedAlready(rollout, visit.installation, by: visit.id))
                }
            }
        }
        let passed = record.passed(before: settings.calendar.zone.localDate(at: now), in: known)
        if answer.kind == .agreed, !passed.isEmpty {
            var days = try await toldDays(known, earliest: now, without: passed, at: now)
            for row in concerned where passed.contains(row.installation) {
                guard let was = notice?.day(of: row.installation),
                    case .moves(_, let day, let opens) = days.onOrAfter(now, row, was: was)
                else { continue }
                record.firstDays[row.installation] = OwnDay(day: day, opensAt: opens)
            }
        }
        if answer.kind == .moved, let day = answer.day {
            record.days = try await chosenDays(at: record.remaining, of: known, at: now).days(from: day)
        }
        return record
    }

    /// Those that wait in an open wave, and would not any more once this answer is taken down.
    private func freed(
        _ rows: [PlacementRow], by answer: Answer, _ notice: NoticeRow?, _ rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID] {
        guard rollout.startsInstalls, answer.kind == .agreed || answer.kind == .told else { return [] }
        let waiting = rows.filter { row in
            row.state == .skipped && NoticeGap.codes.contains(row.note ?? "")
                && rollout.waves.indices.contains(row.wave) && rollout.waves[row.wave].openedAt != nil
        }
        guard !waiting.isEmpty else { return [] }
        let held = try await obstacles(waiting, of: rollout, at: now)
        let gaps = try await noticeGaps(waiting, of: rollout, at: now)
        return waiting.map(\.installation).filter { site in
            guard held[site] == nil else { return false }
            switch gaps[site] {
            case nil, .notAgreed, .declined: return answer.kind == .agreed
            case .notGiven, .nobodyToTell, .dateOpen:
                // A notice given on the telephone counts from then on; agreement waives the rest of its time.
                return answer.kind == .agreed || answer.at + rollout.policy.notice.before <= now
            case .tooShort, .dayPassed: return answer.kind == .agreed
            case .ownDate, .pinned: return false
            }
        }
    }

    private func visits(
        to sites: [InstallationID], in rollout: RolloutID, of customer: CustomerID
    ) async throws(OperationError) -> [Appointment] {
        try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery(rollout: rollout, customer: customer))
        }.filter { $0.state == .agreed && sites.contains($0.installation) }
    }

    private func refusals(of customer: CustomerID, in rollout: Rollout) async throws(OperationError) -> [Answer] {
        let own = try await rows { () async throws(Failure) in
            try await store.answers(AnswerQuery(rollout: rollout.id, customer: customer))
        }
        return (own + (try await earlierAnswers(of: customer, before: rollout))).filter { $0.kind == .declined }
    }

    /// A no may have been to a release before this one.
    private func earlierAnswers(
        of customer: CustomerID, before rollout: Rollout
    ) async throws(OperationError) -> [Answer] {
        var answers: [Answer] = []
        for old in await ledger.read({ $0.predecessors(of: rollout) }) {
            answers += try await rows { () async throws(Failure) in
                try await store.answers(AnswerQuery(rollout: old.id, customer: customer))
            }
        }
        return answers
    }

    /// Whom somebody should call: asked for agreement and silent for longer than the policy allows, without anybody who
    /// could be written to, or one that has declined and with whom nobody has spoken since.
    public func calls(at now: Timestamp) async throws(OperationError) -> [Call] {
        let rollouts = await ledger.read { state in
            state.rollouts.values.filter { $0.state == .running || $0.state == .paused || state.isLatest($0) }
        }
        var calls: [Call] = []
        let fleet = try await rows(image.current)
        for rollout in rollouts.sorted(by: { $0.id < $1.id }) {
            let policy = rollout.policy.notice
            if rollout.state == .completed {
                let query = PlacementQuery(rollout: rollout.id, states: [.skipped], limit: 1)
                let waits = try await rows { () async throws(Failure) in try await store.placements(query) }
                if waits.isEmpty { continue }
            }
            let notices = try await rows { () async throws(Failure) in
                try await store.notices(NoticeQuery(rollout: rollout.id))
            }
            let today = settings.calendar.zone.localDate(at: now)
            let told = try await toldByTelephone(in: rollout, Set(notices.map(\.customer)), fleet)
            let beyond = try await beyondMail(
                Set(notices.filter(\.isUnheard).map(\.customer)), in: rollout.id, fleet)
            for notice in notices {
                let contacts = fleet.contacts[notice.customer] ?? []
                let isReachable =
                    Self.canWrite(to: notice.customer, fleet) && !(notice.isUnheard && beyond.contains(notice.customer))
                    || notice.isKnown(at: notice.installations, by: told)
                guard let why = Call.Reason(notice, policy, isReachable: isReachable, today: today, at: now) else {
                    continue
                }
                let places = try await rows { () async throws(Failure) in
                    try await store.placements(PlacementQuery(rollout: rollout.id, customer: notice.customer))
                }
                let open = Set(
                    places.filter { $0.state.awaitsStart && notice.installations.contains($0.installation) }
                        .map(\.installation))
                var silent = open
                if why == .silent {
                    let newest = Dictionary(open.map { ($0, notice) }, uniquingKeysWith: { first, _ in first })
                    silent.subtract(try await chosenVisits(at: open, of: rollout.id, newest))
                }
                guard !silent.isEmpty else { continue }
                var answers = try await rows { () async throws(Failure) in
                    try await store.answers(AnswerQuery(rollout: rollout.id, customer: notice.customer))
                }
                if why == .declined { answers += try await earlierAnswers(of: notice.customer, before: rollout) }
                let no = answers.filter { $0.kind == .declined }.max { $0.recordedAt < $1.recordedAt }
                if why == .declined {
                    // Who has said it on the telephone, or has been spoken with since, was called.
                    let spoken = answers.filter { $0.way == .telephone && $0.kind != .unreached }.map(\.recordedAt)
                        .max()
                    if let no, let spoken, no.recordedAt <= spoken { continue }
                }
                let tries = answers.filter {
                    [.unreached, .told].contains($0.kind) && notice.announcedAt <= $0.at
                }
                calls.append(
                    Call(
                        notice: notice, reason: why, contacts: contacts, release: rollout.release,
                        lastTried: tries.map(\.at).max(), onSilence: rollout.meaningOfSilence,
                        said: why == .declined ? no?.note : nil))
            }
        }
        return calls
    }
}

extension State {
    /// Whether a rollout is through and nothing newer of its product has begun: it still catches up with whom it left aside.
    fileprivate func isLatest(_ rollout: Rollout) -> Bool {
        guard rollout.state == .completed else { return false }
        return !rollouts.values.contains { other in
            other.release.product == rollout.release.product && rollout.release.version < other.release.version
                && ![.planned, .approved, .aborted].contains(other.state)
        }
    }
}

extension Rollout {
    /// What becomes of those who stay silent: behind the last wave there is no later one.
    fileprivate var meaningOfSilence: NoticePolicy.Silence {
        let isLast = nextWave == nil && policy.notice.onSilence == .laterWave
        return isLast ? .hold : policy.notice.onSilence
    }
}

extension PlacementState {
    /// True while its install has not begun and still may.
    public var awaitsStart: Bool {
        switch self {
        case .planned, .due, .skipped, .recalled: true
        default: false
        }
    }
}
