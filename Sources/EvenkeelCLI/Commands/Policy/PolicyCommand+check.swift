import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles

extension PolicyCommand {
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a policy and say what is wrong with it, by line and column.",
            discussion: """
                Unknown and repeated keys are refused, every value has its form, and predicates may only name known \
                facts. `evenkeel plan` then tells whether a fleet can be planned by it.

                Example:

                  evenkeel policy check Examples/keep-calm.yaml
                """)

        @Argument(help: "The policy, in YAML.", completion: .file())
        var file: String

        @OptionGroup var output: FormatOption

        private struct Summary: Encodable {
            struct Wave: Encodable {
                let name: String
                let order: String
                let among: String?
                let soakDays: Int
            }

            let file: String
            let ok: Bool
            let rollout: String
            let product: String
            let release: String
            let select: String
            let languages: [String]
            let waves: [Wave]
        }

        func run() async throws {
            let policy = try PolicyFile.read(path: file)
            let summary = Summary(
                file: file, ok: true, rollout: policy.rollout.text, product: policy.release.product,
                release: policy.release.version.description, select: policy.select.description,
                languages: policy.release.texts.keys.sorted(),
                waves: policy.waves.map {
                    .init(
                        name: $0.name, order: $0.order.rawValue, among: $0.among?.description,
                        soakDays: $0.soak.days)
                })
            try Printout.show(summary, as: output.format) { width, ink in
                var table = TextTable(
                    [.number("#"), .text("wave"), .text("order"), .number("soak"), .prose("among")], indent: 2)
                for (number, wave) in summary.waves.enumerated() {
                    table.add(
                        TextTable.Cell("\(number + 1)"), TextTable.Cell(wave.name), TextTable.Cell(wave.order),
                        TextTable.Cell(Figures.count(wave.soakDays, "day")), TextTable.Cell(wave.among ?? "everybody"))
                }
                let languages =
                    summary.languages.isEmpty
                    ? "no notice text yet" : "notices in \(summary.languages.joined(separator: ", "))"
                return [
                    ink(.green, "\(file) is good") + ": \(summary.rollout) brings \(summary.product) \(summary.release)"
                        + " to \(summary.select); \(languages)."
                ] + table.lines(width: width, ink: ink)
            }
        }
    }
}
