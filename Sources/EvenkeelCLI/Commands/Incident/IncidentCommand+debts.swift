import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

extension IncidentCommand {
    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approve the record that shows that a corrective action is done.",
            discussion: """
                Whoever owns the action cannot approve its record.

                Example:

                  evenkeel incident prove INC INC-a1 --record 'Test run 12 of 3 June, all green.'
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Argument(help: "The action's id.")
        var action: String

        @Option(name: .long, help: ArgumentHelp("What shows it.", valueName: "text"))
        var record: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable { let record: String }

        func run() async throws {
            let incident = try await server.connection().send(
                "POST", ["incidents", id, "actions", action, "prove"], Body(record: record),
                expecting: IncidentDocument.self)
            try Printout.show(incident, as: output.format) {
                IncidentPrinter(incident: incident).lines(width: $0, ink: $1)
            }
        }
    }

    struct Correct: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put right a mistyped time of a signal; what was written stays beside it.",
            discussion: """
                Example:

                  evenkeel incident correct INC --signal 1 --at 2026-06-01T08:03:00Z --why 'They meant 08:03.'
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("Which signal, counted from 0.", valueName: "n"))
        var signal: Int

        @Option(
            name: .long, help: ArgumentHelp("The time that counts.", valueName: "time"),
            transform: ArgumentForm.pastInstant)
        var at: Timestamp

        @Option(name: .long, help: ArgumentHelp("Why it was wrong.", valueName: "text"))
        var why: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let at: String
            let why: String
        }

        func run() async throws {
            let incident = try await server.connection().send(
                "POST", ["incidents", id, "signals", "\(signal)", "correct"], Body(at: at.description, why: why),
                expecting: IncidentDocument.self)
            try Printout.show(incident, as: output.format) {
                IncidentPrinter(incident: incident).lines(width: $0, ink: $1)
            }
        }
    }

    struct Regulator: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start a regulator's clock, or record that a stage was filed.",
            discussion: """
                Which regime applies is your decision, not legal advice. Without --aware the clock starts at our first \
                signal, or when it began where only a customer told us.

                Examples:

                  evenkeel incident regulator INC nis2
                  evenkeel incident regulator INC dora --classified 30m
                  evenkeel incident regulator INC nis2 --filed early-warning --reference 'BSI 4711'
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Argument(help: "nis2 or dora.", transform: RegulatoryRegime.choice)
        var regime: RegulatoryRegime

        @Option(
            name: .long, help: ArgumentHelp("When we became aware: 2h (ago), or a time.", valueName: "time"),
            transform: ArgumentForm.pastInstant)
        var aware: Timestamp?

        @Option(
            name: .long, help: ArgumentHelp("When it was classified as major (DORA).", valueName: "time"),
            transform: ArgumentForm.pastInstant)
        var classified: Timestamp?

        @Option(
            name: .long,
            help: ArgumentHelp(
                "early-warning, notification, initial, intermediate or final.", valueName: "stage"),
            transform: RegulatoryRegime.Stage.choice)
        var filed: RegulatoryRegime.Stage?

        @Option(name: .long, help: ArgumentHelp("The regulator's reference of what was filed.", valueName: "text"))
        var reference: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Start: Encodable {
            let regime: RegulatoryRegime
            let awareAt: String?
            let classifiedAt: String?
        }

        private struct Filing: Encodable { let reference: String }

        func validate() throws {
            if filed != nil, reference == nil { throw ValidationError("Give the regulator's --reference.") }
        }

        func run() async throws {
            let connection = try server.connection()
            let incident: IncidentDocument
            if let filed {
                incident = try await connection.send(
                    "POST", ["incidents", id, "regulators", regime.rawValue, filed.rawValue],
                    Filing(reference: reference ?? ""), expecting: IncidentDocument.self)
            } else {
                incident = try await connection.send(
                    "POST", ["incidents", id, "regulators"],
                    Start(regime: regime, awareAt: aware?.description, classifiedAt: classified?.description),
                    expecting: IncidentDocument.self)
            }
            try Printout.show(incident, as: output.format) {
                IncidentPrinter(incident: incident).lines(width: $0, ink: $1)
            }
        }
    }
}

extension RegulatoryRegime: ChoiceArgument {}
extension RegulatoryRegime.Stage: ChoiceArgument {}
