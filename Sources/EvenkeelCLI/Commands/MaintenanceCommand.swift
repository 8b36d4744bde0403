import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

/// `evenkeel maintenance`.
struct MaintenanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maintenance", abstract: "Planned work: announced by hand, or a wave of a rollout.",
        discussion: """
            Whom it concerns is told, hears when it moves, when it takes longer, and when it is done. At its end, where \
            nobody has said that it is done, they are told that it takes longer.

            Example:

              evenkeel maintenance add 'New core switch' --from 2026-12-05T20:00:00Z --to 2026-12-05T22:00:00Z \\
                --text 'Calls may drop for a minute.' --audience 'feature==sip-trunk'
              evenkeel maintenance list --open
              evenkeel maintenance complete WORK --text 'It is in place.'
            """,
        subcommands: [Add.self, Move.self, Complete.self, Cancel.self, List.self, Show.self])

    struct Words: ParsableArguments {
        @Option(name: .long, help: ArgumentHelp("What customers read.", valueName: "text"))
        var text: String?

        @Option(
            name: .long, help: ArgumentHelp("The same in a language: it=...; may be repeated.", valueName: "it=text"),
            transform: ArgumentForm.pair)
        var inLanguage: [NamedValue] = []

        @Option(
            name: .long,
            help: ArgumentHelp("Why a text that was flagged may stand; it is journalled.", valueName: "text"))
        var override: String?

        var body: MaintenanceRequest {
            var body = MaintenanceRequest()
            body.text = text
            body.override = override
            if !inLanguage.isEmpty {
                body.texts = Dictionary(inLanguage.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
            }
            return body
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Announce planned work to those it concerns.",
            discussion: """
                Example:

                  evenkeel maintenance add 'New core switch' --from 2026-12-05T20:00:00Z --to 2026-12-05T22:00:00Z \\
                    --text 'Calls may drop for a minute.' --audience 'feature==sip-trunk'
                """)

        @Argument(help: "Its title, as customers read it.")
        var title: String

        @Option(
            name: .long, help: ArgumentHelp("When it begins: 48h, or a time.", valueName: "time"),
            transform: ArgumentForm.instant)
        var from: Timestamp

        @Option(
            name: .long, help: ArgumentHelp("When it ends: 50h, or a time.", valueName: "time"),
            transform: ArgumentForm.instant)
        var to: Timestamp

        @Option(name: .long, help: ArgumentHelp("A component it touches; may be repeated.", valueName: "id"))
        var component: [String] = []

        @Option(
            name: .long, help: ArgumentHelp("Whom it concerns; without it, everybody.", valueName: "predicate"),
            transform: ArgumentForm.predicate)
        var audience: String?

        @Flag(name: .long, help: "Show it on the public page too.")
        var `public` = false

        @OptionGroup var words: Words
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            var body = words.body
            body.title = title
            body.from = from.description
            body.to = to.description
            body.components = component.isEmpty ? nil : component
            body.audience = audience
            body.visibility = self.public ? .public : nil
            try await MaintenanceCommand.send([], body, server, output)
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give planned work another time; whoever was told hears of it.",
            discussion: """
                Example:

                  evenkeel maintenance move WORK --from 72h --to 74h --text 'The part comes a day later.'
                """)

        @Argument(help: "The maintenance's id.")
        var id: String

        @Option(
            name: .long, help: ArgumentHelp("When it begins now.", valueName: "time"), transform: ArgumentForm.instant)
        var from: Timestamp?

        @Option(
            name: .long, help: ArgumentHelp("When it ends now.", valueName: "time"), transform: ArgumentForm.instant)
        var to: Timestamp?

        @OptionGroup var words: Words
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if from == nil, to == nil { throw ValidationError("Give a new time: --from, --to or both.") }
        }

        func run() async throws {
            var body = words.body
            body.from = from?.description
            body.to = to?.description
            try await MaintenanceCommand.send([id, "move"], body, server, output)
        }
    }

    struct Complete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that planned work is done.",
            discussion: """
                Example:

                  evenkeel maintenance complete WORK --text 'It is in place.'
                """)

        @Argument(help: "The maintenance's id.")
        var id: String

        @OptionGroup var words: Words
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            try await MaintenanceCommand.send([id, "complete"], words.body, server, output)
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that planned work does not take place, and why.",
            discussion: """
                Example:

                  evenkeel maintenance cancel WORK --text 'The part has not come.'
                """)

        @Argument(help: "The maintenance's id.")
        var id: String

        @OptionGroup var words: Words
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            try await MaintenanceCommand.send([id, "cancel"], words.body, server, output)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List planned work, waves of rollouts too.",
            discussion: """
                Example:

                  evenkeel maintenance list --open --customer acme
                """)

        @Flag(name: .long, help: "Only what is not over.")
        var open = false

        @Option(name: .long, help: ArgumentHelp("Only what concerns this customer.", valueName: "id"))
        var customer: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(
                MaintenancePage.self, "maintenances",
                query: [("open", open ? "true" : nil), ("customer", customer)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("id"), .prose("title"), .text("status"), .text("from (UTC)"), .text("until (UTC)"),
                    .number("customers"),
                ])
                for work in page.maintenances {
                    table.add(
                        TextTable.Cell(work.id), TextTable.Cell(work.title), TextTable.Cell(work.status),
                        TextTable.Cell(Figures.time(work.from)),
                        TextTable.Cell(work.to.map { Figures.time($0) } ?? "as its sites are done", .dim),
                        TextTable.Cell(Figures.count(work.customers)))
                }
                return Printout.list(table, orElse: "No work is planned.", width: width, ink: ink)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show planned work and what was said about it.",
            discussion: """
                Example:

                  evenkeel maintenance show WORK
                """)

        @Argument(help: "The maintenance's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let work = try await server.connection().get(MaintenanceDocument.self, "maintenances", id)
            try Printout.show(work, as: output.format) { MaintenanceCommand.lines(work, $0, $1) }
        }
    }

    private static func send(
        _ path: [String], _ body: MaintenanceRequest, _ server: ServerOptions, _ output: FormatOption
    ) async throws {
        let work = try await server.connection().send(
            "POST", ["maintenances"] + path, body, expecting: MaintenanceDocument.self)
        try Printout.show(work, as: output.format) { lines(work, $0, $1) }
    }

    private static func lines(_ work: MaintenanceDocument, _ width: Int?, _ ink: Ink) -> [String] {
        var table = TextTable(
            [.text("at (UTC)"), .text("what"), .text("from (UTC)"), .text("until (UTC)"), .prose("text")], indent: 2)
        for note in work.notes {
            table.add(
                TextTable.Cell(Figures.time(note.at)), TextTable.Cell(note.kind),
                TextTable.Cell(Figures.time(note.from)),
                TextTable.Cell(Figures.time(note.to)), TextTable.Cell(note.text))
        }
        let concerned = work.concerns.map { " (\($0))" } ?? ""
        return [
            ink(.bold, work.id) + "  \(work.title)",
            "  \(work.status), \(Figures.count(work.customers, "customer"))\(concerned), "
                + (work.visibility == "public" ? "public" : "told to its audience only"),
        ] + table.lines(width: width, ink: ink)
    }
}
