import ArgumentParser
import EvenkeelAPI

extension IncidentCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the incidents, suspected ones too.",
            discussion: """
                Example:

                  evenkeel incident list --open
                """)

        @Flag(name: .long, help: "Only those that are suspected or not yet resolved.")
        var open = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(
                IncidentPage.self, "incidents", query: [("open", open ? "true" : nil)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("id"), .prose("title"), .text("status"), .text("impact"), .number("affected"),
                    .number("restored"), .text("next word (UTC)"),
                ])
                for incident in page.incidents {
                    let open = incident.promise.flatMap { $0.state == "open" ? $0 : nil }
                    table.add(
                        TextTable.Cell(incident.id), TextTable.Cell(incident.title),
                        TextTable.Cell(incident.status, IncidentPrinter.style(ofStatus: incident.status)),
                        TextTable.Cell(incident.impact), TextTable.Cell(Figures.count(incident.affected)),
                        TextTable.Cell(Figures.count(incident.restored)),
                        TextTable.Cell(open.map { "\($0.kind) by \(Figures.time($0.due, isDue: true))" } ?? "-"))
                }
                return Printout.list(table, orElse: "There is no incident.", width: width, ink: ink)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show an incident: what was said, to whom, and what is promised.",
            discussion: """
                Example:

                  evenkeel incident show INC
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let incident = try await server.connection().get(IncidentDocument.self, "incidents", id)
            try Printout.show(incident, as: output.format) {
                IncidentPrinter(incident: incident).lines(width: $0, ink: $1)
            }
        }
    }
}
