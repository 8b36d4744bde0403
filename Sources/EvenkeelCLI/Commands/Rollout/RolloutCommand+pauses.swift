import ArgumentParser
import EvenkeelAPI

/// Whose pause, and of what.
struct PauseOptions: ParsableArguments {
    enum Owner: String, CaseIterable, ExpressibleByArgument { case `operator`, customer, system }

    @Option(name: .long, help: "Whose pause it is; each owner lifts its own.")
    var owner: Owner = .operator

    @Option(name: .long, help: ArgumentHelp("Only the sites of this customer.", valueName: "id"))
    var customer: String?

    @Option(name: .long, help: ArgumentHelp("Only this installation.", valueName: "id"))
    var site: String?

    func validate() throws {
        if customer != nil, site != nil { throw ValidationError("--customer and --site cannot go together.") }
    }

    func body(reason: String) -> [String: String] {
        var body = ["reason": reason, "owner": owner.rawValue]
        body["customer"] = customer
        body["installation"] = site
        return body
    }
}

extension RolloutCommand {
    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Pause a rollout, or the sites of one customer: nothing new starts there until it is lifted.",
            discussion: """
                Examples:

                  evenkeel rollout pause pbx-5.2 --reason 'The support line is down today.'
                  evenkeel rollout pause pbx-5.2 --owner customer --customer acme --reason 'They move house.'
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("Why it is paused.", valueName: "sentence"))
        var reason: String

        @OptionGroup var pause: PauseOptions
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            try await RolloutStep.pause.take(
                id, body: pause.body(reason: reason), server: server, format: output.format)
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lift a pause; those of other owners stay.",
            discussion: """
                Example:

                  evenkeel rollout lift pbx-5.2 --owner customer --customer acme --reason 'They are in.'
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("Why it is lifted.", valueName: "sentence"))
        var reason: String

        @OptionGroup var pause: PauseOptions
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            try await RolloutStep.lift.take(
                id, body: pause.body(reason: reason), server: server, format: output.format)
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Let a halted rollout go on, with what shows that the cause is gone; or lift the operator's pause.",
            discussion: """
                A halt asks for one of --fix, --hold and --vouch besides the reason; it is journalled.

                Examples:

                  evenkeel rollout resume pbx-5.2 --reason 'The fault is repaired.' --fix 'pbx 5.2.1'
                  evenkeel rollout resume pbx-5.2 --reason 'It was the test bench.' --vouch 'Maria Rossi'
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("What has been done about the cause.", valueName: "sentence"))
        var reason: String

        @Option(name: .long, help: ArgumentHelp("The release that contains the fix.", valueName: "product version"))
        var fix: String?

        @Option(name: .long, help: ArgumentHelp("The hold that keeps those out whom it concerns.", valueName: "id"))
        var hold: String?

        @Option(name: .long, help: ArgumentHelp("Who answers for it, by name.", valueName: "name"))
        var vouch: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if [fix, hold, vouch].compactMap(\.self).count > 1 {
                throw ValidationError("Give one of --fix, --hold and --vouch.")
            }
        }

        func run() async throws {
            var body = ["reason": reason]
            body["fix"] = fix
            body["hold"] = hold
            body["vouched_by"] = vouch
            try await RolloutStep.resume.take(id, body: body, server: server, format: output.format)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try sites again whose install failed or timed out.",
            discussion: """
                Example:

                  evenkeel rollout retry pbx-5.2 acme-hq bolt-office --reason 'The disk was full and is not any more.'
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Argument(help: "The installations.")
        var sites: [String]

        @Option(name: .long, help: ArgumentHelp("Why it will go better now.", valueName: "sentence"))
        var reason: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let reason: String
            let installations: [String]
        }

        func run() async throws {
            try await RolloutStep.retry.take(
                id, body: Body(reason: reason, installations: sites), server: server, format: output.format)
        }
    }

    struct Why: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Why a site does not run the release: one answer, and what would change it.",
            discussion: """
                Examples:

                  evenkeel rollout why acme-hq
                  evenkeel rollout why acme-hq --rollout pbx-5.2
                """)

        @Argument(help: "The installation's id.")
        var site: String

        @Option(name: .long, help: ArgumentHelp("Only in this rollout.", valueName: "id"))
        var rollout: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let connection = try server.connection()
            let page: StandingsDocument
            if let rollout {
                page = StandingsDocument(standings: [
                    try await connection.get(StandingDocument.self, "rollouts", rollout, "why", site)
                ])
            } else {
                page = try await connection.get(StandingsDocument.self, "installations", site, "why")
            }
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("rollout"), .text("why"), .prose("in words"), .prose("what would change it"),
                ])
                for standing in page.standings {
                    table.add(
                        TextTable.Cell(standing.rollout),
                        TextTable.Cell(standing.code, standing.code == "done" ? .green : .yellow),
                        TextTable.Cell(
                            ([standing.text] + (standing.overrides ?? []).map(\.text)
                                + (standing.beyondCapacity ?? []).map(\.text)).joined(separator: " ")),
                        TextTable.Cell(standing.change ?? "", .dim))
                }
                return Printout.list(table, orElse: "No rollout has to do with it.", width: width, ink: ink)
            }
        }
    }
}
