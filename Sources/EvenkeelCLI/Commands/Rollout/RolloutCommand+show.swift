import ArgumentParser
import EvenkeelAPI

extension RolloutCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the rollouts.",
            discussion: """
                Example:

                  evenkeel rollout list
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(RolloutPage.self, "rollouts")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("rollout"), .text("release"), .text("state"), .number("revision"), .number("sites"),
                    .number("waves passed"), .prose("waiting"),
                ])
                for rollout in page.rollouts {
                    let passed = rollout.waves.count { $0.state == "passed" }
                    table.add(
                        TextTable.Cell(rollout.id), TextTable.Cell("\(rollout.product) \(rollout.release)"),
                        TextTable.Cell(rollout.word, RolloutPrinter.style(ofState: rollout.word)),
                        TextTable.Cell("\(rollout.revision)"), TextTable.Cell(Figures.count(rollout.selected)),
                        TextTable.Cell("\(passed) of \(rollout.waves.count)"),
                        TextTable.Cell(rollout.waitingFor.inBrief))
                }
                return Printout.list(table, orElse: "There is no rollout yet.", width: width, ink: ink)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a rollout as it runs, its plan, or where every installation stands.",
            discussion: """
                Examples:

                  evenkeel rollout show pbx-5.2
                  evenkeel rollout show pbx-5.2 --plan
                  evenkeel rollout show pbx-5.2 --placements
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Flag(name: .long, help: "Show the newest plan instead.")
        var plan = false

        @Flag(name: .long, help: "Show where every installation stands instead.")
        var placements = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if plan, placements { throw ValidationError("--plan and --placements cannot go together.") }
        }

        func run() async throws {
            let connection = try server.connection()
            if plan {
                let plan = try await connection.get(PlanDocument.self, "rollouts", id, "plan")
                try Printout.show(plan, as: output.format) { PlanPrinter(plan).lines(width: $0, ink: $1) }
            } else if placements {
                try await showPlacements(connection)
            } else {
                let rollout = try await connection.get(RolloutDocument.self, "rollouts", id)
                try Printout.show(rollout, as: output.format) {
                    RolloutPrinter(rollout: rollout).lines(width: $0, ink: $1)
                }
            }
        }

        private func showPlacements(_ connection: ServerConnection) async throws {
            var page = try await connection.get(PlacementPage.self, "rollouts", id, "placements")
            while let next = page.next {
                let more = try await connection.get(
                    PlacementPage.self, "rollouts", id, "placements", query: [("cursor", next)])
                page.placements += more.placements
                page.next = more.next
            }
            try Printout.show(page, as: output.format) { [page] width, ink in
                var table = TextTable([
                    .number("wave"), .text("installation"), .text("customer"), .text("state"), .number("tries"),
                    .text("settled (UTC)"), .prose("note"),
                ])
                for row in page.placements {
                    table.add(
                        TextTable.Cell("\(row.wave)"), TextTable.Cell(row.installation),
                        TextTable.Cell(row.customer, .dim),
                        TextTable.Cell(StateWords.of(row.state), RolloutPrinter.style(ofState: row.state)),
                        TextTable.Cell("\(row.attempts)"), TextTable.Cell(Figures.time(row.settledAt)),
                        TextTable.Cell(row.fault ?? row.note ?? ""))
                }
                return Printout.list(table, orElse: "Nobody has a place.", width: width, ink: ink)
            }
        }
    }
}
