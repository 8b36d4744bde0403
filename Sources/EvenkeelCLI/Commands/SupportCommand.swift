import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

/// `evenkeel support`.
struct SupportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support", abstract: "Ends of support: letters until the upgrade, and who still runs what.",
        discussion: """
            Examples:

              evenkeel support open pbx --below 5.0.0 --ends 2027-03-31
              evenkeel support report pbx-before-5.0.0
            """,
        subcommands: [Open.self, List.self, Report.self, Record.self, Close.self])

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a campaign: letters go out before the end of support, until the upgrade stops them.",
            discussion: """
                Example:

                  evenkeel support open pbx --below 5.0.0 --ends 2027-03-31 --letter 180d --letter 90d --letter 30d
                """)

        @Argument(help: "The product.")
        var product: String

        @Option(
            name: .long, help: ArgumentHelp("Versions lower than this lose support.", valueName: "version"),
            transform: ArgumentForm.version)
        var below: Version

        @Option(
            name: .long, help: ArgumentHelp("The last day of support.", valueName: "date"),
            transform: ArgumentForm.date)
        var ends: CivilDate

        @Option(name: .long, help: ArgumentHelp("How long before the end a letter goes out.", valueName: "length"))
        var letter: [String] = []

        @Option(name: .long, help: ArgumentHelp("How often a customer may say \"not yet\".", valueName: "number"))
        var postponements = 2

        @Option(name: .long, help: ArgumentHelp("The rollout that brings the upgrade.", valueName: "id"))
        var rollout: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let product: String
            let below: String
            let ends: String
            let letters: [String]?
            let postponements: Int
            let rollout: String?
        }

        func run() async throws {
            let body = Body(
                product: product, below: below.description, ends: ends.description,
                letters: letter.isEmpty ? nil : letter, postponements: postponements, rollout: rollout)
            let campaign = try await server.connection().send(
                "POST", ["support"], body, expecting: CampaignDocument.self)
            try Printout.show(campaign, as: output.format) { _, ink in
                [
                    ink(.bold, campaign.id)
                        + ": support of \(campaign.product) below \(campaign.below) ends on \(campaign.ends)."
                ]
                    + campaign.letters.map { "  Letter \($0.daysBefore) days before: \(Figures.time($0.at)) UTC" }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the campaigns.",
            discussion: """
                Example:

                  evenkeel support list
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(CampaignPage.self, "support")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("id"), .text("product"), .text("below"), .text("ends"), .text("letters sent"),
                    .text("closed (UTC)"),
                ])
                for campaign in page.campaigns {
                    table.add(
                        TextTable.Cell(campaign.id), TextTable.Cell(campaign.product), TextTable.Cell(campaign.below),
                        TextTable.Cell(campaign.ends),
                        TextTable.Cell("\(campaign.letters.count { $0.sentAt != nil }) of \(campaign.letters.count)"),
                        TextTable.Cell(Figures.time(campaign.closedAt)))
                }
                return Printout.list(table, orElse: "No support ends.", width: width, ink: ink)
            }
        }
    }

    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Who still runs what, why, and who accepted it.",
            discussion: """
                Example:

                  evenkeel support report pbx-before-5.0.0
                """)

        @Argument(help: "The campaign.")
        var campaign: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let report = try await server.connection().get(SupportReportDocument.self, "support", campaign, "report")
            try Printout.show(report, as: output.format) { width, ink in
                var table = TextTable([
                    .text("customer"), .text("installation"), .text("runs"), .text("account manager"),
                    .prose("why"), .prose("they said"),
                ])
                for site in report.sites {
                    table.add(
                        TextTable.Cell(site.customer), TextTable.Cell(site.installation),
                        TextTable.Cell(site.version ?? "unknown"), TextTable.Cell(site.accountManager ?? "-"),
                        TextTable.Cell(site.text), TextTable.Cell(site.said ?? ""))
                }
                return Printout.list(
                    table, orElse: "Nobody runs it any more.", width: width, ink: ink)
            }
        }
    }

    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take down what a customer said to a letter: not yet, or that they accept the risk.",
            discussion: """
                Examples:

                  evenkeel support record pbx-before-5.0.0 acme --answer later --by 'Ada Rossi' --note 'After the audit.'
                  evenkeel support record pbx-before-5.0.0 acme --answer accepts_risk --by 'Ada Rossi' --note 'By mail.'
                """)

        @Argument(help: "The campaign.")
        var campaign: String

        @Argument(help: "The customer's id.")
        var customer: String

        @Option(name: .long, help: ArgumentHelp("later or accepts_risk.", valueName: "answer"))
        var answer: String

        @Option(name: .long, help: ArgumentHelp("Who said it.", valueName: "name"))
        var by: String

        @Option(name: .long, help: ArgumentHelp("What was said, in one sentence.", valueName: "sentence"))
        var note: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let body = ["customer": customer, "answer": answer, "person": by, "note": note]
            let recorded = try await server.connection().send(
                "POST", ["support", campaign, "answers"], body, expecting: AnswerDocument.self)
            try Printout.show(recorded, as: output.format) { _, ink in
                [ink(.green, "Recorded:") + " \(recorded.person ?? "") of \(recorded.customer): \(recorded.kind)."]
            }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a campaign, with the reason; no more letters go out.",
            discussion: """
                Example:

                  evenkeel support close pbx-before-5.0.0 --why 'Support was extended.'
                """)

        @Argument(help: "The campaign.")
        var campaign: String

        @Option(name: .long, help: ArgumentHelp("Why.", valueName: "sentence"))
        var why: String

        @OptionGroup var server: ServerOptions

        func run() async throws {
            try await server.connection().send("POST", ["support", campaign, "close"], ["why": why])
            try Console.print("Campaign \(campaign) is closed.")
        }
    }
}
