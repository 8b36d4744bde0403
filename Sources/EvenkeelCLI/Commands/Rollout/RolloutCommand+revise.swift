import ArgumentParser
import EvenkeelAPI
import Foundation

extension RolloutCommand {
    struct Replan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Plan a rollout under way again: the fleet, the calendar or a hold has changed.",
            discussion: """
                What has begun stays. The new revision changes nothing until somebody adopts it, and can be adopted only \
                while the plan it was made from is in force. For another policy use `evenkeel rollout plan`.

                Examples:

                  evenkeel rollout replan pbx-5.2 --reason 'Three sites joined.'
                  evenkeel rollout replan pbx-5.2 --dry-run
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("Why it is planned again.", valueName: "sentence"))
        var reason: String?

        @Flag(name: .long, help: "Show what would change, and save nothing.")
        var dryRun = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if reason == nil, !dryRun { throw ValidationError("Say why with --reason, or look with --dry-run.") }
        }

        func run() async throws {
            let connection = try server.connection()
            let path = ServerConnection.path(
                ["rollouts", id, "replan"], query: [("dry_run", dryRun ? "true" : nil)])
            let body = try WireJSON.data(reason.map { ["reason": $0] } ?? [:])
            let diff = try connection.read(
                PlanDiffDocument.self,
                from: try await connection.send(
                    "POST", path, body: body, idempotencyKey: dryRun ? nil : UUID().uuidString))
            try Printout.show(diff, as: output.format) { PlanDiffPrinter.lines(diff, width: $0, ink: $1) }
            Console.note(
                dryRun
                    ? "Nothing was saved, because of --dry-run."
                    : "Revision \(diff.to) waits. To go on: evenkeel rollout adopt \(id) --revision \(diff.to)")
        }
    }

    struct Adopt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a revision into force; those whose date moved are told, and nobody else.",
            discussion: """
                Example:

                  evenkeel rollout adopt pbx-5.2 --revision 3
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(name: .long, help: "The number of the revision; else the newest that waits.")
        var revision: Int?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let body = revision.map { ["revision": $0] } ?? [:]
            let rollout = try await server.connection().send(
                "POST", ["rollouts", id, "adopt"], body, expecting: RolloutDocument.self)
            try Printout.show(rollout, as: output.format) {
                RolloutPrinter(rollout: rollout).lines(width: $0, ink: $1)
            }
        }
    }
}
