import EvenkeelDomain

extension State {
    func scheduleMaintenance(_ schedule: ScheduleMaintenance, at now: Timestamp) throws(Refusal) -> Decision {
        guard maintenances[schedule.id] == nil else { throw .alreadyExists(schedule.id.text) }
        guard !schedule.title.trimmed.isEmpty else { throw .titleMissing }
        guard !schedule.text.trimmed.isEmpty else { throw .bodyMissing }
        try checkComponents(schedule.components)
        guard schedule.from < schedule.to, schedule.to > now else {
            throw .maintenanceTimes(from: schedule.from, to: schedule.to)
        }
        guard schedule.audience > 0 || schedule.visibility == .public else {
            throw .maintenanceForNobody(schedule.id)
        }
        let note = MaintenanceNote(
            kind: .scheduled, from: schedule.from, to: schedule.to, at: now, text: schedule.text.trimmed,
            texts: schedule.texts)
        return Decision([
            .maintenanceScheduled(
                MaintenanceScheduled(
                    maintenance: Maintenance(
                        id: schedule.id, title: schedule.title.trimmed, components: schedule.components,
                        visibility: schedule.visibility, concerns: schedule.concerns, announcement: note),
                    override: try override(schedule.leaks, schedule.override)))
        ])
    }

    func changeMaintenance(_ change: ChangeMaintenance, at now: Timestamp) throws(Refusal) -> Decision {
        guard let maintenance = maintenances[change.id] else { throw .unknownMaintenance(change.id) }
        guard let status = maintenance.status.after(change.step) else {
            throw .maintenanceCannot(change.step, change.id, in: maintenance.status)
        }
        let from = change.from ?? maintenance.from
        let to = change.to ?? maintenance.to
        let kind: MaintenanceNote.Kind
        switch change.step {
        case .move:
            guard from < to, to > now else { throw .maintenanceTimes(from: from, to: to) }
            kind = .moved
        case .overrun:
            // Time says so, at its end; somebody may have said meanwhile that it is done.
            guard now >= maintenance.to else { throw .maintenanceCannot(.overrun, change.id, in: maintenance.status) }
            kind = .overran
        case .complete: kind = .completed
        case .cancel:
            guard !change.text.trimmed.isEmpty else { throw .reasonMissing }
            kind = .cancelled
        }
        let note = MaintenanceNote(
            kind: kind, from: from, to: to, at: now, text: change.text.trimmed, texts: change.texts)
        return Decision([
            .maintenanceChanged(
                MaintenanceChanged(
                    maintenance: change.id, status: status, note: note,
                    override: try override(change.leaks, change.override)))
        ])
    }

    func recordMaintenanceFanOut(
        _ id: MaintenanceID, note: Int, _ deliveries: [Delivery]
    ) throws(Refusal) -> Decision {
        guard let maintenance = maintenances[id] else { throw .unknownMaintenance(id) }
        guard maintenance.notes.indices.contains(note), !maintenance.notes[note].fannedOut else { return Decision([]) }
        return Decision(
            [
                .maintenanceFannedOut(
                    MaintenanceFannedOut(
                        maintenance: id, note: note, deliveries: deliveries.count,
                        digest: Digest(of: deliveries.map(\.id.text))))
            ], rows: [.putDeliveries(deliveries)])
    }

    mutating func applyMaintenance(_ entry: Entry) {
        switch entry.event {
        case .maintenanceScheduled(let scheduled):
            maintenances[scheduled.maintenance.id] = scheduled.maintenance
            refreshAgenda(maintenance: scheduled.maintenance.id)
        case .maintenanceChanged(let changed):
            change(changed.maintenance) { maintenance in
                maintenance.status = changed.status
                (maintenance.from, maintenance.to) = (changed.note.from, changed.note.to)
                maintenance.notes.append(changed.note)
            }
        case .maintenanceFannedOut(let fanned):
            change(fanned.maintenance) { maintenance in
                guard maintenance.notes.indices.contains(fanned.note) else { return }
                maintenance.notes[fanned.note].fannedOut = true
            }
        default: break
        }
    }

    private mutating func change(_ id: MaintenanceID, _ body: (inout Maintenance) -> Void) {
        guard var maintenance = maintenances[id] else { return }
        body(&maintenance)
        maintenances[id] = maintenance
        refreshAgenda(maintenance: id)
    }

    mutating func refreshAgenda(maintenance id: MaintenanceID) {
        guard let maintenance = maintenances[id] else { return agenda.replace(.maintenance(id), with: []) }
        var items = maintenance.notes.enumerated().filter { !$0.element.fannedOut }.map { index, note in
            Agenda.Item(at: note.at, duty: .fanOutMaintenance(id, note: index))
        }
        if maintenance.status == .scheduled {
            items.append(.init(at: maintenance.to, duty: .overrunMaintenance(id)))
        }
        agenda.replace(.maintenance(id), with: items)
    }
}
