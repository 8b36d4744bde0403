import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import Foundation

extension IncidentCommand {
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publish cause and corrective action to the audience.",
            discussion: """
                With --file it is JSON: what_happened, causes, what_we_did, actions. Else it has one corrective \
                action; with --guard-when the action leaves a guard that later rollouts must satisfy. --draft prints a \
                template to fill in, with the timeline as it was said and the actions that are open already; texts may \
                hold a little Markdown. With --why a published report is edited: its readers see that, and what stood \
                there before; --draft prints it as it stands.

                Examples:

                  evenkeel incident report INC --draft > report.json
                  evenkeel incident report INC --file report.json
                  evenkeel incident report INC --file report.json --why 'The cause is known now.'
                  evenkeel incident report INC --what-happened 'Calls dropped for 40 minutes.' \\
                    --cause 'ours=The new codec was not tried with fax.' --what-we-did 'We put 5.1.4 back.' \\
                    --action 'Try every release at sites with fax first.' --owner 'R. Weber' --due 2026-12-20 \\
                    --guard-when 'release.touches==fax' --guard-matching 'feature==fax'
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("The whole report, in JSON.", valueName: "file"), completion: .file())
        var file: String?

        @Option(
            name: .long, help: ArgumentHelp("Why a published report is edited; its readers see it.", valueName: "text"))
        var why: String?

        @Flag(name: .long, help: "Print a template of the report instead of publishing it.")
        var draft = false

        @Option(name: .long, help: ArgumentHelp("What happened, in the customers' words.", valueName: "text"))
        var whatHappened: String?

        @Option(
            name: .long,
            help: ArgumentHelp(
                "A cause with its kind (ours, supplier, environment or unknown); may be repeated.",
                valueName: "kind=text"),
            transform: ArgumentForm.pair)
        var cause: [NamedValue] = []

        @Option(name: .long, help: ArgumentHelp("What was done about it.", valueName: "text"))
        var whatWeDid: String?

        @Option(name: .long, help: ArgumentHelp("What will be different.", valueName: "text"))
        var action: String?

        @Option(name: .long, help: ArgumentHelp("Who owns the action.", valueName: "name"))
        var owner: String?

        @Option(
            name: .long, help: ArgumentHelp("When the action is due.", valueName: "yyyy-mm-dd"),
            transform: ArgumentForm.date)
        var due: CivilDate?

        @Option(
            name: .long, help: ArgumentHelp("Which releases the guard concerns.", valueName: "predicate"),
            transform: ArgumentForm.predicate)
        var guardWhen: String?

        @Option(
            name: .long, help: ArgumentHelp("Which sites must soak first.", valueName: "predicate"),
            transform: ArgumentForm.predicate)
        var guardMatching: String?

        @Option(name: .long, help: ArgumentHelp("How long they soak.", valueName: "hours"))
        var guardSoakHours = 72

        @Option(name: .long, help: ArgumentHelp("How many of them.", valueName: "n"))
        var guardAtSites = 3

        @Option(name: .long, help: ArgumentHelp("Before which wave.", valueName: "n"))
        var guardBeforeWave = 3

        @Option(
            name: .long,
            help: ArgumentHelp("Why a text that was flagged may stand; it is journalled.", valueName: "text"))
        var override: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            guard file == nil, !draft else { return }
            guard whatHappened != nil, !cause.isEmpty, action != nil, owner != nil, due != nil else {
                throw ValidationError(
                    "Give --file, or --what-happened, --cause, --action, --owner and --due: a report without a cause "
                        + "and an action is none.")
            }
            guard (guardWhen == nil) == (guardMatching == nil) else {
                throw ValidationError("A guard needs both --guard-when and --guard-matching.")
            }
            let kinds = EvenkeelDomain.Report.Cause.Kind.allCases.map(\.rawValue)
            if let odd = cause.first(where: { !kinds.contains($0.name) }) {
                throw ValidationError("\"\(odd.name)\" is no kind of cause: expected \(kinds.joined(separator: ", ")).")
            }
        }

        func run() async throws {
            let connection = try server.connection()
            if draft {
                let incident = try await connection.get(IncidentDocument.self, "incidents", id)
                return try Console.print(try Printout.json(Self.template(for: incident)))
            }
            let path = ServerConnection.path(["incidents", id, "report"])
            let data = try await connection.send(
                why == nil ? "POST" : "PUT", path, body: try body(), idempotencyKey: UUID().uuidString)
            let incident = try connection.read(IncidentDocument.self, from: data)
            try Printout.show(incident, as: output.format) {
                IncidentPrinter(incident: incident).lines(width: $0, ink: $1)
            }
        }

        /// What is known already, in the order in which it was said; what is left is to be written.
        private static func template(for incident: IncidentDocument) -> ReportRequest {
            if let report = incident.report { return published(report) }
            let timeline = incident.updates.map { update in
                "- \(Figures.time(update.at)) UTC: \(update.body.replacing("\n", with: " "))"
            }
            let opened = incident.openedActions.map {
                ReportRequest.Action(text: $0.text, owner: $0.owner, due: $0.due)
            }
            let blank = ReportRequest.Action(
                text: "What will be different, so that it does not happen again", owner: "who does it",
                due: "by when: 2026-12-20")
            return ReportRequest(
                whatHappened: ([incident.title + ".", "", "## How it went", ""] + timeline).joined(separator: "\n"),
                causes: [.init(kind: .unknown, text: "Why it happened; there may be several causes")],
                whatWeDid: "What we did about it", actions: opened + [blank])
        }

        /// As it stands, to be changed with `--why`; the guards it has stay with it.
        private static func published(_ report: ReportDocument) -> ReportRequest {
            ReportRequest(
                whatHappened: report.whatHappened,
                causes: report.causes.map {
                    .init(kind: EvenkeelDomain.Report.Cause.Kind(rawValue: $0.kind) ?? .unknown, text: $0.text)
                }, whatWeDid: report.whatWeDid,
                actions: report.actions.map { .init(text: $0.text, owner: $0.owner, due: $0.due) })
        }

        private func body() throws -> Data {
            if let file {
                do { return try completed(Data(contentsOf: URL(fileURLWithPath: file))) } catch {
                    throw CommandFailure(
                        "\(file) could not be read.", why: error.localizedDescription, hint: "Check its name.")
                }
            }
            var wish: ReportRequest.GuardWish?
            if let guardWhen, let guardMatching {
                wish = .init(
                    when: guardWhen, soakHours: guardSoakHours, atSites: guardAtSites, matching: guardMatching,
                    beforeWave: guardBeforeWave)
            }
            let causes = cause.compactMap { cause in
                EvenkeelDomain.Report.Cause.Kind(rawValue: cause.name).map {
                    ReportRequest.Cause(kind: $0, text: cause.value)
                }
            }
            var request = ReportRequest(
                whatHappened: whatHappened ?? "", causes: causes, whatWeDid: whatWeDid ?? "",
                actions: [.init(text: action ?? "", owner: owner ?? "", due: due?.description ?? "", guard: wish)])
            request.override = override
            request.why = why
            return try WireJSON.data(request)
        }

        /// The file with what was said on the command line. What is no JSON object is sent as it is, and refused by name.
        private func completed(_ data: Data) throws -> Data {
            let said = ["why": why, "override": override].compactMapValues(\.self)
            guard !said.isEmpty else { return data }
            do {
                guard var object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else { return data }
                object.merge(said) { $1 }
                return try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
            } catch { return data }
        }
    }
}
