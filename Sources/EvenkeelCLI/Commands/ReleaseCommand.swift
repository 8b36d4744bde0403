import ArgumentParser
import EvenkeelAPI
import EvenkeelFiles

/// `evenkeel release`.
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Versions of a product: what each fixes, touches, and what customers are told.",
        discussion: """
            Example:

              evenkeel release add release-5.2.0.yaml
            """,
        subcommands: [Add.self, List.self, Show.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register a release from a file.",
            discussion: """
                Example:

                  evenkeel release add release-5.2.0.yaml
                  evenkeel release add release-5.2.0.yaml --dry-run
                """)

        @Argument(help: "The release, in YAML.", completion: .file())
        var file: String

        @Flag(name: .long, help: "Only read the file and show what would be registered.")
        var dryRun = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let release = ReleaseDocument(try ReleaseFile.read(path: file))
            var registered = release
            if !dryRun {
                registered = try await server.connection().send(
                    "POST", ["releases"], release, expecting: ReleaseDocument.self)
            }
            try Printout.show(registered, as: output.format) { [registered] width, ink in
                ReleaseCommand.lines(registered, width, ink)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the releases.",
            discussion: """
                Example:

                  evenkeel release list --format json
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(ReleasePage.self, "releases")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("product"), .text("version"), .number("fixes"), .prose("touches"), .text("languages"),
                    .text("fixes incident"),
                ])
                for release in page.releases {
                    table.add(
                        TextTable.Cell(release.product), TextTable.Cell(release.version),
                        TextTable.Cell("\(release.fixes.count)"),
                        TextTable.Cell(release.touches.joined(separator: ", ")),
                        TextTable.Cell(release.texts.keys.sorted().joined(separator: " ")),
                        TextTable.Cell(release.fixesIncident ?? "-"))
                }
                return Printout.list(table, orElse: "There is no release yet.", width: width, ink: ink)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one release, with what customers are told in each language.",
            discussion: """
                Example:

                  evenkeel release show pbx 5.2.0
                """)

        @Argument(help: "The product.")
        var product: String

        @Argument(help: "The version.")
        var version: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let release = try await server.connection().get(ReleaseDocument.self, "releases", product, version)
            try Printout.show(release, as: output.format) { width, ink in ReleaseCommand.lines(release, width, ink) }
        }
    }

    fileprivate static func lines(_ release: ReleaseDocument, _ width: Int?, _ ink: Ink) -> [String] {
        func list(_ items: [String]) -> String { items.isEmpty ? "nothing" : items.joined(separator: ", ") }
        var facts = TextTable([.text(""), .prose("")], indent: 2)
        func add(_ table: inout TextTable, _ name: String, _ text: String) {
            table.add(TextTable.Cell(name, .dim), TextTable.Cell(text))
        }
        add(&facts, "fixes", list(release.fixes))
        add(&facts, "touches", list(release.touches))
        if !release.requires.isEmpty { add(&facts, "stops on the way", list(release.requires)) }
        if let incident = release.fixesIncident { add(&facts, "fixes incident", incident) }
        if let older = release.supersedes { add(&facts, "supersedes", older) }
        var lines = [ink(.bold, "\(release.product) \(release.version)")] + facts.lines(width: width, ink: ink)
        for (language, text) in release.texts.sorted(by: { $0.key < $1.key }) {
            var table = TextTable([.text(""), .prose("")], indent: 2)
            add(&table, "summary", text.summary)
            add(&table, "downtime", text.downtime)
            add(&table, "what you do", text.whatYouDo)
            add(&table, "what to test", text.whatToTest)
            add(&table, "way back", text.wayBack)
            lines += ["", ink(.bold, "Told in \(language)")] + table.lines(width: width, ink: ink)
        }
        return lines
    }
}
