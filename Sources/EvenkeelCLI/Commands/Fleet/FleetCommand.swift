import ArgumentParser

/// `evenkeel fleet`.
struct FleetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet", abstract: "All installations: check, complete, import, list and export them.",
        discussion: """
            Example:

              evenkeel fleet import fleet.csv --contacts contacts.csv --dry-run
            """,
        subcommands: [
            Check.self, Form.self, Import.self, List.self, NoteVersion.self, Export.self, History.self,
        ])
}
