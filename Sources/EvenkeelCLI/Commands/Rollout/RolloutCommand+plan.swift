import ArgumentParser
import EvenkeelAPI
import EvenkeelFiles
import Foundation

extension RolloutCommand {
    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Plan a rollout from a policy and the server's fleet, as the next revision.",
            discussion: """
                Examples:

                  evenkeel rollout plan policy.yaml
                  evenkeel rollout plan policy.yaml --dry-run --summary
                  evenkeel rollout plan policy.yaml --dry-run --diff

                Where the rollout is under way the plan becomes a revision that waits to be adopted: what has begun \
                stays, and `evenkeel rollout diff` shows who would move.
                """)

        @Argument(help: "The policy, in YAML.", completion: .file())
        var policy: String

        @Flag(name: .long, help: "Show the plan, and save nothing.")
        var dryRun = false

        @Flag(name: .long, help: "Leave out the installations: waves and curve only.")
        var summary = false

        @Flag(name: .long, help: "With --dry-run: show only what would change, and whom to tell.")
        var diff = false

        @Option(name: .long, help: ArgumentHelp("Why a plan under way is changed.", valueName: "sentence"))
        var reason: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if diff, !dryRun { throw ValidationError("--diff goes with --dry-run.") }
        }

        func run() async throws {
            let connection = try server.connection()
            // Read here first: what is wrong is told by the file's own name.
            let known = try PolicyFile.read(path: policy)
            let yaml: Data
            do { yaml = try Data(contentsOf: URL(fileURLWithPath: policy)) } catch {
                throw CommandFailure("\(policy) could not be read.", why: error.localizedDescription)
            }
            let path = ServerConnection.path(
                ["rollouts"],
                query: [("dry_run", dryRun ? "true" : nil), ("diff", diff ? "true" : nil), ("reason", reason)])
            if diff {
                let diff = try connection.read(
                    PlanDiffDocument.self,
                    from: try await connection.send("POST", path, body: yaml, contentType: "application/yaml"))
                try Printout.show(diff, as: output.format) { PlanDiffPrinter.lines(diff, width: $0, ink: $1) }
                return
            }
            var plan = try connection.read(
                PlanDocument.self,
                from: try await connection.send(
                    "POST", path, body: yaml, contentType: "application/yaml", idempotencyKey: UUID().uuidString))
            if summary { plan = plan.withoutInstallations }
            try Printout.show(plan, as: output.format) { [plan] width, ink in
                PlanPrinter(plan, policy: known).lines(width: width, ink: ink)
            }
            if dryRun {
                Console.note("Nothing was saved, because of --dry-run.")
            } else {
                let rollout = try await connection.get(RolloutDocument.self, "rollouts", plan.rollout)
                let waits = rollout.revision != plan.revision
                Console.note(
                    waits
                        ? "Revision \(plan.revision) waits. What it changes: evenkeel rollout diff \(plan.rollout). "
                            + "To go on: evenkeel rollout adopt \(plan.rollout)"
                        : "Revision \(plan.revision) is saved. To go on: evenkeel rollout approve \(plan.rollout)")
            }
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a revision of a plan changes, installation by installation, and whom to tell.",
            discussion: """
                Shows the newest revision that waits to be adopted; where none waits, what the one in force changed.

                Examples:

                  evenkeel rollout diff pbx-5.2
                  evenkeel rollout diff pbx-5.2 --revision 3
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(name: .long, help: "The number of the revision.")
        var revision: Int?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let diff = try await server.connection().get(
                PlanDiffDocument.self, "rollouts", id, "diff", query: [("revision", revision.map { "\($0)" })])
            try Printout.show(diff, as: output.format) { PlanDiffPrinter.lines(diff, width: $0, ink: $1) }
        }
    }
}

extension PlanDocument {
    /// Waves and curve without the installations.
    var withoutInstallations: PlanDocument {
        var summary = self
        for number in summary.waves.indices { summary.waves[number].installations = nil }
        return summary
    }
}
