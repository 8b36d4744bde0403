import ArgumentParser
import EvenkeelAPI

/// `evenkeel component`.
struct ComponentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "component", abstract: "What customers call the things that can break.",
        discussion: """
            Example:

              evenkeel component add telephony 'Telephony'
            """,
        subcommands: [Add.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Declare a component.",
            discussion: """
                Example:

                  evenkeel component add telephony 'Telephony'
                """)

        @Argument(help: "Its id, by which policies and incidents name it.")
        var id: String

        @Argument(help: "Its name, as customers read it.")
        var name: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let component = try await server.connection().send(
                "POST", ["components"], ["id": id, "name": name], expecting: ComponentDocument.self)
            try Printout.show(component, as: output.format) { _, ink in
                [ink(.green, "Component \(component.id)") + " is \(component.name)."]
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the components.",
            discussion: """
                Example:

                  evenkeel component list
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(ComponentPage.self, "components")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([.text("id"), .prose("name")])
                for component in page.components {
                    table.add(TextTable.Cell(component.id), TextTable.Cell(component.name))
                }
                return Printout.list(table, orElse: "There is no component yet.", width: width, ink: ink)
            }
        }
    }
}
