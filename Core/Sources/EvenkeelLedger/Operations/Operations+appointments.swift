public import EvenkeelDomain

/// That a customer has chosen the time of an appointment from those that were free.
public struct VisitChoice: Hashable, Sendable {
    /// Whose link was pressed; nil where it was made for nobody in particular.
    public var contact: ContactID?

    public init(contact: ContactID?) { self.contact = contact }
}

extension Operations {
    /// Makes an appointment for a site's place in a rollout.
    @discardableResult
    public func appoint(
        _ appointment: Appointment, override: String? = nil, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> Appointment {
        // The name goes into the customer's mail. A technician may well be called as a customer is.
        let words = LeakCheck(
            leaks: try await leaks(in: [appointment.person], to: [appointment.customer]), override: override)
        return try await change(nil, to: appointment, words: words, command: command, by: actor, at: now) { $0 }
    }

    /// Takes a step with an appointment: another time, its end, or why it could not be.
    ///
    /// - Parameter chosenBy: the customer's contact who has chosen its time, which is their yes to it.
    @discardableResult
    public func change(
        _ id: AppointmentID, _ step: AppointmentState.Step, start: Timestamp? = nil, minutes: Int? = nil,
        note: String? = nil, chosenBy: VisitChoice? = nil, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> Appointment {
        let known = try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery(id: id)).first
        }
        guard let known else { throw .refused(.unknownAppointment(id)) }
        return try await change(step, to: known, chosenBy: chosenBy, command: command, by: actor, at: now) {
            appointment in
            var appointment = appointment
            appointment.start = start ?? appointment.start
            appointment.minutes = minutes ?? appointment.minutes
            appointment.note = note ?? appointment.note
            return appointment
        }
    }

    /// Calls one off because its rollout has stopped, or something of ours keeps the site.
    ///
    /// - Parameter takesDayBack: whether it is the message of this that says that the day does not hold.
    func callOff(
        _ visit: Appointment, takesDayBack: Bool, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        try await change(
            .cancel, to: visit, isOfRollout: true, takesDayBack: takesDayBack, command: command, by: actor, at: now
        ) { $0 }
    }

    @discardableResult
    private func change(
        _ step: AppointmentState.Step?, to wanted: Appointment, words: LeakCheck = LeakCheck(),
        isOfRollout: Bool = false, takesDayBack: Bool = false, chosenBy: VisitChoice? = nil, command: CommandID,
        by actor: String, at now: Timestamp, _ edit: (Appointment) -> Appointment
    ) async throws(OperationError) -> Appointment {
        while true {
            try await rows(ledger.catchUp)
            let basis = await ledger.read { $0.position }
            let before = try await rows { () async throws(Failure) in
                try await store.appointments(AppointmentQuery(id: wanted.id)).first
            }
            if await ledger.read({ $0.hasCarriedOut(command) }) { return before ?? wanted }
            if step == nil, before != nil { throw .refused(.alreadyExists(wanted.id.text)) }
            var edited = edit(before ?? wanted)
            if step == nil || step == .move {
                edited.wallTime = WallTime(of: edited.start, in: try await zone(of: edited))
            }
            let after = edited
            let others = try await rows { () async throws(Failure) in
                try await store.appointments(AppointmentQuery(person: after.person))
            }.filter { $0.state == .agreed }
            let standing = try await rows { () async throws(Failure) in
                try await store.appointments(AppointmentQuery(rollout: after.rollout, customer: after.customer))
            }.first { $0.state == .agreed && $0.installation == after.installation && $0.id != after.id }
            let place = try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(rollout: after.rollout, installation: after.installation))
                    .first
            }
            let isDated = step == nil || step == .move
            let told = step == .finish || step == .fail ? [] : try await invitations(to: after, before: before, at: now)
            var notices: [NoticeRow] = []
            if isDated { notices = try await moved(to: after, in: place, isChosen: chosenBy != nil, at: now) }
            if takesDayBack {
                notices = try await withoutDays([(after.installation, after.customer)], in: after.rollout)
            }
            do throws(OperationError) {
                try await perform(
                    .changeAppointment(
                        ChangeAppointment(
                            before: before, after: after, step: step, others: others, standing: standing?.id,
                            obstacle: isDated ? try await obstacle(to: after, before: before, at: now) : nil,
                            notices: notices, place: place, deliveries: told, words: words,
                            isOfRollout: isOfRollout,
                            answer: try await answer(of: chosenBy, to: after, command: command, at: now))),
                    id: command, by: actor, at: now, basis: basis)
            } catch .failed(.headMoved) { continue }
            if isDated {
                try await replaceMoved([after.installation], in: after.rollout, command: command, at: now)
            }
            let made = try await rows { () async throws(Failure) in
                try await store.appointments(AppointmentQuery(id: wanted.id)).first
            }
            return made ?? after
        }
    }

    /// What calls a visit off, for a decision that has other parts.
    func callingOff(
        _ visit: Appointment, note: String?, at now: Timestamp
    ) async throws(OperationError) -> ChangeAppointment {
        var after = visit
        after.note = note ?? visit.note
        let told = try await invitations(to: after, before: visit, at: now)
        return ChangeAppointment(before: visit, after: after, step: .cancel, deliveries: told)
    }

    /// A freeze over its time that nobody has leave to cross, or what others have taken of its day; the latter not where it
    /// is on that day already.
    private func obstacle(
        to appointment: Appointment, before: Appointment?, at now: Timestamp
    ) async throws(OperationError) -> StartObstacle? {
        guard let rollout = await ledger.read({ $0.rollouts[appointment.rollout] }) else { return nil }
        var gate = try await startGate(rollout, at: now)
        if let frozen = gate.freeze(over: appointment) { return frozen }
        let zone = try await zone(of: appointment)
        let day = zone.localDate(at: appointment.start)
        guard before.map({ zone.localDate(at: $0.start) != day }) ?? true else { return nil }
        let booked = try await bookedDays(of: rollout, without: [appointment.installation], at: now)
        return booked?.obstacle(for: [appointment.installation], team: appointment.team, on: day)
    }

    /// Whether its time lies inside a freeze that nobody has leave to cross.
    func isFrozen(_ appointment: Appointment) async throws(OperationError) -> Bool {
        guard let rollout = await ledger.read({ $0.rollouts[appointment.rollout] }) else { return false }
        var gate = try await startGate(rollout, at: appointment.start)
        return gate.freeze(over: appointment) != nil
    }

    /// Those of a rollout that are agreed on.
    func visitsAgreed(of rollout: RolloutID) async throws(OperationError) -> [Appointment] {
        try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery(rollout: rollout))
        }.filter { $0.state == .agreed }
    }

    /// Those of them that lie ahead.
    func visitsAhead(of rollout: RolloutID, at now: Timestamp) async throws(OperationError) -> [Appointment] {
        try await visitsAgreed(of: rollout).filter { $0.start > now }
    }

    /// Whether its site has what the appointment is for.
    public func isInstalled(_ visit: Appointment) async throws(OperationError) -> Bool {
        try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: visit.rollout, installation: visit.installation))
        }.contains { $0.state == .installed }
    }

    /// What came of an install at an appointment that came to nothing; nil where none has.
    func failure(at visit: Appointment) async throws(OperationError) -> String? {
        let row = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: visit.rollout, installation: visit.installation)).first
        }
        guard let row, let startedAt = row.startedAt, visit.start <= startedAt else { return nil }
        let isOver = row.state == .failed || row.state == .timedOut || row.state == .due && row.attempts > 0
        guard isOver else { return nil }
        let note = (row.note ?? "").trimmed
        return note.isEmpty ? "the install failed" : note
    }

    /// Where the work has begun it goes on: who is there is not sent away.
    func visitsBegun(in rollout: RolloutID) async throws(OperationError) -> Set<InstallationID> {
        let begun = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout, states: [.started]))
        }
        return Set(begun.map(\.installation))
    }

    /// The notice that names the site, with the day of the appointment; agreed to where the customer has chosen that and nobody
    /// waits for a word on other sites of it.
    ///
    /// Where their day was taken back it is told again with the invitation, once their wave has begun.
    private func moved(
        to appointment: Appointment, in place: PlacementRow?, isChosen: Bool, at now: Timestamp
    ) async throws(OperationError) -> [NoticeRow] {
        let site = appointment.installation
        let newest = try await newestNotices(of: appointment.rollout, customers: [appointment.customer])
        guard let known = newest[site] else { return [] }
        var notice = known
        if !known.stands {
            let rollout = await ledger.read { $0.rollouts[appointment.rollout] }
            guard let rollout, let place, place.wave < rollout.begunWaves, rollout.startsInstalls else { return [] }
            (notice.state, notice.agreed, notice.announcedAt) = (.initial, [], now)
            notice.keep([site])
        }
        notice.move([site], to: try await day(of: appointment), at: nil)
        if isChosen {
            notice.isUnheard = false
            let others = try await rows { () async throws(Failure) in
                try await store.placements(
                    PlacementQuery(rollout: appointment.rollout, customer: appointment.customer))
            }.filter { row in
                row.installation != site && row.state.awaitsStart && known.installations.contains(row.installation)
            }
            if others.isEmpty { notice.acknowledge() }
        }
        return notice == known ? [] : [notice]
    }

    /// A time that the customer chose is their yes to it.
    private func answer(
        of choice: VisitChoice?, to appointment: Appointment, command: CommandID, at now: Timestamp
    ) async throws(OperationError) -> Answer? {
        guard let choice else { return nil }
        let newest = try await newestNotices(of: appointment.rollout, customers: [appointment.customer])
        return Answer(
            id: AnswerID("\(Digest(of: [command.text]))"), rollout: appointment.rollout,
            wave: newest[appointment.installation]?.wave, customer: appointment.customer,
            installations: [appointment.installation], kind: .moved, way: .page, at: now, recordedAt: now,
            contact: choice.contact, day: try await day(of: appointment))
    }

    /// By the site's clock.
    private func day(of appointment: Appointment) async throws(OperationError) -> CivilDate {
        try await zone(of: appointment).localDate(at: appointment.start)
    }

    /// Sites whose appointment is at a time that their customer chose, which nobody has moved to another day since.
    func chosenVisits(
        at sites: Set<InstallationID>, of rollout: RolloutID, _ newest: [InstallationID: NoticeRow]
    ) async throws(OperationError) -> Set<InstallationID> {
        guard !sites.isEmpty else { return [] }
        var chosen: Set<InstallationID> = []
        for customer in Set(sites.compactMap { newest[$0]?.customer }).sorted() {
            let said = try await rows { () async throws(Failure) in
                try await store.answers(AnswerQuery(rollout: rollout, customer: customer))
            }.filter { $0.kind == .moved && $0.installations.count == 1 }
            for answer in said {
                guard let site = answer.installations.first, sites.contains(site), let notice = newest[site],
                    notice.state != .declined, answer.day == notice.day(of: site)
                else { continue }
                chosen.insert(site)
            }
        }
        return chosen
    }

    /// That of the site's clock.
    public func zone(of appointment: Appointment) async throws(OperationError) -> ZoneOffsets {
        let fleet = try await rows(image.current)
        let name = fleet[appointment.installation]?.timezone ?? fleet.customers[appointment.customer]?.timezone
        let ours = settings.calendar.zone
        return name.flatMap(zones) ?? zones(ours.name) ?? ours
    }

    /// Moves appointments whose zone has got other rules since they were agreed on: nine o'clock stays nine o'clock, and
    /// both sides get the calendar entry anew. One that cannot be moved, since somebody is elsewhere then, stays for now.
    ///
    /// - Returns: how many moved.
    @discardableResult
    public func keepWallTimes(at now: Timestamp) async throws(OperationError) -> Int {
        let agreed = try await rows { () async throws(Failure) in try await store.appointments(AppointmentQuery()) }
            .filter { $0.state == .agreed && $0.start > now }
        var moved = 0
        for appointment in agreed {
            guard let wall = appointment.wallTime, let zone = zones(wall.zone) else { continue }
            let start = wall.instant(in: zone)
            guard start != appointment.start else { continue }
            do throws(OperationError) {
                try await change(
                    appointment.id, .move, start: start,
                    command: CommandID("wall-time/\(appointment.id)/\(appointment.sequence)/\(start)"), by: "calendar",
                    at: now)
                moved += 1
            } catch .refused { continue }
        }
        return moved
    }

    /// One to every contact of the customer who hears of planned changes, and one to who comes.
    private func invitations(
        to appointment: Appointment, before: Appointment?, at now: Timestamp
    ) async throws(OperationError) -> [Delivery] {
        let fleet = try await rows(image.current)
        let round = before.map { $0.sequence + 1 } ?? 0
        let subject = DeliverySubject.appointment(appointment.id, appointment.rollout, round: round)
        var told = deliveries(
            to: [appointment.customer], fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
        ) { _ in subject }
        if let visitor = appointment.visitor, !told.contains(where: { $0.recipient == visitor.id }) {
            told.append(
                Delivery(recipient: visitor.id, customer: appointment.customer, subject: subject, queuedAt: now))
        }
        return told
    }

    /// Times at which somebody could come: open at the site, by its own window, hours, holidays and freezes, and free in
    /// the calendar of the person; where days have a capacity, on those on which the team has room.
    ///
    /// - Parameter last: the last day; nil for as long as the policy lets a customer postpone.
    public func freeSlots(
        for appointment: Appointment, until last: CivilDate? = nil, at now: Timestamp, limit: Int = 12
    ) async throws(OperationError) -> [Timestamp] {
        guard let rollout = await ledger.read({ $0.rollouts[appointment.rollout] }) else { return [] }
        var gate = try await startGate(rollout, at: now)
        guard let calendar = gate.calendar(of: appointment.installation) else { return [] }
        let agreed = try await rows { () async throws(Failure) in try await store.appointments(AppointmentQuery()) }
            .filter { $0.state == .agreed && $0.id != appointment.id }
        let place = try await rows { () async throws(Failure) in
            try await store.placements(
                PlacementQuery(rollout: appointment.rollout, installation: appointment.installation)
            ).first
        }
        let zone = calendar.zone
        let opens = place.flatMap { place in
            rollout.waves.indices.contains(place.wave) ? rollout.waves[place.wave].opensAt : nil
        }
        let first = max(zone.localDate(at: now) + 1, opens.map(zone.localDate(at:)) ?? zone.localDate(at: now))
        let end = min(last ?? rollout.policy.notice.postponeUntil ?? first + 60, first + 60)
        func ranges(_ appointments: [Appointment]) -> [TimeRange] {
            appointments.map { TimeRange(from: $0.start, until: $0.end) }
        }
        let range = TimeRange(
            from: zone.instant(of: first, minuteOfDay: 0), until: zone.instant(of: end + 1, minuteOfDay: 0))
        guard range.from < range.until else { return [] }
        let slots = FreeSlots(
            calendar: calendar, length: .minutes(appointment.minutes),
            busy: ranges(agreed.filter { $0.person == appointment.person }))
        let booked = try await bookedDays(of: rollout, without: [appointment.installation], at: now)
        return slots.slots(in: range, atMost: limit * 8).map(\.from).filter { start in
            start != appointment.start && opens.map { $0 < start + .minutes(1) } ?? true
                && booked?.obstacle(
                    for: [appointment.installation], team: appointment.team, on: zone.localDate(at: start)) == nil
        }.prefix(limit).map(\.self)
    }
}
