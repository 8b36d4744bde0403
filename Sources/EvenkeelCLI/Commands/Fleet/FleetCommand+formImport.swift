import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles
import Foundation

extension FleetCommand.Form {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put the answers of filled-in forms into a fleet file, and print what changes.",
            discussion: """
                An empty cell stays unknown. An answer that contradicts a known fact is reported and not taken over, \
                unless --authoritative says that the forms know better. If anything is wrong with a form, nothing is \
                written.

                Example:

                  evenkeel fleet form import fleet.csv forms/*.csv --out fleet.csv --dry-run
                """)

        @Argument(help: "The fleet: CSV, TSV or JSON Lines, told by the file's name.", completion: .file())
        var fleet: String

        @Argument(help: "The forms, filled in.", completion: .file())
        var form: [String]

        @Option(
            name: .long,
            help: ArgumentHelp("The fleet to write, as CSV; may be the one that was read.", valueName: "file"),
            completion: .file())
        var out: String?

        @Flag(name: .long, help: "Say what would change, and write nothing.")
        var dryRun = false

        @Flag(name: .long, help: "Let answers replace facts that are known.")
        var authoritative = false

        @OptionGroup var reading: FleetFileOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            guard dryRun || out != nil else { throw ValidationError("Give --out FILE, or --dry-run.") }
            if let out, !out.lowercased().hasSuffix(".csv") { throw ValidationError("--out must end in .csv.") }
            if form.isEmpty { throw ValidationError("Name at least one form.") }
        }

        private struct Merge: Encodable {
            struct Difference: Encodable {
                let installation: String
                let fact: String
                let was: String?
                let answered: String
                let file: String
                let line: Int

                init(_ difference: FleetFormImport.Difference) {
                    installation = difference.installation.text
                    fact = difference.column
                    was = difference.known
                    answered = difference.answered
                    file = difference.file
                    line = difference.line
                }
            }

            let dryRun: Bool
            let changes: [Difference]
            let contradictions: [Difference]
        }

        func run() async throws {
            let known = try reading.read(fleet)
            let result = try FleetFormImport.merge(forms: form, into: known, isAuthoritative: authoritative)
            if let out, !dryRun { try write(result.fleet, to: out) }
            let merge = Merge(
                dryRun: dryRun, changes: result.changes.map(Merge.Difference.init),
                contradictions: result.contradictions.map(Merge.Difference.init))
            try Printout.show(merge, as: output.format) { width, ink in
                var lines = [summary(merge, ink)]
                if !merge.changes.isEmpty { lines += Self.table(merge.changes, "now", width, ink) }
                guard !merge.contradictions.isEmpty else { return lines }
                let count = Figures.count(merge.contradictions.count, "answer")
                return lines + [
                    "",
                    ink(.yellow, "\(count) against what is known, not taken over")
                        + " (--authoritative would)",
                ] + Self.table(merge.contradictions, "answered", width, ink)
            }
        }

        private func summary(_ merge: Merge, _ ink: Ink) -> String {
            let count = Figures.count(merge.changes.count, "fact")
            guard !merge.dryRun else {
                return "\(count) would change in \(fleet). Nothing was written, because of --dry-run."
            }
            return ink(.green, "\(count) changed") + "; the fleet is in \(out ?? fleet)."
        }

        private static func table(
            _ differences: [Merge.Difference], _ title: String, _ width: Int?, _ ink: Ink
        ) -> [String] {
            var table = TextTable(
                [.text("installation"), .text("fact"), .prose("was"), .prose(title), .text("from")], indent: 2)
            for difference in differences {
                table.add(
                    TextTable.Cell(difference.installation), TextTable.Cell(difference.fact),
                    difference.was.map { TextTable.Cell($0) } ?? TextTable.Cell("unknown", .dim),
                    TextTable.Cell(difference.answered, .bold),
                    TextTable.Cell("\(difference.file):\(difference.line)", .dim))
            }
            return table.lines(width: width, ink: ink)
        }

        private func write(_ fleet: Fleet, to path: String) throws {
            do { try Data(FleetFile.csv(fleet).utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
                throw CommandFailure(
                    "\(path) could not be written.", why: error.localizedDescription,
                    hint: "Check that the folder exists, that it may be written to and that there is room.")
            }
        }
    }
}
