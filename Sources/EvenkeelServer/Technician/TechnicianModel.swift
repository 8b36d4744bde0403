import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// A technician's own jobs: today's, what is left of earlier days, and what comes next. Small, because the connection is
/// bad, and complete without scripts.
struct TechnicianModel: PageModel {
    struct Call {
        let name: String
        let phone: String
    }

    /// One thing to do and tick off.
    struct Step {
        let number: Int
        let text: String
        let isDone: Bool
        /// Where a form ticks it off; nil where it is not the site's turn.
        let tickPath: String?
    }

    struct Record {
        let text: String
    }

    struct Job {
        let id: String
        let path: String
        let time: String
        let customer: String
        let site: String
        let release: String
        let access: String?
        let calls: [Call]
        /// What the release is, what to test, and the way back.
        let notes: [String]
        let hasNotes: Bool
        let steps: [Step]
        let hasSteps: Bool
        /// True while steps are open: the install cannot end as done.
        let isUnfinished: Bool
        /// What was left as proof.
        let records: [Record]
        /// True where files can be left.
        let takesRecords: Bool
        /// True where the version before is to be put back.
        let isRollback: Bool
        /// Where a form begins it with the reason why it is to be today all the same; nil where there is room today.
        let fullPath: String?
        let isReady: Bool
        let isEarly: Bool
    }

    struct Next {
        let time: String
        let customer: String
        let site: String
    }

    static let template = "technician"

    let siteName: String
    let person: String
    let day: String
    let said: String?
    let formKey: String
    let jobs: [Job]
    let hasJobs: Bool
    let later: [Next]
    let hasLater: Bool

    static func of(_ person: String, path: String, said: String?, site: Site) async throws -> TechnicianModel {
        let (now, zone) = (site.now, site.context.zone)
        let today = zone.localDate(at: now)
        let fleet = try await site.operations.image.current()
        let releases = await site.ledger.read { state in state.rollouts.mapValues(\.release) }
        let open = try await site.store.appointments(AppointmentQuery(person: person)).filter { $0.state == .agreed }
        var jobs: [Job] = []
        for appointment in open where zone.localDate(at: appointment.start) <= today {
            let place = try await site.store.placements(
                PlacementQuery(rollout: appointment.rollout, installation: appointment.installation)
            ).first
            let ready: Set<PlacementState> = [.due, .started, .rollbackDue, .rollingBack]
            let isTurn = place.map { ready.contains($0.state) } ?? false
            let own = "\(path)/\(appointment.id)"
            let work = try await TechnicianInstall(appointment, by: person, site: site)?.job()
            // Whoever has not said why begins nothing on a day that others have taken.
            let isFull = isTurn && work?.full != nil
            let isReady = isTurn && !isFull
            let done = Set(work?.ticks.map(\.number) ?? [])
            var records: [Record] = []
            if let id = work?.install?.id {
                records = try await site.store.records(of: id).map { record in
                    Record(text: "\(record.name), \((record.sizeBytes + 1023) / 1024) KiB")
                }
            }
            let release = releases[appointment.rollout]
            let text = release?.texts["en"]
            jobs.append(
                Job(
                    id: appointment.id.text, path: own,
                    time: try await span(appointment, site),
                    customer: fleet.customers[appointment.customer]?.name ?? appointment.customer.text,
                    site: appointment.installation.text, release: release?.name ?? appointment.rollout.text,
                    access: appointment.access,
                    calls: (fleet.contacts[appointment.customer] ?? []).compactMap { contact in
                        contact.phone.map { Call(name: contact.name ?? "", phone: $0) }
                    },
                    notes: [
                        text?.summary, text.map { "Test: \($0.whatToTest)" }, text.map { "Way back: \($0.wayBack)" },
                    ]
                    .compactMap(\.self), hasNotes: text != nil,
                    steps: (work?.steps ?? []).enumerated().map { index, text in
                        Step(
                            number: index + 1, text: text, isDone: done.contains(index + 1),
                            tickPath: isReady ? "\(own)/steps" : nil)
                    }, hasSteps: work?.steps.isEmpty == false, isUnfinished: work?.missing.isEmpty == false,
                    records: records, takesRecords: isReady && work != nil, isRollback: work?.isRollback ?? false,
                    fullPath: isFull ? "\(own)/begin" : nil, isReady: isReady, isEarly: !isTurn))
        }
        var later: [Next] = []
        for appointment in open.filter({ zone.localDate(at: $0.start) > today }).prefix(10) {
            later.append(
                Next(
                    time: try await span(appointment, site),
                    customer: fleet.customers[appointment.customer]?.name ?? appointment.customer.text,
                    site: appointment.installation.text))
        }
        return TechnicianModel(
            siteName: site.context.siteName, person: person, day: "\(today)", said: words(said),
            formKey: Secret.random(), jobs: jobs, hasJobs: !jobs.isEmpty, later: later,
            hasLater: !later.isEmpty)
    }

    /// `09:00 to 10:00 (Europe/Rome)` by the clock at the site, as the invitation has it, with the day where it is not today.
    private static func span(_ appointment: Appointment, _ site: Site) async throws -> String {
        let zone = try await site.operations.zone(of: appointment)
        let (start, end) = (zone.localText(appointment.start), zone.localText(appointment.end))
        let isToday = zone.localDate(at: appointment.start) == zone.localDate(at: site.now)
        return "\(isToday ? String(start.suffix(5)) : start) to \(end.suffix(5)) (\(zone.name))"
    }

    private static func words(_ said: String?) -> String? {
        switch said {
        case "installed": "Recorded: installed."
        case "failed": "Recorded: failed."
        case "begun": "Begun."
        case "step": "Recorded."
        case "record": "The file is kept."
        case "not-possible": "Recorded: not possible. Somebody will make a new appointment."
        default: nil
        }
    }
}
