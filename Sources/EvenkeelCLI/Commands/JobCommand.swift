import ArgumentParser
import EvenkeelAPI
import EvenkeelLedger
import Foundation

/// `evenkeel job`.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Installs that people do: the technician's list.",
        discussion: """
            Example:

              evenkeel job list
              evenkeel job start pbx-5.2 acme-hq
              evenkeel job step 57 1
              evenkeel job attach 57 photo.jpg
              evenkeel job end 57 installed
            """, subcommands: [List.self, Start.self, Step.self, Attach.self, End.self, Show.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what is to be done by hand.",
            discussion: """
                Example:

                  evenkeel job list --rollout pbx-5.2
                """)

        @Option(name: .long, help: ArgumentHelp("Only those of this rollout.", valueName: "id"))
        var rollout: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(JobPage.self, "jobs", query: [("rollout", rollout)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .number("install"), .text("rollout"), .text("release"), .text("installation"), .text("state"),
                    .text("from"), .text("by"), .prose("open steps"), .prose("not possible"),
                ])
                for job in page.jobs {
                    table.add(
                        TextTable.Cell(job.install.map { "\($0)" } ?? "-"), TextTable.Cell(job.rollout),
                        TextTable.Cell(job.release), TextTable.Cell(job.installation),
                        TextTable.Cell(StateWords.of(job.state), job.state == "due" && job.day == nil ? .yellow : nil),
                        TextTable.Cell(job.day ?? "-"), TextTable.Cell(job.by ?? "-"),
                        TextTable.Cell(
                            job.steps.filter { $0.doneAt == nil }.map { "\($0.number). \($0.text)" }
                                .joined(separator: "; ")),
                        TextTable.Cell(job.notPossible.map { "\($0); make a new appointment" } ?? ""))
                }
                return Printout.list(table, orElse: "Nothing is to be done by hand.", width: width, ink: ink)
            }
        }
    }

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin the install of a site whose turn it is.",
            discussion: """
                Example:

                  evenkeel job start pbx-5.2 acme-hq
                  evenkeel job start pbx-5.2 acme-hq --why 'Dana is next door, and the shop agrees.'
                """)

        @Argument(help: "The rollout.") var rollout: String
        @Argument(help: "The installation.") var installation: String
        @Option(
            help: ArgumentHelp("Why it is begun although others have taken today's capacity.", valueName: "sentence"))
        var why: String?
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let begun = try await server.connection().send(
                "POST", ["jobs", rollout, installation, "start"], why.map { ["why": $0] } ?? [:],
                expecting: InstallDocument.self)
            try JobCommand.show(begun, output)
        }
    }

    struct Step: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tick off a step.",
            discussion: """
                Example:

                  evenkeel job step 57 1
                """)

        @Argument(help: "The number of the install.") var install: Int
        @Argument(help: "The number of the step.") var step: Int
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let done = try await server.connection().send(
                "POST", ["installs", "\(install)", "steps"], ["step": step], expecting: InstallDocument.self)
            try JobCommand.show(done, output)
        }
    }

    struct Attach: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave a file as proof of an install, at most 2 MiB.",
            discussion: """
                Example:

                  evenkeel job attach 57 photo.jpg
                """)

        @Argument(help: "The number of the install.") var install: Int
        @Argument(help: "The file.", completion: .file()) var file: String
        @OptionGroup var server: ServerOptions

        func run() async throws {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw CommandFailure("The file \(file) cannot be read.", hint: "Is it there, and may you read it?")
            }
            let path = ServerConnection.path(
                ["installs", "\(install)", "records"], query: [("name", URL(filePath: file).lastPathComponent)])
            _ = try await server.connection().send(
                "POST", path, body: data, contentType: "application/octet-stream")
            try Console.print("Kept \(file) with install \(install).")
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say how an install ended.",
            discussion: """
                `unreachable` is no failure: nobody was there, and the site's turn comes again. \
                After `cancelled` it does so where nobody had asked the install to stop.

                Example:

                  evenkeel job end 57 failed --note 'the disk is full'
                """)

        @Argument(help: "The number of the install.") var install: Int
        @Argument(help: "installed, failed, unreachable, cancelled or timed_out.") var result: String
        @Option(help: "What there is to say about it.") var note: String?
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            guard InstallResult.Word(rawValue: result) == nil else { return }
            let words = InstallResult.Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("The result \(result) is none of \(words).")
        }

        func run() async throws {
            var body = ["result": result]
            if let note { body["note"] = note }
            let ended = try await server.connection().send(
                "POST", ["installs", "\(install)", "end"], body, expecting: InstallDocument.self)
            try JobCommand.show(ended, output)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one install, whoever did it: state, steps, records, and the last of what it printed.",
            discussion: """
                Example:

                  evenkeel job show 57
                """)

        @Argument(help: "The number of the install.") var install: Int
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let shown = try await server.connection().get(InstallDocument.self, "installs", "\(install)")
            try JobCommand.show(shown, output)
        }
    }

    private static func show(_ install: InstallDocument, _ output: FormatOption) throws {
        try Printout.show(install, as: output.format) { _, ink in
            var lines = [
                ink(.bold, "Install \(install.id)")
                    + ": \(install.installation), \(install.rollout), by \(install.executor), try \(install.attempt)",
                "state  \(StateWords.of(install.state))" + (install.note.map { ", \($0)" } ?? ""),
            ]
            lines += install.steps.map { step in
                let mark = step.doneAt == nil ? "[ ]" : "[x]"
                return "\(mark) \(step.number). \(step.text)" + (step.doneBy.map { " (\($0))" } ?? "")
            }
            lines += install.records.map { "record \($0.number): \($0.name), \($0.size) bytes, by \($0.by)" }
            if let text = install.output, !text.isEmpty { lines += ["", text] }
            return lines
        }
    }
}
