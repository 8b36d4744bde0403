import ArgumentParser
import EvenkeelFiles
import Foundation

/// `evenkeel config`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "See what a server would run with.",
        discussion: """
            Example:

              evenkeel config check --config evenkeel.yaml
            """,
        subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every effective value of the configuration, and what a server would not start with.",
            discussion: """
                Flags stand over the environment (EVENKEEL_*), that over the file, and that over the defaults. \
                Passwords are not printed. What `evenkeel serve` would refuse is refused here, without starting it: \
                secrets that are missing too, so run it as the user and in the environment of the server.

                Example:

                  evenkeel config check --config evenkeel.yaml
                """)

        @Option(
            name: .long,
            help: ArgumentHelp(
                "The configuration file; evenkeel.yaml is read by itself where it exists.", valueName: "file"),
            completion: .file())
        var config: String?

        @OptionGroup var output: FormatOption

        private struct Row: Encodable {
            let key: String
            let value: String
            let origin: String
        }

        private struct Rows: Encodable {
            let values: [Row]
            let warnings: [String]
            let problems: [String]
        }

        func run() async throws {
            let path = config ?? (FileManager.default.fileExists(atPath: "evenkeel.yaml") ? "evenkeel.yaml" : nil)
            let environment = ProcessInfo.processInfo.environment
            let loaded = try ConfigurationFile.read(path: path, environment: environment)
            let failures = ServerCheck.failures(loaded.configuration, environment: environment)
            let problems = failures.map { ([$0.what] + $0.why + [$0.hint].compactMap(\.self)).joined(separator: " ") }
            let rows = Rows(
                values: loaded.effectiveValues().map {
                    Row(key: $0.key, value: $0.value, origin: $0.origin.description)
                },
                warnings: loaded.warnings, problems: problems)
            try Printout.show(rows, as: output.format) { width, ink in
                var table = TextTable([.text("key"), .prose("value"), .text("from")])
                for row in rows.values {
                    let isDefault = row.origin == "default"
                    table.add(
                        TextTable.Cell(row.key), TextTable.Cell(row.value.isEmpty ? "-" : row.value),
                        TextTable.Cell(row.origin, isDefault ? .dim : .cyan))
                }
                return table.lines(width: width, ink: ink)
            }
            for warning in loaded.warnings { Console.note("warning: \(warning)") }
            if failures.count == 1, let only = failures.first { throw only }
            guard failures.isEmpty else {
                throw CommandFailure(
                    "The server would not start, for \(failures.count) reasons.", why: problems,
                    hint: "Mend them and check again.")
            }
        }
    }
}
