import EvenkeelDomain
import EvenkeelLedger

enum AppointmentSQL {
    static let put = """
        INSERT INTO appointments (id, rollout, customer, person, start_at, appointment) \
        VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (id) DO UPDATE SET person = excluded.person, start_at = excluded.start_at, \
        appointment = excluded.appointment
        """

    static func appointments(_ query: AppointmentQuery) -> (text: String, values: [SQLValue]) {
        var filter = RowFilter()
        filter.add("id", query.id.map { .id($0) })
        filter.add("rollout", query.rollout.map { .id($0) })
        filter.add("customer", query.customer.map { .id($0) })
        filter.add("person", query.person.map { .text($0) })
        return filter.select("appointment", from: "appointments", orderedBy: "start_at, id", limit: nil)
    }

    static let all =
        [put]
        + (0..<16).map { bits in
            appointments(
                AppointmentQuery(
                    id: bits & 1 == 0 ? nil : "a", rollout: bits & 2 == 0 ? nil : "r",
                    customer: bits & 4 == 0 ? nil : "c", person: bits & 8 == 0 ? nil : "p")
            ).text
        }
}
