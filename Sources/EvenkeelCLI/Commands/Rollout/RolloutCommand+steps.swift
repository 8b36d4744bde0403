import ArgumentParser
import EvenkeelAPI

// The steps of a rollout, one command each. What stops, resumes or overrides asks for a reason, which is journalled.

extension RolloutCommand {
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approve the newest plan, so that the rollout may be started, or a revision of one under way.",
            discussion: """
                The policy says how many persons must approve, and who may. The author of a plan cannot be the last.

                Example:

                  evenkeel rollout approve pbx-5.2
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(name: .long, help: "The number of the revision; else the newest.")
        var revision: Int?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let body = revision.map { ["revision": $0] } ?? [:]
            let rollout = try await server.connection().send(
                "POST", ["rollouts", id, "approve"], body, expecting: RolloutDocument.self)
            try Printout.show(rollout, as: output.format) {
                RolloutPrinter(rollout: rollout).lines(width: $0, ink: $1)
            }
        }
    }

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start an approved rollout: notices go out, then the first wave opens.",
            discussion: """
                Example:

                  evenkeel rollout start pbx-5.2
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            try await RolloutStep.start.take(id, body: [String: String](), server: server, format: output.format)
        }
    }

    struct Halt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop a rollout at once and take back what has not started.",
            discussion: """
                It asks for no confirmation: stopping is never the mistake.

                Example:

                  evenkeel rollout halt pbx-5.2 --reason 'Calls drop after ten seconds at two sites.'
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("What is wrong.", valueName: "sentence"))
        var reason: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            try await RolloutStep.halt.take(id, body: ["reason": reason], server: server, format: output.format)
        }
    }

    struct Advance: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide against a missing verdict: let the next wave come.",
            discussion: """
                Example:

                  evenkeel rollout advance pbx-5.2 --reason 'The three silent sites confirmed by telephone.'
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(
            name: .long,
            help: ArgumentHelp(
                "Why the evidence is enough for you; it is journalled with the figures.", valueName: "sentence"))
        var reason: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            try await RolloutStep.advance.take(id, body: ["reason": reason], server: server, format: output.format)
        }
    }

    struct Abort: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give up a rollout for good.",
            discussion: """
                Example:

                  evenkeel rollout abort pbx-5.2 --reason 'Superseded by 5.2.1.'
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("Why it is given up; no customer reads it.", valueName: "sentence"))
        var reason: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            try await RolloutStep.abort.take(id, body: ["reason": reason], server: server, format: output.format)
        }
    }
}
