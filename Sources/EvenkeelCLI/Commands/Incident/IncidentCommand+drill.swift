import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

/// `evenkeel incident drill`.
struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill", abstract: "Rehearse an outage: page whoever is on duty, and grade the response.",
        discussion: """
            A drill is an incident that concerns no customer. Its messages and alarms reach only the addresses under \
            `drill` in evenkeel.yaml; it stands on no page of a customer and counts in no figure. Answer it as on the \
            day: acknowledge the page, own it, keep every promise, resolve it, publish the report.

            Example, a whole drill:

              evenkeel incident drill 'Calls drop after ten seconds' --component telephony --impact critical
              evenkeel alert ack DRILL-alert-1
              evenkeel incident own 'We know that calls drop.' --incident DRILL
              evenkeel incident resolve DRILL 'Calls work again.'
              evenkeel incident drill show DRILL
            """,
        subcommands: [Begin.self, Show.self, End.self, List.self], defaultSubcommand: Begin.self)

    struct Begin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin a drill: whoever is on duty is paged, at the addresses of the drill.",
            discussion: """
                Example:

                  evenkeel incident drill begin 'The booking page does not load' --component web --impact major
                """)

        @Argument(help: "What does not work, as it would be reported.")
        var title: String

        @Option(name: .long, help: ArgumentHelp("The component that is broken; may be repeated.", valueName: "id"))
        var component: [String] = []

        @Option(
            name: .long,
            help: ArgumentHelp("none, minor, major or critical; critical without it.", valueName: "impact"),
            transform: Impact.choice)
        var impact: Impact?

        @Option(
            name: .long,
            help: ArgumentHelp(
                "low, normal, high or revenue: whom one imagines to be hit; it sets the pace.", valueName: "who"),
            transform: Criticality.choice)
        var criticality: Criticality?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            var body = DrillRequest(title: title)
            body.impact = impact
            body.criticality = criticality
            body.components = component.isEmpty ? nil : component
            try await DrillCommand.show(
                try await server.connection().send("POST", ["drills"], body, expecting: DrillDocument.self), output)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how the response is graded, rule by rule.",
            discussion: """
                Example:

                  evenkeel incident drill show DRILL
                """)

        @Argument(help: "The drill's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            try await DrillCommand.show(
                try await server.connection().get(DrillDocument.self, "drills", id), output)
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a drill before its report; what was not practised counts neither way.",
            discussion: """
                Example:

                  evenkeel incident drill end DRILL
                """)

        @Argument(help: "The drill's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Nothing: Encodable {}

        func run() async throws {
            try await DrillCommand.show(
                try await server.connection().send(
                    "POST", ["drills", id, "end"], Nothing(), expecting: DrillDocument.self), output)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the drills with their grades.",
            discussion: """
                Example:

                  evenkeel incident drill list
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(DrillPage.self, "drills")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("id"), .prose("title"), .text("began (UTC)"), .text("status"), .text("grade"),
                    .number("missed"),
                ])
                for drill in page.drills {
                    table.add(
                        TextTable.Cell(drill.id), TextTable.Cell(drill.title),
                        TextTable.Cell(Figures.time(drill.began)),
                        TextTable.Cell(drill.status), TextTable.Cell(drill.grade ?? "-"),
                        TextTable.Cell(Figures.count(drill.missed)))
                }
                return Printout.list(table, orElse: "There was no drill yet.", width: width, ink: ink)
            }
        }
    }

    /// In the largest unit that says enough: nobody needs the seconds of a week.
    private static func span(_ seconds: Int) -> String {
        switch seconds {
        case 172_800...: "\(seconds / 86_400) days"
        case 7200...: "\(seconds / 3600) h"
        case 120...: "\(seconds / 60) min"
        default: "\(seconds) s"
        }
    }

    private static func show(_ drill: DrillDocument, _ output: FormatOption) async throws {
        try Printout.show(drill, as: output.format) { width, ink in
            var table = TextTable([.text(""), .prose("rule"), .text("asked"), .text("measured")], indent: 2)
            for line in drill.lines {
                let style: Ink.Style =
                    switch line.mark {
                    case "met": .green
                    case "missed": .red
                    default: .dim
                    }
                let counted = line.count.flatMap { count in line.of.map { "\(count) of \($0)" } }
                table.add(
                    TextTable.Cell(line.mark, style), TextTable.Cell(line.text),
                    TextTable.Cell(line.limitSeconds.map { Self.span($0) } ?? "-"),
                    TextTable.Cell(counted ?? line.measuredSeconds.map { Self.span($0) } ?? "-"))
            }
            let grade = drill.grade.map { "grade \($0)\(drill.over ? "" : " so far")" } ?? "no grade yet"
            return [
                ink(.bold, drill.id) + "  \(drill.title)",
                "  a drill, \(drill.impact) impact, \(drill.status); \(grade): \(drill.met) met, \(drill.missed) missed",
            ] + table.lines(width: width, ink: ink)
        }
    }
}

extension Criticality: ChoiceArgument {}
