import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles

extension FleetCommand {
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a fleet file, and list the missing facts that cost a policy most.",
            discussion: """
                An unknown fact never makes a site simple, friendly or covered, so each one that a policy asks for \
                costs something; this says what to ask customers for first. Needs no server.

                Example:

                  evenkeel fleet check Examples/fleet.csv --policy Examples/keep-calm.yaml
                """)

        @Argument(help: "The fleet: CSV, TSV or JSON Lines, told by the file's name.", completion: .file())
        var fleet: String

        @Option(name: .long, help: ArgumentHelp("The policy, in YAML.", valueName: "file"), completion: .file())
        var policy: String

        @OptionGroup var reading: FleetFileOptions
        @OptionGroup var output: FormatOption

        private struct Finding: Encodable {
            struct Missing: Encodable {
                struct Cost: Encodable {
                    let use: String
                    let sites: Int
                }

                let fact: String
                let sites: Int
                let costs: [Cost]
            }

            let file: String
            let installations: Int
            let customers: Int
            let contacts: Int
            let missingFacts: [Missing]
        }

        func run() async throws {
            let policy = try PolicyFile.read(path: policy)
            let fleet = try reading.read(fleet)
            let finding = Finding(
                file: self.fleet, installations: fleet.installations.count, customers: fleet.customers.count,
                contacts: fleet.contacts.values.map(\.count).reduce(0, +),
                missingFacts: FleetCheck.missingFacts(in: fleet, for: policy).map { missing in
                    .init(
                        fact: missing.fact, sites: missing.sites,
                        costs: missing.costs.map { .init(use: $0.use.description, sites: $0.sites) })
                })
            try Printout.show(finding, as: output.format) { width, ink in Self.lines(finding, width, ink) }
        }

        private static func lines(_ finding: Finding, _ width: Int?, _ ink: Ink) -> [String] {
            let counts = [
                Figures.count(finding.installations, "installation"), Figures.count(finding.customers, "customer"),
                Figures.count(finding.contacts, "contact"),
            ]
            let summary = ink(.green, "\(finding.file) is good") + ": \(counts.joined(separator: ", "))."
            guard !finding.missingFacts.isEmpty else { return [summary, "The policy knows everything it asks for."] }
            var table = TextTable([.text("fact"), .number("unknown at"), .prose("what that costs")], indent: 2)
            for missing in finding.missingFacts {
                for (number, cost) in missing.costs.enumerated() {
                    table.add(
                        TextTable.Cell(number == 0 ? missing.fact : ""),
                        TextTable.Cell(number == 0 ? Figures.count(missing.sites, "site") : ""),
                        TextTable.Cell("\(cost.use) (\(Figures.count(cost.sites, "site")))"))
                }
            }
            return [summary, "", ink(.bold, "Unknown facts, the dearest first")] + table.lines(width: width, ink: ink)
        }
    }
}
