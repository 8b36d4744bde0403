import ArgumentParser
import EvenkeelAPI

extension FleetCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the server's installations, or those that match a predicate.",
            discussion: """
                Example:

                  evenkeel fleet list --filter 'version=lt=5.2.0;feature==fax'
                """)

        @Option(
            name: .long, help: ArgumentHelp("Only installations that certainly match.", valueName: "predicate"),
            transform: ArgumentForm.predicate)
        var filter: String?

        @Option(name: .long, help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit: Int?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more.") }
        }

        func run() async throws {
            let connection = try server.connection()
            var page = try await fetch(connection, after: nil)
            while let next = page.next, page.installations.count < limit ?? .max {
                let more = try await fetch(connection, after: next)
                page.installations += more.installations
                page.next = more.next
            }
            if let limit { page.installations = Array(page.installations.prefix(limit)) }
            try Printout.show(page, as: output.format) { [page] width, ink in
                var table = TextTable([
                    .text("installation"), .prose("customer"), .text("product"), .text("version"), .text("said by"),
                    .text("country"),
                    .number("seats"), .text("criticality"), .prose("features"),
                ])
                for site in page.installations {
                    table.add(
                        TextTable.Cell(site.id), TextTable.Cell(site.customerName ?? site.customer, .dim),
                        Self.cell(site.product), Self.cell(site.version), Self.cell(site.versionSource),
                        Self.cell(site.country),
                        Self.cell(site.seats.map { Figures.count($0) }), Self.cell(site.criticality),
                        Self.cell(site.features.map { $0.isEmpty ? "none" : $0.joined(separator: ", ") }))
                }
                return Printout.list(table, orElse: "No installation matches.", width: width, ink: ink)
            }
        }

        private func fetch(_ connection: ServerConnection, after cursor: String?) async throws -> FleetPage {
            try await connection.get(
                FleetPage.self, "fleet",
                query: [("filter", filter), ("cursor", cursor), ("limit", limit.map { "\(min($0, 1000))" })])
        }

        /// What is unknown is said to be.
        private static func cell(_ text: String?) -> TextTable.Cell {
            text.map { TextTable.Cell($0.isEmpty ? "none" : $0) } ?? TextTable.Cell("unknown", .yellow)
        }
    }
}
