import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles

extension PolicyCommand {
    struct Templates: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the built-in policies to start from.",
            discussion: """
                Each plans every fleet of a few hundred sites with gates that pass if nothing fails; Examples/ has them \
                in full. `evenkeel policy new` writes one for a release of your own.

                Example:

                  evenkeel policy templates
                """)

        @OptionGroup var output: FormatOption

        private struct List: Encodable {
            struct Template: Encodable {
                let name: String
                let summary: String
                let waves: [String]
            }

            let templates: [Template]
        }

        func run() async throws {
            let list = List(
                templates: try PolicyTemplate.allCases.map { template in
                    let policy = try PolicyFile.read(
                        text: try BuiltInFile.text("templates/\(template.rawValue).yaml"), named: template.rawValue)
                    return .init(
                        name: template.rawValue, summary: template.summary, waves: policy.waves.map(\.name))
                })
            try Printout.show(list, as: output.format) { width, ink in
                var table = TextTable([.text("template"), .number("waves"), .prose("who goes when")])
                for template in list.templates {
                    table.add(
                        TextTable.Cell(template.name, .bold), TextTable.Cell("\(template.waves.count)"),
                        TextTable.Cell(template.summary))
                }
                return table.lines(width: width, ink: ink)
            }
        }
    }
}
