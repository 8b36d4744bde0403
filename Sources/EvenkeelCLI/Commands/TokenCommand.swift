import ArgumentParser
import EvenkeelAPI
import EvenkeelLedger

/// `evenkeel token`.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Who may talk to the server.",
        discussion: """
            Example:

              evenkeel token add monitoring --scope outcomes
            """,
        subcommands: [Add.self, List.self, Revoke.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token; its secret is printed this once.",
            discussion: """
                Scopes: admin may do everything, read may look, outcomes may report what installations say; with --only \
                of these installations and no others.

                Examples:

                  evenkeel token add monitoring --scope outcomes
                  evenkeel token add north-agent --scope outcomes --only 'team==north'
                """)

        @Argument(help: "Its name; the journal shows it as who did something.")
        var name: String

        @Option(
            name: .long, help: ArgumentHelp("admin, read or outcomes.", valueName: "scope"),
            transform: TokenRow.Scope.choice)
        var scope: TokenRow.Scope

        @Option(
            name: .long,
            help: ArgumentHelp("The only installations an outcomes token may report of.", valueName: "predicate"),
            transform: ArgumentForm.predicate)
        var only: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let token = try await server.connection().send(
                "POST", ["tokens"],
                ["name": name, "scope": scope.rawValue].merging(only.map { ["predicate": $0] } ?? [:]) { $1 },
                expecting: TokenDocument.self)
            try Printout.show(token, as: output.format) { _, ink in
                [
                    "Token \(ink(.bold, token.name)), scope \(token.scope). It is shown this once:", "",
                    "    \(token.token ?? "")", "",
                ]
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tokens by name; secrets are not kept.",
            discussion: """
                Example:

                  evenkeel token list
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(TokenPage.self, "tokens")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("name"), .text("scope"), .text("made (UTC)"), .text("revoked (UTC)"), .prose("only"),
                ])
                for token in page.tokens {
                    table.add(
                        TextTable.Cell(token.name, token.revokedAt == nil ? nil : .dim), TextTable.Cell(token.scope),
                        TextTable.Cell(Figures.time(token.createdAt)), TextTable.Cell(Figures.time(token.revokedAt)),
                        TextTable.Cell(token.predicate ?? ""))
                }
                return Printout.list(table, orElse: "There is no token.", width: width, ink: ink)
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a token; it stops working at once.",
            discussion: """
                Example:

                  evenkeel token revoke monitoring
                """)

        @Argument(help: "The token's name.")
        var name: String

        @OptionGroup var server: ServerOptions

        func run() async throws {
            _ = try await server.connection().send("DELETE", ServerConnection.path(["tokens", name]))
            try Console.print("Token \(name) is revoked.")
        }
    }
}

extension TokenRow.Scope: ChoiceArgument {}
