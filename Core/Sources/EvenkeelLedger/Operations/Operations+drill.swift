public import EvenkeelDomain

extension Operations {
    /// Begins a fire drill: a suspected incident that pages whoever is on duty. From there on people do what they would do.
    public func beginDrill(
        _ id: IncidentID, title: String, impact: Impact, components: [ComponentID], criticality: Criticality,
        command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        try await perform(
            .suspectIncident(
                IncidentSuspected(
                    incident: id, title: title, impact: impact, components: components, visibility: .audience,
                    began: now, signal: Signal(source: .staff, at: now, note: "drill"),
                    drill: Drill(criticality: criticality))), id: command, by: actor, at: now)
    }

    public func grade(_ incident: Incident, at now: Timestamp) -> DrillGrade {
        DrillGrade(of: incident, acknowledgeWithin: settings.rota.acknowledgeWithin, at: now)
    }

    /// One delivery for every address of the drill.
    func drillDeliveries(of update: UpdateID, on id: IncidentID, at now: Timestamp) -> [Delivery] {
        settings.drillAddresses.map { address in
            Delivery(
                recipient: ContactID(Self.staffPrefix + address.description), customer: Drill.customer,
                subject: .drill(id, update), channel: "email", priority: .incident, queuedAt: now)
        }
    }
}
