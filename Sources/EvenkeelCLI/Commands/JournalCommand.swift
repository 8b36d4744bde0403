import ArgumentParser
import EvenkeelAPI

/// `evenkeel journal`.
struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "The record of everything that was decided and said.",
        discussion: """
            Example:

              evenkeel journal verify --data evenkeel-data
            """,
        subcommands: [Verify.self, Show.self, Export.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print entries of the journal as sentences.",
            discussion: """
                Examples:

                  evenkeel journal show
                  evenkeel journal show --after 120 --limit 20
                """)

        @Option(name: .long, help: ArgumentHelp("Only entries after this position.", valueName: "position"))
        var after = 0

        @Option(name: .long, help: ArgumentHelp("At most so many entries.", valueName: "n"))
        var limit = 100

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if after < 0 { throw ValidationError("--after is a position: 0 or more.") }
            if limit < 1 { throw ValidationError("--limit must be 1 or more.") }
        }

        func run() async throws {
            let connection = try server.connection()
            var page = JournalPage(entries: [], next: after)
            while let next = page.next, page.entries.count < limit {
                let more = try await connection.get(
                    JournalPage.self, "journal",
                    query: [("after", "\(next)"), ("limit", "\(min(1000, limit - page.entries.count))")])
                page.entries += more.entries
                page.next = more.next
            }
            try Printout.show(page, as: output.format) { [page] width, ink in
                var table = TextTable([.number("#"), .text("at (UTC)"), .text("by"), .prose("what happened")])
                for entry in page.entries {
                    table.add(
                        TextTable.Cell("\(entry.position)", .dim), TextTable.Cell(Figures.time(entry.at)),
                        TextTable.Cell(entry.by, .dim), TextTable.Cell(entry.text))
                }
                let lines = Printout.list(
                    table, orElse: "The journal has no entries there.", width: width, ink: ink)
                return page.next.map { lines + [ink(.dim, "more with --after \($0)")] } ?? lines
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the whole journal as JSON lines, with the hash chain that others can check.",
            discussion: """
                Example:

                  evenkeel journal export > journal.jsonl
                """)

        @OptionGroup var server: ServerOptions

        func run() async throws {
            let data = try await server.connection().send("GET", ServerConnection.path(["journal", "export"]))
            try Console.write(data, to: .output)
        }
    }
}
