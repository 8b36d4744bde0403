import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles
import Foundation

extension FleetCommand {
    /// `evenkeel fleet form`.
    struct Form: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "form", abstract: "Ask account managers for missing facts, three questions each.",
            discussion: """
                Example:

                  evenkeel fleet form export fleet.csv --policy policy.yaml --out forms
                  evenkeel fleet form import fleet.csv forms/*.csv --out fleet.csv
                """,
            subcommands: [Export.self, Import.self])
    }
}

extension FleetCommand.Form {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a form for each account manager: the sites whose missing facts cost a policy most.",
            discussion: """
                Each form asks the three questions that matter most for the sites of one account manager, and shows \
                nobody else's; README.txt beside them explains the answers. The folder must be new or empty, so that \
                no filled-in form is written over.

                Example:

                  evenkeel fleet form export fleet.csv --policy policy.yaml --out forms
                """)

        @Argument(help: "The fleet: CSV, TSV or JSON Lines, told by the file's name.", completion: .file())
        var fleet: String

        @Option(name: .long, help: ArgumentHelp("The policy, in YAML.", valueName: "file"), completion: .file())
        var policy: String

        @Option(
            name: .long, help: ArgumentHelp("A new or empty folder to write to.", valueName: "dir"),
            completion: .directory)
        var out: String

        @Option(name: .long, help: ArgumentHelp("At most so many sites in a form.", valueName: "n"))
        var sites = 50

        @OptionGroup var reading: FleetFileOptions
        @OptionGroup var knowledge: FleetCheckOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if sites < 1 { throw ValidationError("--sites must be 1 or more.") }
        }

        private struct List: Encodable {
            struct Form: Encodable {
                let file: String
                let accountManager: String?
                let questions: [String]
                let sites: Int
                let sitesLeft: Int
            }

            let forms: [Form]
        }

        func run() async throws {
            let policy = try PolicyFile.read(path: policy)
            let image = try reading.readImage(fleet).image
            let forms = FleetForm.forms(for: try knowledge.check(image, policy), in: image, sitesPerForm: sites)
            if !forms.isEmpty {
                try write(forms, FleetForm.instructions(for: forms, in: image, release: policy.release))
            }
            let list = List(
                forms: forms.map {
                    .init(
                        file: $0.fileName, accountManager: $0.manager, questions: $0.questions, sites: $0.sites,
                        sitesLeft: $0.sitesLeft)
                })
            try Printout.show(list, as: output.format) { width, ink in
                var table = TextTable([
                    .text("form"), .text("account manager"), .number("sites"), .number("left"), .prose("asks for"),
                ])
                for form in list.forms {
                    table.add(
                        TextTable.Cell(form.file),
                        form.accountManager.map { TextTable.Cell($0) } ?? TextTable.Cell("nobody", .yellow),
                        TextTable.Cell(Figures.count(form.sites)), TextTable.Cell(Figures.count(form.sitesLeft)),
                        TextTable.Cell(form.questions.joined(separator: ", ")))
                }
                return Printout.list(
                    table, orElse: "The policy knows everything it asks for: there is nothing to ask.", width: width,
                    ink: ink)
            }
        }

        private func write(_ forms: [FleetForm], _ instructions: String) throws {
            let folder = URL(fileURLWithPath: out, isDirectory: true)
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                guard try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty else {
                    throw CommandFailure(
                        "\(out) is not empty.", why: "Forms that somebody filled in may stand there.",
                        hint: "Name a new folder.")
                }
            } catch let failure as CommandFailure {
                throw failure
            } catch {
                throw CommandFailure(
                    "\(out) cannot be written to.", why: error.localizedDescription,
                    hint: "Name a folder that exists or can be made.")
            }
            for form in forms { try NewFile.write(form.csv, to: folder.appending(path: form.fileName).path) }
            try NewFile.write(instructions, to: folder.appending(path: "README.txt").path)
        }
    }
}
