public import EvenkeelDomain

/// Installs that people begin and end: a technician at the site.
extension Operations {
    /// What is to be done by hand, the sites that wait first, in the order of rollouts and sites.
    public func jobs(of rollout: RolloutID? = nil, at now: Timestamp) async throws(OperationError) -> [Job] {
        let rollouts = await ledger.read { state in
            state.rollouts.values.filter { known in
                known.policy.execute.by == .manual && (rollout == nil || rollout == known.id) && known.begunWaves > 0
            }
        }
        let visits = try await visitsToRepeat(in: rollout)
        var jobs: [Job] = []
        for rollout in rollouts.sorted(by: { $0.id < $1.id }) {
            let rows = try await self.rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(rollout: rollout.id, states: Self.atWork))
            }
            var days: [InstallationID: CivilDate] = [:]
            var room: RoomToday?
            if rows.contains(where: { $0.state == .due }) {
                var gate = try await startGate(rollout, at: now)
                days = try await laterDays(of: rollout, &gate)
                room = try await roomToday(in: rollout, at: now)
            }
            // Nothing is begun in a rollout that stands.
            for row in rows where row.state != .due || rollout.startsInstalls {
                var job = try await job(row, of: rollout)
                if row.state == .due { job.day = days[row.installation] }
                if row.state == .due, job.day == nil { job.full = room?.full(for: row.installation) }
                job.visit = visits.first { $0.rollout == rollout.id && $0.installation == row.installation }
                jobs.append(job)
            }
        }
        return jobs
    }

    /// The states in which there is something to do by hand.
    private static let atWork: Set<PlacementState> = [.due, .started, .cancelling, .rollbackDue, .rollingBack]

    /// What is to be done by hand at one site; nil where it is not its turn.
    public func job(
        at site: InstallationID, of id: RolloutID, now: Timestamp
    ) async throws(OperationError) -> Job? {
        guard let rollout = await ledger.read({ $0.rollouts[id] }), rollout.policy.execute.by == .manual,
            rollout.begunWaves > 0
        else { return nil }
        let row = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: id, states: Self.atWork, installation: site))
        }.first
        guard let row, row.state != .due || rollout.startsInstalls else { return nil }
        var job = try await job(row, of: rollout)
        if row.state == .due { job.full = try await fullDay(for: site, in: rollout, at: now) }
        return job
    }

    public func job(_ id: InstallID) async throws(OperationError) -> Job {
        guard let install = try await install(id) else { throw .refused(.unknownInstall(id)) }
        let query = PlacementQuery(rollout: install.rollout, installation: install.installation)
        let row = try await rows { () async throws(Failure) in try await store.placements(query) }.first
        guard let row, let rollout = await ledger.read({ $0.rollouts[install.rollout] }) else {
            throw .refused(.unknownInstall(id))
        }
        var job = try await job(row, of: rollout)
        if job.install?.id != id {
            job.install = install
            job.ticks = try await rows { () async throws(Failure) in try await store.ticks(of: id) }
        }
        return job
    }

    private func job(_ row: PlacementRow, of rollout: Rollout) async throws(OperationError) -> Job {
        guard row.state != .due, row.state != .rollbackDue, let id = row.install else {
            return Job(rollout: rollout, row: row, install: nil, ticks: [])
        }
        let ticks = try await rows { () async throws(Failure) in try await store.ticks(of: id) }
        return Job(rollout: rollout, row: row, install: try await install(id), ticks: ticks)
    }

    /// Begins the install of a site by hand. Of two who press at once one begins it, and the other is told.
    ///
    /// - Parameters:
    ///   - byAppointment: whether somebody is there at a time that was agreed on, which goes before the site's hours;
    ///     nothing goes before a freeze.
    ///   - why: why it is begun on a day whose room others have taken; nil to be refused then.
    public func begin(
        _ installation: InstallationID, of id: RolloutID, by actor: String, byAppointment: Bool = false,
        why: String? = nil, at now: Timestamp
    ) async throws(OperationError) -> Install {
        try await rows(ledger.catchUp)
        guard let rollout = await ledger.read({ $0.rollouts[id] }) else { throw .refused(.unknownRollout(id)) }
        let executor = rollout.policy.execute.by
        guard executor == .manual else { throw .refused(.notByHand(id, executor)) }
        let standing = try await standing(of: installation, in: id, asksVisits: false, at: now)
        var start = InstallStart(
            rollout: id, installation: installation, executor: executor, timeout: rollout.policy.execute.timeout,
            by: actor)
        switch standing {
        case .queued where rollout.startsInstalls: break
        case .closed(.closed(.dayFull, _)) where rollout.startsInstalls: break
        case .closed(.closed(let obstacle, _)) where byAppointment && rollout.startsInstalls && !obstacle.isFreeze:
            break
        case .rollbackDue: start.backTo = try await versionBefore(installation, in: rollout)
        default: throw .refused(.siteNotReady(id, installation, standing))
        }
        if start.backTo == nil, let full = try await fullDay(for: installation, in: rollout, at: now) {
            guard let why else { throw .refused(.dayTaken(id, installation, full)) }
            try await perform(
                .overrideDay(id, installation, full, why: why),
                id: CommandID("override-day/\(id)/\(installation)/\(full.day)"), by: actor, at: now)
        }
        let wanted = start
        let begun = try await rows { () async throws(Failure) in try await store.begin([wanted], at: now) }
        guard let install = begun.first else {
            // Somebody was faster.
            let standing = try await self.standing(of: installation, in: id, at: now)
            throw .refused(.siteNotReady(id, installation, standing))
        }
        return install
    }

    public func tick(_ id: InstallID, step: Int, by actor: String, at now: Timestamp) async throws(OperationError) {
        let job = try await openJob(id)
        guard job.steps.indices.contains(step - 1) else { throw .refused(.unknownStep(id, step, of: job.steps.count)) }
        let tick = RowChange.tickInstall(id, InstallTick(number: step, at: now, by: actor))
        try await rows { () async throws(Failure) in try await store.change([tick]) }
    }

    /// Keeps a record of an install, also after its end.
    ///
    /// - Parameter content: base64 of so many bytes.
    public func attach(
        _ content: String, sizeBytes: Int, named name: String, type: String, to id: InstallID, by actor: String,
        at now: Timestamp
    ) async throws(OperationError) -> InstallRecord {
        guard try await install(id) != nil else { throw .refused(.unknownInstall(id)) }
        while true {
            let known = try await rows { () async throws(Failure) in try await store.records(of: id) }
            guard known.count < InstallRecord.countLimit else { throw .refused(.tooManyRecords(id)) }
            let record = InstallRecord(
                number: (known.last?.number ?? 0) + 1, name: name, type: type, sizeBytes: sizeBytes, at: now, by: actor)
            let kept = try await rows { () async throws(Failure) in
                try await store.change([.putRecord(id, record, content: content)])
            }
            // Somebody else took the number.
            if kept > 0 { return record }
        }
    }

    /// Ends an install that a person did. It succeeds only with every step ticked off.
    public func endJob(_ id: InstallID, _ result: InstallResult, at now: Timestamp) async throws(OperationError) {
        let job = try await openJob(id)
        if case .installed = result, !job.missing.isEmpty { throw .refused(.stepsMissing(id, job.missing)) }
        guard let install = job.install, try await end(install, result, at: now) else {
            throw .refused(.installEnded(id, try await self.install(id)?.state ?? .lost))
        }
    }

    private func openJob(_ id: InstallID) async throws(OperationError) -> Job {
        let job = try await job(id)
        guard let install = job.install, install.executor == .manual else {
            throw .refused(.notByHand(job.rollout.id, job.install?.executor ?? .manual))
        }
        guard install.state.isOpen || install.state == .timedOut || install.state == .lost else {
            throw .refused(.installEnded(id, install.state))
        }
        return job
    }
}
