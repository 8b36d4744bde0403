import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator

extension TestSite {
    /// What a day takes in tests about full days: more than the two sites of the first wave.
    static let perDay = 3

    /// Somebody is expected today at as many other sites of the rollout as a day takes.
    func fillToday(besides site: InstallationID) async throws {
        let others = Self.fleet.installations.filter { $0.id != site }.suffix(Self.perDay)
        let visits = others.map { other in
            RowChange.putAppointment(
                Appointment(
                    id: AppointmentID("visit-\(other.id)"), rollout: "pbx-5.2", installation: other.id,
                    customer: other.customer, start: now + .minutes(30), minutes: 60, person: "Ben Ray", changedAt: now)
            )
        }
        try await store.change(visits)
    }
}
