import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

/// `evenkeel delivery`.
struct DeliveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery", abstract: "Messages to recipients, each with its proof or its failure.",
        discussion: """
            Example:

              evenkeel delivery list --state captured
            """,
        subcommands: [List.self, Preview.self, Hold.self, Send.self, Drop.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the messages: what waits, what left, what did not and why.",
            discussion: """
                Examples:

                  evenkeel delivery list --customer acme
                  evenkeel delivery list --state dead
                  evenkeel delivery list --soon
                  evenkeel delivery list --uncertain
                """)

        @Option(
            name: .long,
            help: ArgumentHelp("Only in this state, such as queued, captured, sent or dead.", valueName: "state"),
            transform: DeliveryState.choice)
        var state: DeliveryState?

        @Option(name: .long, help: ArgumentHelp("Only to this customer.", valueName: "id"))
        var customer: String?

        @Option(
            name: .long,
            help: ArgumentHelp(
                "Only about this, such as update/INC/INC-u1; as the list shows it.", valueName: "subject"))
        var subject: String?

        @Flag(help: "What goes out within 24 hours, the first to leave first.")
        var soon = false

        @Flag(help: "Only those that may have come twice: they were once handed over without an answer.")
        var uncertain = false

        @Option(name: .long, help: ArgumentHelp("At most so many, up to 10,000.", valueName: "n"))
        var limit = 1000

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(
                DeliveryPage.self, "deliveries",
                query: [
                    ("state", state?.rawValue), ("customer", customer), ("subject", subject), ("limit", "\(limit)"),
                    ("soon", soon ? "true" : nil), ("uncertain", uncertain ? "true" : nil),
                ])
            try Printout.show(page, as: output.format) { width, ink in
                if soon { return Self.soon(page, width: width, ink: ink) }
                var table = TextTable([
                    .text("id"), .text("state"), .text("queued (UTC)"), .text("settled (UTC)"), .number("tries"),
                    .prose("reason"),
                ])
                for delivery in page.deliveries {
                    table.add(
                        TextTable.Cell(delivery.id),
                        TextTable.Cell(delivery.state, DeliveryCommand.style(delivery.state)),
                        TextTable.Cell(Figures.time(delivery.queuedAt)),
                        TextTable.Cell(Figures.time(delivery.settledAt)), TextTable.Cell("\(delivery.attempts)"),
                        TextTable.Cell(delivery.reason ?? ""))
                }
                return Printout.list(table, orElse: "No message matches.", width: width, ink: ink)
            }
        }

        /// When each leaves and why not yet, and what is queued meanwhile.
        private static func soon(_ page: DeliveryPage, width: Int?, ink: Ink) -> [String] {
            var table = TextTable([.text("id"), .text("state"), .prose("leaves"), .prose("why not yet")])
            for delivery in page.deliveries {
                table.add(
                    TextTable.Cell(delivery.id),
                    TextTable.Cell(delivery.state, DeliveryCommand.style(delivery.state)),
                    TextTable.Cell(delivery.leaves ?? ""), TextTable.Cell(delivery.reason ?? ""))
            }
            let announced = (page.announced ?? []).map { wave in
                "\(wave.text): queued at \(Figures.time(wave.at)) UTC if nothing stops it, to "
                    + (wave.recipients.isEmpty ? "nobody" : wave.recipients.joined(separator: ", "))
                    + ". To read one: evenkeel notice preview --customer \(wave.customers.first ?? "ID")"
            }
            return Printout.list(table, orElse: "Nothing leaves.", width: width, ink: ink) + announced
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a message as its recipient would read it now.",
            discussion: """
                Example, with an id from the list:

                  evenkeel delivery preview update/INC/INC-u1/email/acme/it@acme.example
                """)

        @Argument(help: "The message's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            // The id has slashes of its own, which stay parts of the path.
            let parts = ["deliveries"] + id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let connection = try server.connection()
            let message = try connection.read(
                MessageDocument.self,
                from: try await connection.send("GET", ServerConnection.path(parts + ["preview"])))
            try Printout.show(message, as: output.format) { _, ink in MessagePrinter.lines(message, ink) }
        }
    }

    struct Hold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold a message back until somebody sends or drops it.",
            discussion: """
                Example, with an id from the list:

                  evenkeel delivery hold update/INC/INC-u1/email/acme/it@acme.example --reason 'They called.'
                """)

        @Argument(help: "The message's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("Why.", valueName: "text"))
        var reason: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws { try await DeliveryCommand.move("hold", id, reason, server, output.format) }
    }

    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a message now: one that waits for its time, is held back, or was given up.",
            discussion: """
                With --held it is every message that is held back, as after a restore.

                Examples, the first with an id from the list:

                  evenkeel delivery send update/INC/INC-u1/email/acme/it@acme.example
                  evenkeel delivery send --held
                """)

        @OptionGroup var which: Which
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws { try await DeliveryCommand.move("send", which, nil, server, output.format) }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Drop a message that has not left, for a reason that stands beside it.",
            discussion: """
                With --held it is every message that is held back, as after a restore.

                Examples, the first with an id from the list:

                  evenkeel delivery drop update/INC/INC-u1/email/acme/it@acme.example --reason 'Told by telephone.'
                  evenkeel delivery drop --held --reason 'They went out before the restore.'
                """)

        @OptionGroup var which: Which

        @Option(name: .long, help: ArgumentHelp("Why.", valueName: "text"))
        var reason: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws { try await DeliveryCommand.move("drop", which, reason, server, output.format) }
    }

    /// One message by its id, or all that are held.
    struct Which: ParsableArguments {
        @Argument(help: "The message's id.")
        var id: String?

        @Flag(help: "Every message that is held back.")
        var held = false

        func validate() throws {
            if (id == nil) != held {
                throw ValidationError(held ? "An id and --held cannot go together." : "Name a message, or --held.")
            }
        }
    }

    private static func move(
        _ move: String, _ which: Which, _ reason: String?, _ server: ServerOptions, _ format: OutputFormat
    ) async throws {
        if let id = which.id { return try await self.move(move, id, reason, server, format) }
        let connection = try server.connection()
        var moved: [DeliveryDocument] = []
        while true {
            let held = try await connection.get(
                DeliveryPage.self, "deliveries", query: [("state", "held"), ("limit", "1000")])
            if held.deliveries.isEmpty { break }
            for delivery in held.deliveries {
                moved.append(try await self.moved(move, delivery.id, reason, connection))
            }
        }
        try Printout.show(DeliveryPage(deliveries: moved, next: nil), as: format) { _, ink in
            moved.isEmpty ? ["Nothing was held."] : moved.map { line($0, ink) }
        }
    }

    private static func move(
        _ move: String, _ id: String, _ reason: String?, _ server: ServerOptions, _ format: OutputFormat
    ) async throws {
        let delivery = try await moved(move, id, reason, try server.connection())
        try Printout.show(delivery, as: format) { _, ink in [line(delivery, ink)] }
    }

    private static func moved(
        _ move: String, _ id: String, _ reason: String?, _ connection: ServerConnection
    ) async throws -> DeliveryDocument {
        // The id has slashes of its own, which stay parts of the path.
        let parts =
            ["deliveries"] + id.split(separator: "/", omittingEmptySubsequences: false).map(String.init) + [move]
        return try await connection.send(
            "POST", parts, reason.map { ["reason": $0] }, expecting: DeliveryDocument.self)
    }

    private static func line(_ delivery: DeliveryDocument, _ ink: Ink) -> String {
        "\(delivery.id) is \(ink(.bold, delivery.state))" + (delivery.reason.map { ": \($0)" } ?? ".")
    }

    fileprivate static func style(_ state: String) -> Ink.Style? {
        switch state {
        case "sent": .green
        case "dead", "uncertain": .red
        case "captured", "queued": .yellow
        default: .dim
        }
    }
}

extension DeliveryState: ChoiceArgument {}
