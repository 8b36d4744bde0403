import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

/// `evenkeel appointment`.
struct AppointmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appointment", abstract: "Who comes when to which site, and how to get in.",
        discussion: """
            Example:

              evenkeel appointment add pbx-5.2 acme-hq --start 2026-12-14T09:00:00Z --person 'Dana Levi'
            """,
        subcommands: [Add.self, List.self, Move.self, Cancel.self, Slots.self, Link.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an appointment; it fulfils the site's place in the rollout.",
            discussion: """
                Example:

                  evenkeel appointment add pbx-5.2 acme-hq --start 2026-12-14T09:00:00Z --minutes 90 \\
                    --person 'Dana Levi' --email dana@northwind.example --access 'Ask for Ada at the gate.'
                """)

        @Argument(help: "The rollout.")
        var rollout: String

        @Argument(help: "The installation.")
        var installation: String

        @Option(
            name: .long, help: ArgumentHelp("When it begins.", valueName: "time"), transform: ArgumentForm.instant)
        var start: Timestamp

        @Option(name: .long, help: ArgumentHelp("How long it takes.", valueName: "minutes"))
        var minutes = 60

        @Option(name: .long, help: ArgumentHelp("Who comes.", valueName: "name"))
        var person: String

        @Option(name: .long, help: ArgumentHelp("Where their invitation goes.", valueName: "address"))
        var email: String?

        @Option(name: .long, help: ArgumentHelp("How to get in, whom to ask for.", valueName: "sentence"))
        var access: String?

        @Option(name: .long, help: ArgumentHelp("Why a name that was flagged may stand.", valueName: "reason"))
        var override: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let rollout: String
            let installation: String
            let start: String
            let minutes: Int
            let person: String
            let email: String?
            let access: String?
            let override: String?
        }

        func run() async throws {
            let body = Body(
                rollout: rollout, installation: installation, start: start.description, minutes: minutes,
                person: person, email: email, access: access, override: override)
            let made = try await server.connection().send(
                "POST", ["appointments"], body, expecting: AppointmentDocument.self)
            try AppointmentCommand.show(made, output.format)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the appointments.",
            discussion: """
                Example:

                  evenkeel appointment list --person 'Dana Levi'
                """)

        @Option(name: .long, help: ArgumentHelp("Only those of this rollout.", valueName: "id"))
        var rollout: String?

        @Option(name: .long, help: ArgumentHelp("Only those of this customer.", valueName: "id"))
        var customer: String?

        @Option(name: .long, help: ArgumentHelp("Only those of this person.", valueName: "name"))
        var person: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(
                AppointmentPage.self, "appointments",
                query: [("rollout", rollout), ("customer", customer), ("person", person)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("id"), .text("starts (UTC)"), .number("minutes"), .text("who"), .text("customer"),
                    .text("installation"), .text("state"), .prose("note"),
                ])
                for appointment in page.appointments {
                    table.add(
                        TextTable.Cell(appointment.id), TextTable.Cell(Figures.time(appointment.start)),
                        TextTable.Cell("\(appointment.minutes)"), TextTable.Cell(appointment.person),
                        TextTable.Cell(appointment.customer), TextTable.Cell(appointment.installation),
                        TextTable.Cell(
                            appointment.unreported == true ? VisitSentences.unreported : appointment.state,
                            appointment.unreported == true ? .yellow : nil),
                        TextTable.Cell(appointment.note ?? appointment.access ?? ""))
                }
                return Printout.list(table, orElse: "There is no appointment.", width: width, ink: ink)
            }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Move an appointment to another time; both sides get a new invitation.",
            discussion: """
                Example:

                  evenkeel appointment move appointment-1 --start 2026-12-15T09:00:00Z
                """)

        @Argument(help: "The appointment's id.")
        var id: String

        @Option(
            name: .long, help: ArgumentHelp("When it begins.", valueName: "time"), transform: ArgumentForm.instant)
        var start: Timestamp

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let moved = try await server.connection().send(
                "POST", ["appointments", id, "move"], ["start": start.description],
                expecting: AppointmentDocument.self)
            try AppointmentCommand.show(moved, output.format)
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cancel an appointment, with the reason.",
            discussion: """
                Example:

                  evenkeel appointment cancel appointment-1 --why 'The customer moves house.'
                """)

        @Argument(help: "The appointment's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("Why; the customer reads it.", valueName: "sentence"))
        var why: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let cancelled = try await server.connection().send(
                "POST", ["appointments", id, "cancel"], ["reason": why], expecting: AppointmentDocument.self)
            try AppointmentCommand.show(cancelled, output.format)
        }
    }

    struct Slots: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List times to which an appointment could be moved.",
            discussion: """
                Example:

                  evenkeel appointment slots appointment-1
                """)

        @Argument(help: "The appointment's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(SlotPage.self, "appointments", id, "slots")
            try Printout.show(page, as: output.format) { _, _ in
                page.slots.isEmpty ? ["No time is free."] : page.slots.map { Figures.time($0) + " UTC" }
            }
        }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a link to a technician's own page of jobs; it works for 90 days.",
            discussion: """
                Example:

                  evenkeel appointment link 'Dana Levi'
                """)

        @Argument(help: "The technician's name, as in their appointments.")
        var person: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let link = try await server.connection().send(
                "POST", ["technicians", person, "links"], String?.none, expecting: LinkDocument.self)
            try Printout.show(link, as: output.format) { _, _ in [link.url] }
        }
    }

    private static func show(_ appointment: AppointmentDocument, _ format: OutputFormat) throws {
        try Printout.show(appointment, as: format) { _, ink in
            [
                ink(.bold, appointment.id) + ": \(appointment.person) at \(appointment.installation), "
                    + "\(Figures.time(appointment.start)) UTC, \(appointment.minutes) minutes, \(appointment.state)."
            ]
        }
    }
}
