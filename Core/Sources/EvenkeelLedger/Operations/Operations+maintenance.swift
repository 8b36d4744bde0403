public import EvenkeelDomain

extension Operations {
    /// Announces planned work, with what the leak guard found in its words.
    public func schedule(
        _ schedule: ScheduleMaintenance, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        var schedule = schedule
        let customers = try await concerned(by: schedule.concerns)
        schedule.audience = customers.count
        schedule.leaks = try await leaks(
            in: [schedule.title, schedule.text] + schedule.texts.values.sorted(), to: customers)
        try await perform(.scheduleMaintenance(schedule), id: command, by: actor, at: now)
    }

    public func change(
        _ change: ChangeMaintenance, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        var change = change
        guard let maintenance = await ledger.read({ $0.maintenances[change.id] }) else {
            throw .refused(.unknownMaintenance(change.id))
        }
        change.leaks = try await leaks(
            in: [change.text] + change.texts.values.sorted(), to: try await customers(of: maintenance))
        try await perform(.changeMaintenance(change), id: command, by: actor, at: now)
    }

    /// Whom planned work concerns now, and who was told of it before: nobody who heard that it comes misses that it moves.
    public func customers(of maintenance: Maintenance) async throws(OperationError) -> [CustomerID] {
        let told = try await rows { () async throws(Failure) in
            try await store.deliveries(
                DeliveryQuery(subjectPrefix: "maintenance/\(maintenance.id)/", limit: 1_000_000))
        }
        return try await Set(concerned(by: maintenance.concerns)).union(told.map(\.customer))
            .subtracting([Subscriber.customer]).sorted()
    }

    /// Planned work that this customer may know of, the earliest first.
    public func maintenances(for customer: CustomerID) async throws(OperationError) -> [Maintenance] {
        let all = await ledger.read { Array($0.maintenances.values) }.sorted { ($0.from, $0.id) < ($1.from, $1.id) }
        guard !all.isEmpty else { return [] }
        let fleet = try await rows(image.current)
        let sites = try await rows { () async throws(Failure) in try await image.sites(of: customer) }
            .map { SiteFacts($0, customer: fleet.customers[customer]) }
        var theirs: [Maintenance] = []
        for maintenance in all {
            let isMeant =
                maintenance.concerns.map { concerns in sites.contains { concerns.evaluate($0) != .no } }
                ?? !sites.isEmpty
            let isTheirs = isMeant ? true : try await wasTold(customer, of: maintenance.id)
            if isTheirs { theirs.append(maintenance) }
        }
        return theirs
    }

    private func wasTold(_ customer: CustomerID, of id: MaintenanceID) async throws(OperationError) -> Bool {
        try await !rows { () async throws(Failure) in
            try await store.deliveries(
                DeliveryQuery(subjectPrefix: "maintenance/\(id)/", customer: customer, limit: 1))
        }.isEmpty
    }

    private func concerned(by predicate: Predicate?) async throws(OperationError) -> [CustomerID] {
        guard let predicate else {
            return Set(try await rows(image.current).installations.map(\.customer)).sorted()
        }
        return AudienceRule.matching(predicate, image: try await rows(image.columns), versions: [:]).map(\.customer)
    }
}
