import ArgumentParser
import EvenkeelAPI

extension RolloutCommand {
    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put the version before back at sites that have the release, where their executor can.",
            discussion: """
                It goes at once, whatever state the rollout is in. A site that was rolled back does not count as done.

                Examples:

                  evenkeel rollout rollback pbx-5.2 --site acme-hq --reason 'Fax is down there.'
                  evenkeel rollout rollback pbx-5.2 --wave 1 --reason 'The whole wave is in trouble.'
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("An installation; may be given several times.", valueName: "id"))
        var site: [String] = []

        @Option(
            name: .long,
            help: ArgumentHelp("All sites of this wave whose install has ended, counted from 1.", valueName: "number"))
        var wave: Int?

        @Option(name: .long, help: ArgumentHelp("Why it must not stay.", valueName: "sentence"))
        var reason: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let reason: String
            var installations: [String]?
            var wave: Int?
        }

        func validate() throws {
            if site.isEmpty == (wave == nil) { throw ValidationError("Give --site or --wave, and not both.") }
        }

        func run() async throws {
            try await RolloutStep.rollback.take(
                id, body: Body(reason: reason, installations: wave == nil ? site : nil, wave: wave), server: server,
                format: output.format)
        }
    }
}
