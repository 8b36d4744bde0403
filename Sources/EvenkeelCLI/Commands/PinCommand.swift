import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

/// `evenkeel pin`.
struct PinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin", abstract: "Sites that stay as they are until a day.",
        discussion: """
            Example:

              evenkeel pin add acme-hq --until 2027-01-31
            """,
        subcommands: [Add.self, List.self, Lift.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave sites as they are until and including a day.",
            discussion: """
                Example:

                  evenkeel pin add acme-hq acme-lab --until 2027-01-31
                """)

        @Argument(help: "The installations.")
        var installations: [String]

        @Option(
            name: .long, help: ArgumentHelp("The last day of the pin.", valueName: "date"), transform: ArgumentForm.date
        )
        var until: CivilDate

        @OptionGroup var server: ServerOptions

        private struct Body: Encodable {
            let installations: [String]
            let until: String
        }

        func run() async throws {
            try await server.connection().send(
                "POST", ["pins"], Body(installations: installations, until: until.description))
            try Console.print("\(installations.joined(separator: ", ")) stays as it is until \(until).")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the pins.",
            discussion: """
                Example:

                  evenkeel pin list
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(PinPage.self, "pins")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("installation"), .text("until"), .text("asked by"), .text("since (UTC)"),
                ])
                for pin in page.pins {
                    table.add(
                        TextTable.Cell(pin.installation), TextTable.Cell(pin.until), TextTable.Cell(pin.by),
                        TextTable.Cell(Figures.time(pin.since)))
                }
                return Printout.list(table, orElse: "No site is pinned here.", width: width, ink: ink)
            }
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a pin before its day.",
            discussion: """
                Example:

                  evenkeel pin lift acme-hq
                """)

        @Argument(help: "The installation.")
        var installation: String

        @OptionGroup var server: ServerOptions

        func run() async throws {
            _ = try await server.connection().send("DELETE", ServerConnection.path(["pins", installation]))
            try Console.print("\(installation) gets changes again.")
        }
    }
}
