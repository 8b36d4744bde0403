import ArgumentParser
import EvenkeelAPI

extension FleetCommand {
    struct NoteVersion: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "version", abstract: "Say which version was found at a site, or show what was said so far.",
            discussion: """
                What somebody confirmed who was there goes before what a later import says. A release that appears \
                outside the plan counts as installed, unplanned, and one that is gone since as rolled back.

                Examples:

                  evenkeel fleet version acme-hq
                  evenkeel fleet version acme-hq 5.2.0 --source technician
                  evenkeel fleet version acme-hq 5.1.0 --source technician --at 2026-11-01T00:00:00Z
                """)

        @Argument(help: "The installation.") var installation: String
        @Argument(help: "The version that was found.") var version: String?
        @Option(help: "Who found it: technician, probe, agent or executor.") var source = "technician"
        @Option(help: ArgumentHelp("When it was seen; now where nothing is said.", valueName: "time")) var at: String?
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let connection = try server.connection()
            let shown: InstallationHistoryDocument
            if let version {
                var body = ["version": version, "source": source]
                body["at"] = at
                shown = try await connection.send(
                    "POST", ["fleet", installation, "version"], body,
                    expecting: InstallationHistoryDocument.self)
            } else {
                shown = try await connection.get(InstallationHistoryDocument.self, "fleet", installation)
            }
            try Printout.show(shown, as: output.format) { width, ink in
                var facts = TextTable([.text("version"), .text("said by"), .text("at (UTC)")], indent: 2)
                for fact in shown.versions.reversed() {
                    facts.add(
                        TextTable.Cell(fact.version), TextTable.Cell(fact.source),
                        TextTable.Cell(fact.at.map { Figures.time($0) } ?? "at first"))
                }
                let places = shown.places.map { place in
                    "  \(place.rollout), wave \(place.wave): \(StateWords.of(place.state, unplanned: place.unplanned))"
                        + (place.note.map { $0.isEmpty ? "" : ", \($0)" } ?? "")
                }
                return [ink(.bold, shown.installation.id)]
                    + Printout.list(facts, orElse: "Nobody has said which version it runs.", width: width, ink: ink)
                    + places
            }
        }
    }
}
