public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    /// In the order of their time.
    public func appointments(_ query: AppointmentQuery) async throws(Failure) -> [Appointment] {
        let (text, values) = AppointmentSQL.appointments(query)
        let rows = try await driver.read { transaction throws(Failure) in try transaction.query(text, values) }
        var appointments: [Appointment] = []
        for row in rows { appointments.append(try StoredJSON.value(of: try row.text(0), what: "an appointment")) }
        return appointments
    }
}

extension RowWriter {
    func put(_ appointment: Appointment) throws(Failure) -> Int {
        try transaction.execute(
            AppointmentSQL.put,
            [
                .id(appointment.id), .id(appointment.rollout), .id(appointment.customer), .text(appointment.person),
                .time(appointment.start), .text(try StoredJSON.text(of: appointment)),
            ])
    }
}
