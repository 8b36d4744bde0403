import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import Foundation

/// `evenkeel hold`.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Predicates that keep matching installations out of every rollout.",
        discussion: """
            Example:

              evenkeel hold add 'feature==fax;environment.platform==debian-11' --why 'Faxes stop half way.'
            """,
        subcommands: [Add.self, List.self, Lift.self, Renew.self, Override.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep matching installations out of every rollout until the hold is lifted.",
            discussion: """
                Examples:

                  evenkeel hold add 'customer==acme' --why 'Acme audits its books.' --until 14d
                  evenkeel hold add 'feature==fax' --why 'Faxes stop half way.' --incident inc-7
                """)

        @Argument(help: "Whom it concerns.", transform: ArgumentForm.predicate)
        var predicate: String

        @Option(name: .long, help: ArgumentHelp("The reason, for whoever meets the hold.", valueName: "sentence"))
        var why: String

        @Option(
            name: .long, help: ArgumentHelp("Who answers for it; without it, the name of the token.", valueName: "name")
        )
        var owner: String?

        @Option(
            name: .long, help: ArgumentHelp("When it ends by itself: 14d, or a time.", valueName: "time"),
            transform: ArgumentForm.instant)
        var until: Timestamp?

        @Option(
            name: .long,
            help: ArgumentHelp("The incident it comes from; a release that fixes it passes.", valueName: "id"))
        var incident: String?

        @Option(name: .long, help: ArgumentHelp("Its id; without it, one is made.", valueName: "id"))
        var id: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let id: String?
            let predicate: String
            let why: String
            let owner: String?
            let expires: String?
            let incident: String?
        }

        func run() async throws {
            let body = Body(
                id: id, predicate: predicate, why: why, owner: owner, expires: until?.description, incident: incident)
            let hold = try await server.connection().send("POST", ["holds"], body, expecting: HoldDocument.self)
            try Printout.show(hold, as: output.format) { _, ink in
                [
                    ink(.green, "Hold \(hold.id)") + " keeps \(hold.predicate) out of every rollout"
                        + (hold.expires.map { " until \(Figures.time($0)) UTC." } ?? " until it is lifted.")
                ]
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the holds in force.",
            discussion: """
                Example:

                  evenkeel hold list
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(HoldPage.self, "holds")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("id"), .prose("keeps out"), .text("owner"), .text("since (UTC)"), .text("until (UTC)"),
                    .text("incident"), .prose("why"), .prose("keeps now"), .prose("lets go"),
                ])
                for hold in page.holds {
                    table.add(
                        TextTable.Cell(hold.id), TextTable.Cell(hold.predicate), TextTable.Cell(hold.owner),
                        TextTable.Cell(Figures.time(hold.since)), TextTable.Cell(Figures.time(hold.expires)),
                        TextTable.Cell(hold.incident ?? "-"), TextTable.Cell(hold.why),
                        TextTable.Cell(Self.kept(hold)), TextTable.Cell(Self.excepted(hold)))
                }
                return Printout.list(table, orElse: "No hold is in force.", width: width, ink: ink)
            }
        }

        private static func kept(_ hold: HoldDocument) -> String {
            let keeps = (hold.keeps ?? []).map { "\($0.rollout): \(Figures.count($0.installations, "site"))" }
            return keeps.isEmpty ? "-" : keeps.joined(separator: ", ")
        }

        /// The sites that go in spite of it, with who said so and why.
        private static func excepted(_ hold: HoldDocument) -> String {
            let excepted = (hold.overrides ?? []).map {
                "\($0.installations.joined(separator: ", ")) in \($0.rollout), by \($0.by): \($0.why)"
            }
            return excepted.isEmpty ? "-" : excepted.joined(separator: "; ")
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lift a hold, with the reason.",
            discussion: """
                Example:

                  evenkeel hold lift hold-3 --why 'Fixed in 5.2.1.'
                """)

        @Argument(help: "The hold's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("Why it may go.", valueName: "sentence"))
        var why: String

        @OptionGroup var server: ServerOptions

        func run() async throws {
            try await server.connection().send("POST", ["holds", id, "lift"], ["why": why])
            try Console.print("Hold \(id) is lifted.")
        }
    }
}
