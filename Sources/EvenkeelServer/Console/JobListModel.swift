import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// What is to be done by hand, site by site.
struct JobListModel: PageModel {
    struct Step {
        let number: Int
        let text: String
        let isDone: Bool
        let path: String
    }

    struct Job {
        let site: String
        let customer: String
        let customerPath: String
        let rollout: String
        let rolloutPath: String
        let release: String
        let state: String
        let label: String
        let note: String
        /// True where the version before is to be put back.
        let isRollback: Bool
        /// Where a form begins it; nil once it has begun.
        let startPath: String?
        /// Who has taken today's room, which whoever begins it gives a reason for; nil where there is room.
        let full: String?
        /// Where a form ends it; nil before.
        let endPath: String?
        let steps: [Step]
    }

    static let template = "jobs"

    let frame: ConsoleFrame
    let jobs: [Job]

    static func of(site: Site, frame: ConsoleFrame) async throws -> JobListModel {
        let customers = try await site.operations.image.current().customers
        let jobs = try await site.operations.jobs(at: site.now).map { job -> Job in
            let install = job.install.map { "/console/jobs/\($0.id)" }
            let done = Set(job.ticks.map(\.number))
            return Job(
                site: job.row.installation.text, customer: customers[job.row.customer]?.name ?? job.row.customer.text,
                customerPath: "/console/customers/\(job.row.customer)", rollout: job.rollout.id.text,
                rolloutPath: "/console/rollouts/\(job.rollout.id)", release: job.rollout.release.name,
                state: job.row.state.rawValue, label: StateWords.of(job.row.state.rawValue),
                note: job.install.flatMap(\.by).map { "begun by \($0)" } ?? job.visit.map(visited)
                    ?? job.day.map { "its day is \($0)" } ?? job.row.note ?? "",
                isRollback: job.isRollback,
                startPath: install == nil && job.day == nil
                    ? "/console/jobs/\(job.rollout.id)/\(job.row.installation)/start" : nil,
                full: job.full.map(CalendarSentences.full), endPath: install.map { $0 + "/end" },
                steps: job.steps.enumerated().map { index, text in
                    Step(
                        number: index + 1, text: text, isDone: done.contains(index + 1),
                        path: install.map { $0 + "/steps" } ?? "")
                })
        }
        return JobListModel(frame: frame, jobs: jobs)
    }

    private static func visited(_ visit: Appointment) -> String {
        "\(visit.person) was there and could not do it: \(visit.note ?? "no reason was given") Make a new appointment."
    }
}
