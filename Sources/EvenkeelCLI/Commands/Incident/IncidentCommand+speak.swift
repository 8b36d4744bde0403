import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

extension IncidentCommand {
    struct Own: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say the first true sentence, before the cause is known; the promise clock starts.",
            discussion: """
                Needs a component or a rollout, and one sentence. Whom it concerns is computed from the history of \
                facts; --audience sets it by a predicate. A suspected incident, such as a halt leaves behind, is \
                owned with --incident.

                Examples:

                  evenkeel incident own 'Calls drop after ten seconds.' --component telephony --impact major
                  evenkeel incident own 'Fax pages are cut off.' --rollout pbx-5.2 --next-by 15m
                  evenkeel incident own 'We see dropped calls and are on it.' --incident INC
                """)

        @Argument(help: "What customers read: one true sentence.")
        var sentence: String

        @Option(name: .long, help: ArgumentHelp("The component that is broken; may be repeated.", valueName: "id"))
        var component: [String] = []

        @Option(name: .long, help: ArgumentHelp("The rollout it comes from.", valueName: "id"))
        var rollout: String?

        @Option(name: .long, help: ArgumentHelp("The suspected incident to own.", valueName: "id"))
        var incident: String?

        @Option(
            name: .long, help: ArgumentHelp("none, minor, major or critical.", valueName: "impact"),
            transform: Impact.choice)
        var impact: Impact?

        @Option(
            name: .long, help: ArgumentHelp("Its title; without it, one that names the component.", valueName: "title"))
        var title: String?

        @Option(
            name: .long, help: ArgumentHelp("Whom it concerns; without it, computed.", valueName: "predicate"),
            transform: ArgumentForm.predicate)
        var audience: String?

        @Option(
            name: .long, help: ArgumentHelp("When it began: 20m (ago), or a time.", valueName: "time"),
            transform: ArgumentForm.pastInstant)
        var began: Timestamp?

        @Option(
            name: .long,
            help: ArgumentHelp(
                "When the next update comes: 15m, or a time; without it, the policy's.", valueName: "time"),
            transform: ArgumentForm.instant)
        var nextBy: Timestamp?

        @Option(
            name: .long,
            help: ArgumentHelp("Why a text that was flagged may stand; it is journalled.", valueName: "text"))
        var override: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if incident == nil, rollout == nil, component.isEmpty {
                throw ValidationError("Say what is broken: --component, --rollout or --incident.")
            }
            if incident != nil, rollout != nil || !component.isEmpty || title != nil {
                throw ValidationError(
                    "A suspected incident (--incident) has its title, components and rollout already.")
            }
        }

        func run() async throws {
            var body = IncidentRequest(body: sentence)
            body.impact = impact
            body.audience = audience
            body.began = began?.description
            body.nextBy = nextBy?.description
            body.override = override
            var path = ["incidents"]
            if let incident {
                path += [incident, "own"]
            } else {
                body.title = title
                body.rollout = rollout
                body.components = component.isEmpty ? nil : component
            }
            try await IncidentCommand.speak(path, body, server, output.format)
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell the audience more; every update promises the next one.",
            discussion: """
                Examples:

                  evenkeel incident update INC 'Still working on it; two sites are back.'
                  evenkeel incident update INC 'We know the cause.' --status identified --next-by 30m
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Argument(help: "What customers read.")
        var text: String

        @Option(
            name: .long,
            help: ArgumentHelp(
                "investigating, identified, monitoring or withdrawn; without it, as before.", valueName: "status"),
            transform: IncidentStatus.choice)
        var status: IncidentStatus?

        @Option(
            name: .long,
            help: ArgumentHelp(
                "When the next update comes: 15m, or a time; without it, the policy's.", valueName: "time"),
            transform: ArgumentForm.instant)
        var nextBy: Timestamp?

        @Option(
            name: .long,
            help: ArgumentHelp("Why a text that was flagged may stand; it is journalled.", valueName: "text"))
        var override: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            var body = IncidentRequest(body: text)
            body.status = status
            body.override = override
            body.nextBy = nextBy?.description
            try await IncidentCommand.speak(["incidents", id, "updates"], body, server, output.format)
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that it is over; major and critical incidents then owe their report.",
            discussion: """
                Examples:

                  evenkeel incident resolve INC 'Calls work again at every site.'
                  evenkeel incident resolve INC 'The page loads again.' --cause 'A certificate had run out.'
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Argument(help: "What customers read.")
        var text: String

        @Option(
            name: .long,
            help: ArgumentHelp(
                "The cause in a sentence, where no report is owed (impact none or minor).", valueName: "sentence"))
        var cause: String?

        @Option(
            name: .long,
            help: ArgumentHelp(
                "By when those who are not known to be restored hear how it stands; the next working day without it.",
                valueName: "date"),
            transform: ArgumentForm.date)
        var restBy: CivilDate?

        @Option(
            name: .long,
            help: ArgumentHelp("Why a text that was flagged may stand; it is journalled.", valueName: "text"))
        var override: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            var body = ["body": text]
            body["rest_by"] = restBy?.description
            body["cause"] = cause
            body["override"] = override
            try await IncidentCommand.speak(["incidents", id, "resolve"], body, server, output.format)
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put an incident on the public page, with a title of its own.",
            discussion: """
                What was written for the audience does not become public with it: what is owned is published with words \
                of its own.

                Example:

                  evenkeel incident publish INC --title 'Telephony is disturbed' --text 'Some calls fail.'
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("The title everybody reads.", valueName: "title"))
        var title: String

        @Option(
            name: .long,
            help: ArgumentHelp("What everybody reads below it; needed once the incident is owned.", valueName: "text"))
        var text: String?

        @Option(
            name: .long,
            help: ArgumentHelp("Why a title that was flagged may stand; it is journalled.", valueName: "text"))
        var override: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            var body = ["public_title": title]
            body["text"] = text
            body["override"] = override
            try await IncidentCommand.speak(["incidents", id, "publish"], body, server, output.format)
        }
    }

    /// Sends what is said, then prints the incident as it is now.
    private static func speak(
        _ path: [String], _ body: some Encodable, _ server: ServerOptions, _ format: OutputFormat
    ) async throws {
        let incident = try await server.connection().send("POST", path, body, expecting: IncidentDocument.self)
        try Printout.show(incident, as: format) { IncidentPrinter(incident: incident).lines(width: $0, ink: $1) }
    }
}
