import ArgumentParser
import EvenkeelAPI
import EvenkeelLedger

/// `evenkeel notice`.
struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "What customers were told of planned changes.",
        discussion: """
            Example:

              evenkeel notice list --rollout pbx-5.2
            """,
        subcommands: [List.self, Preview.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the notices, and what became of each.",
            discussion: """
                Example:

                  evenkeel notice list --rollout pbx-5.2
                """)

        @Option(name: .long, help: ArgumentHelp("Only those of this rollout.", valueName: "id"))
        var rollout: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(NoticePage.self, "notices", query: [("rollout", rollout)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .number("wave"), .text("customer"), .text("state"), .text("announced (UTC)"),
                    .prose("installations"),
                ])
                for notice in page.notices {
                    let style: Ink.Style? =
                        notice.state == "acknowledged" ? .green : notice.state == "declined" ? .red : nil
                    table.add(
                        TextTable.Cell("\(notice.wave)"), TextTable.Cell(notice.customer),
                        TextTable.Cell(notice.state, style), TextTable.Cell(Figures.time(notice.announcedAt)),
                        TextTable.Cell(notice.installations.joined(separator: ", ")))
                }
                return Printout.list(table, orElse: "No notice has gone out.", width: width, ink: ink)
            }
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a message as a customer would read it, in any language, before it goes.",
            discussion: """
                Shows the newest message of that kind to the customer, or the notice of what is planned for them next. \
                Where there is nothing to tell yet, the values are examples.

                Examples:

                  evenkeel notice preview --customer acme --locale he
                  evenkeel notice preview --customer acme --message restored --locale it
                  evenkeel notice preview --customer acme --html > notice.html
                """)

        @Option(name: .long, help: ArgumentHelp("Who would read it.", valueName: "id"))
        var customer: String

        @Option(
            name: .long,
            help: ArgumentHelp("In this language instead of theirs, such as he or en-US.", valueName: "tag"))
        var locale: String?

        @Option(
            name: .long,
            help: ArgumentHelp("Which message, such as planned, installed, own or report.", valueName: "name"),
            transform: MessageKind.choice)
        var message: MessageKind?

        @Flag(name: .long, help: "Print the HTML part and nothing else.")
        var html = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let document = try await server.connection().get(
                MessageDocument.self, "notices/preview",
                query: [("customer", customer), ("locale", locale), ("message", message?.rawValue)])
            if html, let text = document.html {
                print(text)
                return
            }
            try Printout.show(document, as: output.format) { _, ink in MessagePrinter.lines(document, ink) }
        }
    }
}

extension MessageKind: ChoiceArgument {}
