import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// `evenkeel notice`.
struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "What customers were told of planned changes, and what they answered.",
        discussion: """
            Examples:

              evenkeel notice list --rollout pbx-5.2
              evenkeel notice list --calls
              evenkeel notice record pbx-5.2 acme --answer agreed --by 'Ada Rossi' --note 'Any time after six.'
            """,
        subcommands: [List.self, Preview.self, Record.self, Answers.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the notices, and what became of each; or whom to call.",
            discussion: """
                Examples:

                  evenkeel notice list --rollout pbx-5.2
                  evenkeel notice list --calls
                """)

        @Option(name: .long, help: ArgumentHelp("Only those of this rollout.", valueName: "id"))
        var rollout: String?

        @Option(name: .long, help: ArgumentHelp("Only those of this customer.", valueName: "id"))
        var customer: String?

        @Flag(name: .long, help: "Whom somebody should call: asked and silent, or without anybody to write to.")
        var calls = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let connection = try server.connection()
            if calls { return try await listCalls(connection) }
            let page = try await connection.get(
                NoticePage.self, "notices", query: [("rollout", rollout), ("customer", customer)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("rollout"), .number("wave"), .text("customer"), .text("day"), .text("state"),
                    .text("announced (UTC)"), .prose("installations"),
                ])
                for notice in page.notices {
                    let open = Set(notice.toBeAgreed ?? [])
                    let day = open.count == notice.installations.count ? "to be agreed" : notice.day ?? "-"
                    let style: Ink.Style? =
                        notice.state == "acknowledged" ? .green : notice.state == "declined" ? .red : nil
                    table.add(
                        TextTable.Cell(notice.rollout), TextTable.Cell("\(notice.wave)"),
                        TextTable.Cell(notice.customer), TextTable.Cell(day),
                        TextTable.Cell(
                            notice.nobodyTold == true ? "\(notice.state), nobody told" : notice.state, style),
                        TextTable.Cell(Figures.time(notice.toldAt ?? notice.announcedAt)),
                        TextTable.Cell(
                            notice.installations.map { site in
                                if open.contains(site) {
                                    return day == "to be agreed" ? site : "\(site) (to be agreed)"
                                }
                                let name = notice.days[site].map { "\(site) (\($0))" } ?? site
                                return notice.agreed?.contains(site) == true ? "\(name) agreed" : name
                            }.joined(separator: ", ")))
                }
                return Printout.list(table, orElse: "No notice has gone out.", width: width, ink: ink)
            }
        }

        private func listCalls(_ connection: ServerConnection) async throws {
            let page = try await connection.get(CallPage.self, "notices", "calls")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("customer"), .text("whom"), .text("telephone"), .text("release"), .text("day"),
                    .text("told (UTC)"), .text("last tried (UTC)"), .prose("why"),
                ])
                for call in page.calls {
                    let people = call.contacts.isEmpty ? [CallDocument.Person?.none] : call.contacts.map { $0 }
                    for person in people {
                        table.add(
                            TextTable.Cell(call.customer),
                            TextTable.Cell(person?.name ?? person?.email ?? "nobody known"),
                            TextTable.Cell(person?.phone ?? "-"), TextTable.Cell(call.release),
                            TextTable.Cell(call.day ?? "-"),
                            TextTable.Cell(
                                call.reason == "nobody_to_write_to"
                                    ? "-" : Figures.time(call.toldAt ?? call.announcedAt)),
                            TextTable.Cell(Figures.time(call.lastTried)), TextTable.Cell(call.text))
                    }
                }
                return Printout.list(table, orElse: "Nobody needs to be called.", width: width, ink: ink)
            }
        }
    }

    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take down what a customer said on the telephone; it counts as proof.",
            discussion: """
                Examples:

                  evenkeel notice record pbx-5.2 acme --answer agreed --by 'Ada Rossi' --note 'Any time after six.'
                  evenkeel notice record pbx-5.2 acme --answer moved --day 2026-12-14 --by 'Ada Rossi' --note 'Audit.'
                  evenkeel notice record pbx-5.2 acme --answer told --by 'Ada Rossi' --at 20m --note 'Told of the 14th.'
                  evenkeel notice record pbx-5.2 acme --answer unreached --by reception --note 'On holiday until Monday.'
                """)

        @Argument(help: "The rollout.")
        var rollout: String

        @Argument(help: "The customer's id or name.")
        var customer: String

        @Option(
            name: .long,
            help: ArgumentHelp("agreed, declined, moved, told or unreached.", valueName: "answer"),
            transform: NoticeCommand.kind)
        var answer: Answer.Kind

        @Option(name: .long, help: ArgumentHelp("Who said it.", valueName: "name"))
        var by: String

        @Option(name: .long, help: ArgumentHelp("What was said, in one sentence.", valueName: "sentence"))
        var note: String

        @Option(
            name: .long, help: ArgumentHelp("When it was said; without it, now.", valueName: "time"),
            transform: ArgumentForm.pastInstant)
        var at: Timestamp?

        @Option(
            name: .long, help: ArgumentHelp("The day they ask for, were told of or agreed to.", valueName: "date"),
            transform: ArgumentForm.date)
        var day: CivilDate?

        @Option(
            name: .long, help: ArgumentHelp("The wave; without it, the next that concerns them.", valueName: "number"))
        var wave: Int?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let customer: String
            let rollout: String
            let wave: Int?
            let answer: String
            let person: String
            let at: String?
            let note: String
            let day: String?
        }

        func run() async throws {
            let body = Body(
                customer: customer, rollout: rollout, wave: wave, answer: answer.rawValue, person: by,
                at: at?.description, note: note, day: day?.description)
            let answer = try await server.connection().send(
                "POST", ["notices", "answers"], body, expecting: AnswerDocument.self)
            try Printout.show(answer, as: output.format) { _, ink in
                [ink(.green, "Recorded:") + " \(answer.person ?? "") of \(answer.customer): \(answer.kind)."]
                    + (answer.remark.map { [ink(.yellow, $0)] } ?? [])
            }
        }
    }

    struct Answers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what customers answered, with who said it and when.",
            discussion: """
                Example:

                  evenkeel notice answers --customer acme
                """)

        @Option(name: .long, help: ArgumentHelp("Only those of this rollout.", valueName: "id"))
        var rollout: String?

        @Option(name: .long, help: ArgumentHelp("Only those of this customer.", valueName: "id"))
        var customer: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(
                AnswerPage.self, "notices", "answers", query: [("rollout", rollout), ("customer", customer)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("said (UTC)"), .text("customer"), .text("rollout"), .text("answer"), .text("day"),
                    .text("way"), .text("who"), .text("recorded by"), .prose("note"),
                ])
                for answer in page.answers {
                    table.add(
                        TextTable.Cell(Figures.time(answer.at)), TextTable.Cell(answer.customer),
                        TextTable.Cell(answer.rollout ?? "-"), TextTable.Cell(answer.kind),
                        TextTable.Cell(answer.day ?? "-"), TextTable.Cell(answer.way),
                        TextTable.Cell(answer.person ?? answer.contact ?? "-"),
                        TextTable.Cell(answer.recordedBy ?? "-"), TextTable.Cell(answer.note ?? ""))
                }
                return Printout.list(table, orElse: "Nobody has answered yet.", width: width, ink: ink)
            }
        }
    }

    @Sendable static func kind(_ text: String) throws -> Answer.Kind {
        guard let kind = Answer.Kind(rawValue: text), [.agreed, .declined, .moved, .told, .unreached].contains(kind)
        else { throw ValidationError("Expected agreed, declined, moved, told or unreached.") }
        return kind
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
                MessageDocument.self, "notices", "preview",
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
