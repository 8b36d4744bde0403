/// The parts of the console, in the order of their links.
enum ConsoleSection: String, CaseIterable {
    case today, rollouts, jobs, calendar, maintenance, appointments, support, incidents, holds, outbox, journal

    var path: String { self == .today ? "/console" : "/console/\(rawValue)" }

    var name: String {
        switch self {
        case .today: "Today"
        case .rollouts: "Rollouts"
        case .jobs: "Jobs"
        case .calendar: "Calendar"
        case .maintenance: "Maintenance"
        case .appointments: "Appointments"
        case .support: "Support"
        case .incidents: "Incidents"
        case .holds: "Guards and holds"
        case .outbox: "Outbox"
        case .journal: "Journal"
        }
    }
}
