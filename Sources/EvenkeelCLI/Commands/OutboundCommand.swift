import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

/// `evenkeel outbound`.
struct OutboundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbound", abstract: "Whether messages leave: nothing does until somebody says live.",
        discussion: """
            Example:

              evenkeel outbound show
            """,
        subcommands: [Show.self, Capture.self, AllowList.self, Live.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show whether messages leave.",
            discussion: """
                Example:

                  evenkeel outbound show
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            try OutboundCommand.show(
                try await server.connection().get(OutboundDocument.self, "outbound"), output.format)
        }
    }

    struct Capture: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep every message in the outbox, where staff can read it.",
            discussion: """
                Example:

                  evenkeel outbound capture
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws { try await OutboundCommand.set(.capture, server, output.format) }
    }

    struct AllowList: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "allow-list", abstract: "Send only to the addresses of the configuration's allow-list.",
            discussion: """
                Example:

                  evenkeel outbound allow-list
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws { try await OutboundCommand.set(.allowList, server, output.format) }
    }

    struct Live: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send messages to customers from now on.",
            discussion: """
                Look at what waits first: evenkeel delivery list --state captured

                Example:

                  evenkeel outbound live
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws { try await OutboundCommand.set(.live, server, output.format) }
    }

    private static func set(_ state: OutboundState, _ server: ServerOptions, _ format: OutputFormat) async throws {
        let connection = try server.connection()
        try await connection.send("PUT", ["outbound"], ["state": state.rawValue])
        try show(try await connection.get(OutboundDocument.self, "outbound"), format)
    }

    private static func show(_ outbound: OutboundDocument, _ format: OutputFormat) throws {
        let sentence =
            switch OutboundState(rawValue: outbound.state) {
            case .live: "messages leave."
            case .allowList: "only addresses on the allow-list get messages; the others wait in the outbox."
            case .capture, nil: "nothing leaves; every message waits in the outbox."
            }
        try Printout.show(outbound, as: format) { _, ink in
            ["Outbound is " + ink(outbound.state == "live" ? .green : .yellow, outbound.state) + ": \(sentence)"]
        }
    }
}
