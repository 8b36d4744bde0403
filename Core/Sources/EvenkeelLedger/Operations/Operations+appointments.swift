public import EvenkeelDomain

extension Operations {
    /// Makes an appointment for a site's place in a rollout.
    @discardableResult
    public func appoint(
        _ appointment: Appointment, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> Appointment {
        try await change(nil, to: appointment, command: command, by: actor, at: now) { $0 }
    }

    /// Takes a step with an appointment: another time, its end, or why it could not be.
    @discardableResult
    public func change(
        _ id: AppointmentID, _ step: AppointmentState.Step, start: Timestamp? = nil, minutes: Int? = nil,
        note: String? = nil, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> Appointment {
        let known = try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery(id: id)).first
        }
        guard let known else { throw .refused(.unknownAppointment(id)) }
        return try await change(step, to: known, command: command, by: actor, at: now) { appointment in
            var appointment = appointment
            appointment.start = start ?? appointment.start
            appointment.minutes = minutes ?? appointment.minutes
            appointment.note = note ?? appointment.note
            return appointment
        }
    }

    private func change(
        _ step: AppointmentState.Step?, to wanted: Appointment, command: CommandID, by actor: String,
        at now: Timestamp, _ edit: (Appointment) -> Appointment
    ) async throws(OperationError) -> Appointment {
        while true {
            try await rows(ledger.catchUp)
            let basis = await ledger.read { $0.position }
            let before = try await rows { () async throws(Failure) in
                try await store.appointments(AppointmentQuery(id: wanted.id)).first
            }
            if await ledger.read({ $0.hasCarriedOut(command) }) { return before ?? wanted }
            if step == nil, before != nil { throw .refused(.alreadyExists(wanted.id.text)) }
            let after = edit(before ?? wanted)
            let others = try await rows { () async throws(Failure) in
                try await store.appointments(AppointmentQuery(person: after.person))
            }.filter { $0.state == .agreed }
            let place = try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(rollout: after.rollout, installation: after.installation))
                    .first
            }
            do throws(OperationError) {
                try await perform(
                    .changeAppointment(
                        ChangeAppointment(before: before, after: after, step: step, others: others, place: place)),
                    id: command, by: actor, at: now, basis: basis)
            } catch .failed(.headMoved) { continue }
            let made = try await rows { () async throws(Failure) in
                try await store.appointments(AppointmentQuery(id: wanted.id)).first
            }
            return made ?? after
        }
    }

    /// Times at which a person could come: on working days outside freezes, within nine hours from the morning on, whole
    /// hours, not while they are elsewhere.
    public func freeSlots(
        for appointment: Appointment, until last: CivilDate? = nil, at now: Timestamp, limit: Int = 12
    ) async throws(OperationError) -> [Timestamp] {
        guard let rollout = await ledger.read({ $0.rollouts[appointment.rollout] }) else { return [] }
        let busy = try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery(person: appointment.person))
        }.filter { $0.state == .agreed && $0.id != appointment.id }
        let place = try await rows { () async throws(Failure) in
            try await store.placements(
                PlacementQuery(rollout: appointment.rollout, installation: appointment.installation)
            ).first
        }
        var calendar = settings.calendar
        calendar.freezes += rollout.policy.calendar.freezes
        let today = calendar.zone.localDate(at: now)
        let opens = place.flatMap { place in
            rollout.waves.indices.contains(place.wave) ? rollout.waves[place.wave].opensAt : nil
        }
        let first = max(today + 1, opens.map(calendar.zone.localDate(at:)) ?? today)
        let end = min(last ?? rollout.policy.notice.postponeUntil ?? first + 60, first + 60)
        var slots: [Timestamp] = []
        var day = first
        while day <= end, slots.count < limit {
            if calendar.isWorkingDay(day) {
                let morning = calendar.morning(of: day)
                for hour in 0..<9 {
                    let start = morning + .hours(hour)
                    let finish = start + .minutes(appointment.minutes)
                    guard finish <= morning + .hours(9), slots.count < limit, start != appointment.start,
                        !busy.contains(where: { $0.overlaps(start, finish) })
                    else { continue }
                    slots.append(start)
                }
            }
            day = day + 1
        }
        return slots
    }
}
