import EvenkeelDomain
import EvenkeelLedger

/// Applies changes of rows inside a transaction. Each returns the rows it changed that its caller named: versions,
/// counters and history that follow from them are not counted.
struct RowWriter {
    let transaction: any SQLTransaction

    init(_ transaction: any SQLTransaction) { self.transaction = transaction }

    func apply(_ changes: [RowChange]) throws(Failure) -> Int {
        var count = 0
        for change in changes { count += try apply(change) }
        return count
    }

    private func apply(_ change: RowChange) throws(Failure) -> Int {
        switch change {
        case .putCustomers(let customers): return try put(customers)
        case .putContacts(let contacts): return try put(contacts)
        case .putInstallations(let installations): return try put(installations)
        case .recordVersion(let installation, let fact): return try record(fact, at: installation)
        case .putPlan(let plan): return try put(plan)
        case .putPlacements(let rows): return try put(rows)
        case .revisePlacements(let rollout, let begun, let rows): return try revise(rollout, begun: begun, rows)
        case .stepWave(let rollout, let wave, let step, let at): return try stepWave(rollout, wave, step, at)
        case .stepPlacement(let rollout, let installation, let step, let at, let note):
            return try stepPlacement(rollout, installation, step, at, note)
        case .stepInstall(let step): return try self.step(step)
        case .noteInstall(let install, let note): return try self.note(note, of: install)
        case .tickInstall(let install, let tick):
            return try transaction.execute(
                InstallSQL.tick, [.install(install), .number(tick.number), .time(tick.at), .text(tick.by)])
        case .putRecord(let install, let record, let content):
            return try transaction.execute(
                InstallSQL.putRecord,
                [
                    .install(install), .number(record.number), .text(record.name), .text(record.type),
                    .number(record.sizeBytes), .time(record.at), .text(record.by), .text(content),
                ])
        case .nameFaults(let rollout, let faults, let name): return try nameFaults(faults, of: rollout, name)
        case .requireTally(let rollout, let version): return try requireTally(rollout, version)
        case .putNotices(let notices): return try put(notices)
        case .stepNoticesOf(let customers, let rollout, let wave, let step):
            return try stepNotices(rollout, wave, step, of: customers)
        case .unhearNotices(let customer, let rollout, let wave):
            return try transaction.execute(NoticeSQL.unhear, [.id(rollout), .number(wave), .id(customer)])
        case .replaceNotices(let notices): return try replace(notices)
        case .putAnswer(let answer): return try put(answer)
        case .putSiteDates(let dates): return try put(dates)
        case .putAppointment(let appointment): return try put(appointment)
        case .putTicket(let ticket): return try put(ticket)
        case .putLinks(let links): return try put(links)
        case .revokeLinks(let kind, let subject, let at): return try revokeLinks(kind, subject, at)
        case .putAudience(let incident, let members): return try put(members, of: incident)
        case .dropAudience(let incident, let customers): return try drop(customers, of: incident)
        case .restoreAudience(let incident, let customers, let how, let at):
            return try restore(customers, of: incident, how, at)
        case .putDeliveries(let deliveries): return try put(deliveries)
        case .stepDelivery(let id, let step, let at, let reason, let notBefore, let generation):
            return try stepDelivery(id, step, at, reason, notBefore, generation)
        case .requireDelivery(let id, let state): return try requireDelivery(id, in: state)
        case .stepDeliveriesBefore(let generation, let step, let at, let reason):
            return try stepDeliveries(before: generation, step, at, reason)
        case .stepDeliveriesAbout(let subject, let step, let at, let reason):
            return try stepDeliveries(about: subject, step, at, reason)
        case .stepDeliveries(let state, let step, let at): return try stepDeliveries(in: state, step, at)
        case .putChoice(let address, let choice, let at): return try put(choice, of: address, at)
        case .putQuarantine(let address, let quarantine): return try put(quarantine, of: address)
        case .liftQuarantine(let address): return try liftQuarantine(of: address)
        case .putSubscriber(let subscriber): return try put(subscriber)
        case .dropSubscriber(let address): return try dropSubscriber(address)
        case .putReply(let reply): return try put(reply)
        case .markReplyRead(let id, let reader, let at): return try markReplyRead(id, by: reader, at)
        case .putToken(let token): return try put(token)
        case .endLeases(let prefix, let at): return try endLeases(prefix, at)
        case .revokeToken(let name, let at): return try revokeToken(name, at)
        }
    }

    /// Runs a statement once for each list of values, and returns the rows changed.
    func each(_ statement: String, _ lists: some Sequence<[SQLValue]>) throws(Failure) -> Int {
        try transaction.executeEach(statement, Array(lists))
    }

    /// Runs a step where it is allowed at all.
    func run(
        _ statement: StepStatement?, _ values: [StepStatement.Parameter: SQLValue]
    ) throws(Failure) -> Int {
        guard let statement else { return 0 }
        return try transaction.execute(statement.text, statement.parameters.map { values[$0] ?? .null })
    }
}
