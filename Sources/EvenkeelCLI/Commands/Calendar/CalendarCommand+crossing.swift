import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

extension CalendarCommand {
    struct Crossing: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave to install inside a freeze: one person asks, another approves.",
            discussion: """
                Example:

                  evenkeel calendar crossing request pbx-5.2 acme-hq --until 2026-12-21T06:00:00Z --why 'Their trunk is down.'
                """,
            subcommands: [Request.self, List.self, Approve.self, Withdraw.self])

        struct Request: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Ask to cross a freeze for a few sites and a short time; another person approves it.",
                discussion: """
                    Where a customer's own freeze would be crossed, --agreed says how they agreed.

                    Examples:

                      evenkeel calendar crossing request pbx-5.2 acme-hq --until 12h --why 'Their trunk is down.'
                      evenkeel calendar crossing request pbx-5.2 --among feature==fax --until 2d --why 'Fax is down.'
                    """)

            @Argument(help: "The rollout's id.")
            var rollout: String

            @Argument(help: "The sites, by id.")
            var installations: [String] = []

            @Option(
                name: .long, help: ArgumentHelp("The sites of the rollout that match.", valueName: "predicate"),
                transform: ArgumentForm.predicate)
            var among: String?

            @Option(
                name: .long, help: ArgumentHelp("From when; without it, at once.", valueName: "time"),
                transform: ArgumentForm.instant)
            var from: Timestamp?

            @Option(
                name: .long, help: ArgumentHelp("Until when: 12h, or a time.", valueName: "time"),
                transform: ArgumentForm.instant)
            var until: Timestamp

            @Option(name: .long, help: ArgumentHelp("Why it cannot wait.", valueName: "sentence"))
            var why: String

            @Option(
                name: .long,
                help: ArgumentHelp(
                    "How the customers agreed whose own freeze is crossed.", valueName: "sentence"))
            var agreed: String?

            @OptionGroup var server: ServerOptions
            @OptionGroup var output: FormatOption

            /// What it does nothing for.
            static func ofLaterWaves(_ crossing: CrossingDocument) -> [String] {
                guard let sites = crossing.ofLaterWaves else { return [] }
                return [
                    "It opens no wave: \(sites.joined(separator: ", ")) \(sites.count == 1 ? "goes" : "go") with a wave that is "
                        + "to open only once this is over."
                ]
            }

            private struct Body: Encodable {
                let rollout: String
                let installations: [String]
                let among: String?
                let from: String?
                let until: String
                let why: String
                let agreed: String?
            }

            func validate() throws {
                if installations.isEmpty, among == nil { throw ValidationError("Name sites, or give --among.") }
            }

            func run() async throws {
                let body = Body(
                    rollout: rollout, installations: installations, among: among, from: from?.description,
                    until: until.description, why: why, agreed: agreed)
                let crossing = try await server.connection().send(
                    "POST", ["calendar", "crossings"], body, expecting: CrossingDocument.self)
                try Printout.show(crossing, as: output.format) { _, ink in
                    [
                        ink(.green, "\(crossing.id)") + " asks for "
                            + "\(Figures.count(crossing.installations.count, "site")) of \(crossing.rollout) until "
                            + "\(Figures.time(crossing.until)) UTC.",
                        "Another person must approve it: evenkeel calendar crossing approve \(crossing.id)",
                    ] + Self.ofLaterWaves(crossing)
                }
            }
        }

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "List what was asked for and approved.",
                discussion: """
                    Example:

                      evenkeel calendar crossing list
                    """)

            @OptionGroup var server: ServerOptions
            @OptionGroup var output: FormatOption

            func run() async throws {
                let page = try await server.connection().get(CrossingPage.self, "calendar", "crossings")
                try Printout.show(page, as: output.format) { width, ink in
                    var table = TextTable([
                        .text("id"), .text("state"), .text("rollout"), .number("sites"), .text("until (UTC)"),
                        .text("asked by"), .text("approved by"), .prose("why"), .prose("customers agreed"),
                    ])
                    for crossing in page.crossings {
                        table.add(
                            TextTable.Cell(crossing.id), TextTable.Cell(crossing.state),
                            TextTable.Cell(crossing.rollout), TextTable.Cell("\(crossing.installations.count)"),
                            TextTable.Cell(Figures.time(crossing.until)), TextTable.Cell(crossing.requestedBy),
                            TextTable.Cell(crossing.approvedBy ?? "-"), TextTable.Cell(crossing.why),
                            TextTable.Cell(crossing.agreed ?? "-"))
                    }
                    return Printout.list(table, orElse: "No freeze is crossed.", width: width, ink: ink)
                }
            }
        }

        struct Approve: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Approve what another person asked for.",
                discussion: """
                    Example:

                      evenkeel calendar crossing approve crossing-1
                    """)

            @Argument(help: "The crossing's id.")
            var id: String

            @OptionGroup var server: ServerOptions
            @OptionGroup var output: FormatOption

            func run() async throws {
                let crossing = try await server.connection().send(
                    "POST", ["calendar", "crossings", id, "approve"], [String: String](),
                    expecting: CrossingDocument.self)
                try Printout.show(crossing, as: output.format) { _, ink in
                    [
                        ink(.green, "\(crossing.id) is approved:")
                            + " \(Figures.count(crossing.installations.count, "site")) may be installed inside the freeze "
                            + "until \(Figures.time(crossing.until)) UTC."
                    ] + Request.ofLaterWaves(crossing)
                }
            }
        }

        struct Withdraw: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Take back a request, or leave that was given.",
                discussion: """
                    Example:

                      evenkeel calendar crossing withdraw crossing-1 --why 'It can wait after all.'
                    """)

            @Argument(help: "The crossing's id.")
            var id: String

            @Option(name: .long, help: ArgumentHelp("Why.", valueName: "sentence"))
            var why: String

            @OptionGroup var server: ServerOptions

            func run() async throws {
                try await server.connection().send("POST", ["calendar", "crossings", id, "withdraw"], ["why": why])
                try Console.print("Crossing \(id) is withdrawn.")
            }
        }
    }
}
