import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelFiles
import Foundation

extension CalendarCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "May a site be changed now? If not: why, and when next.",
            discussion: """
                Examples:

                  evenkeel calendar show acme-hq
                  evenkeel calendar show acme-hq --rollout pbx-5.2 --at 2026-12-24T10:00:00Z
                """)

        @Argument(help: "The installation's id.")
        var installation: String

        @Option(
            name: .long, help: ArgumentHelp("Another moment than now.", valueName: "time"),
            transform: ArgumentForm.instant)
        var at: Timestamp?

        @Option(name: .long, help: ArgumentHelp("With what this rollout's policy adds.", valueName: "id"))
        var rollout: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let answer = try await server.connection().get(
                SiteCalendarDocument.self, "calendar", "sites", installation,
                query: [("at", at?.description), ("rollout", rollout)])
            try Printout.show(answer, as: output.format) { width, ink in
                var lines = [
                    "\(answer.installation): " + ink(answer.mayStart ? .green : .yellow, answer.text),
                    "  zone \(answer.timezone), works \(answer.workweek), "
                        + (answer.windows ? "changed in its windows only" : "changed in working hours"),
                ]
                lines += answer.freezes.map { freeze in
                    let span = freeze.from.map { "\($0) to \(freeze.to ?? $0)" } ?? "by its calendar"
                    return "  freeze of the \(freeze.of), \(span): \(freeze.why)"
                }
                lines.append(
                    answer.open.isEmpty ? "  closed for the next two weeks" : "  open in the next two weeks (UTC):")
                lines += answer.open.map { "    \(Figures.time($0.from)) to \(Figures.time($0.until))" }
                return lines
            }
        }
    }

    struct Customers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the customers whose own calendar was imported.",
            discussion: """
                Example:

                  evenkeel calendar customers
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(CustomerCalendarPage.self, "calendar", "customers")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("customer"), .number("events"), .text("next freeze (UTC)"), .text("file"), .text("imported"),
                ])
                for calendar in page.calendars {
                    table.add(
                        TextTable.Cell(calendar.customer), TextTable.Cell("\(calendar.events)"),
                        TextTable.Cell(Figures.time(calendar.freezes.first?.from)), TextTable.Cell(calendar.source),
                        TextTable.Cell(Figures.time(calendar.importedAt)))
                }
                return Printout.list(
                    table, orElse: "No customer's calendar was imported.", width: width, ink: ink)
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what is planned at a customer's sites as a calendar in iCalendar (.ics).",
            discussion: """
                Example:

                  evenkeel calendar export acme > acme.ics
                """)

        @Argument(help: "The customer's id.")
        var customer: String

        @OptionGroup var server: ServerOptions

        func run() async throws {
            let path = ServerConnection.path(["calendar", "customers", customer, "plan.ics"])
            try Console.write(try await server.connection().send("GET", path), to: .output)
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read from a customer's own calendar when it wants to be left in peace.",
            discussion: """
                Every event of the file that is not cancelled is a freeze of that customer's sites. What events are \
                called is not kept, since it may name people. A later file replaces the earlier one.

                Examples:

                  evenkeel calendar import acme freezes.ics --dry-run
                  evenkeel calendar import acme freezes.ics
                """)

        @Argument(help: "The customer's id.")
        var customer: String

        @Argument(help: "The calendar, in iCalendar (.ics).", completion: .file())
        var file: String?

        @Flag(name: .long, help: "Show what it would do to every rollout, and do nothing.")
        var dryRun = false

        @Flag(name: .long, help: "Take away what was imported before.")
        var remove = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if remove == (file != nil) { throw ValidationError("Give a file, or --remove without one.") }
        }

        func run() async throws {
            var body = Data()
            if let file {
                // Read here first: what is wrong is told by the file's own name.
                _ = try ICalendarFile.read(path: file)
                do { body = try Data(contentsOf: URL(fileURLWithPath: file)) } catch {
                    throw CommandFailure("\(file) could not be read.", why: error.localizedDescription)
                }
            }
            let name = file.map { URL(fileURLWithPath: $0).lastPathComponent }
            let path = ServerConnection.path(
                ["calendar", "customers", customer, "import"],
                query: [
                    ("name", name), ("dry_run", dryRun ? "true" : nil), ("remove", remove ? "true" : nil),
                ])
            let connection = try server.connection()
            let done = try connection.read(
                CalendarImportDocument.self,
                from: try await connection.send(
                    "POST", path, body: body, contentType: "text/calendar", idempotencyKey: UUID().uuidString))
            try Printout.show(done, as: output.format) { width, ink in
                let what =
                    remove
                    ? "The own freezes of \(customer) are gone."
                    : "\(customer): \(Figures.count(done.calendar.events, "event")) read as freezes"
                        + (done.cancelled > 0 ? "; \(done.cancelled) cancelled ones were passed over." : ".")
                var lines = [done.dryRun ? "Would be done: \(what)" : ink(.green, what)]
                lines += done.calendar.freezes.prefix(10).map {
                    "  \(Figures.time($0.from)) to \(Figures.time($0.until)) UTC"
                }
                if done.calendar.freezes.count > 10 {
                    lines.append("  and \(done.calendar.freezes.count - 10) more within a year")
                }
                return lines + CalendarChangePrinter.impact(done.rollouts, width: width, ink: ink)
                    + CalendarChangePrinter.footer(done.dryRun)
            }
        }
    }
}
