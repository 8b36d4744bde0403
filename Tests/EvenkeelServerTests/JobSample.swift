@testable import EvenkeelServer

/// Jobs and a site with everything on them.
enum JobSample {
    static func list(frame: ConsoleFrame) -> JobListModel {
        func job(startPath: String?, endPath: String?) -> JobListModel.Job {
            JobListModel.Job(
                site: "s", customer: "c", customerPath: "/", rollout: "r", rolloutPath: "/", release: "pbx 5.2.0",
                state: "due", label: "l", note: "n", isRollback: endPath != nil, startPath: startPath,
                full: startPath.map { _ in "f" }, endPath: endPath,
                steps: [
                    .init(number: 1, text: "t", isDone: true, path: "/"),
                    .init(number: 2, text: "t", isDone: false, path: "/"),
                ])
        }
        return JobListModel(frame: frame, jobs: [job(startPath: "/", endPath: nil), job(startPath: nil, endPath: "/")])
    }

    static func installation(frame: ConsoleFrame) -> InstallationModel {
        InstallationModel(
            frame: frame, id: "i", customer: "c", customerPath: "/", version: "5.2.0",
            facts: [.init(version: "5.2.0", source: "technician", at: "a")],
            places: [.init(rollout: "r", path: "/", wave: 1, state: "installed", label: "l", note: "n")],
            tries: [
                .init(
                    number: 1, rollout: "r", executor: "manual", state: "failed", label: "l", startedAt: "a", note: "n")
            ])
    }
}
