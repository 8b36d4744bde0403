import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

extension HoldCommand {
    struct Renew: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a hold hold longer, with the reason.",
            discussion: """
                Example:

                  evenkeel hold renew hold-3 --until 14d --why 'The fix is late.'
                """)

        @Argument(help: "The hold's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("Why it is still needed.", valueName: "sentence"))
        var why: String

        @Option(
            name: .long,
            help: ArgumentHelp("When it ends by itself: 14d, or a time; else when it is lifted.", valueName: "time"),
            transform: ArgumentForm.instant)
        var until: Timestamp?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            var body = ["why": why]
            body["expires"] = until?.description
            let hold = try await server.connection().send(
                "POST", ["holds", id, "renew"], body, expecting: HoldDocument.self)
            let end = hold.expires.map { "until \(Figures.time($0)) UTC." } ?? "until it is lifted."
            try Printout.show(hold, as: output.format) { _, _ in ["Hold \(hold.id) holds \(end)"] }
        }
    }

    struct Override: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let some sites go in one rollout in spite of a hold; it is journalled and shown.",
            discussion: """
                Example:

                  evenkeel hold override hold-3 acme-hq --rollout pbx-5.2 --why 'They have no fax any more.'
                """)

        @Argument(help: "The hold's id.")
        var id: String

        @Argument(help: "The installations.")
        var sites: [String]

        @Option(name: .long, help: ArgumentHelp("The rollout.", valueName: "id"))
        var rollout: String

        @Option(name: .long, help: ArgumentHelp("Why they may go.", valueName: "sentence"))
        var why: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let rollout: String
            let installations: [String]
            let why: String
        }

        func run() async throws {
            let hold = try await server.connection().send(
                "POST", ["holds", id, "override"], Body(rollout: rollout, installations: sites, why: why),
                expecting: HoldDocument.self)
            try Printout.show(hold, as: output.format) { _, _ in
                ["\(Figures.count(sites.count, "site")) may go in \(rollout) in spite of hold \(hold.id)."]
            }
        }
    }
}
