import ArgumentParser
import EvenkeelAPI
import EvenkeelServer
import Foundation

extension PromiseCommand {
    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "figures",
            abstract: "What became of what was promised, month by month, with the incidents behind each figure.",
            discussion: """
                Kept by a person, kept by a holding line and broken stay three figures.

                Example:

                  evenkeel promise figures
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let figures = try await server.connection().get(PromiseFigures.self, "promises", "figures")
            try Printout.show(figures, as: output.format) { width, ink in
                var table = TextTable([
                    .text("month"), .number("incidents"), .number("kept by a person"), .number("by a holding line"),
                    .number("broken"), .number("worst miss s"), .number("first word s"), .number("longest silence s"),
                    .number("known first"), .number("reports on time"), .number("repeats"),
                ])
                for record in [figures.all] + figures.months {
                    table.add(
                        TextTable.Cell(record.month ?? "all"), TextTable.Cell("\(record.incidents)"),
                        TextTable.Cell("\(record.keptByPerson)", .green), TextTable.Cell("\(record.keptByHoldingLine)"),
                        TextTable.Cell("\(record.broken)", record.broken > 0 ? .red : nil),
                        TextTable.Cell("\(record.worstMissSeconds)"),
                        TextTable.Cell(record.medianFirstWordSeconds.map { "\($0)" } ?? "-"),
                        TextTable.Cell("\(record.longestSilenceSeconds)"), TextTable.Cell("\(record.knownFirst)"),
                        TextTable.Cell("\(record.reportsOnTime) of \(record.reportsDue)"),
                        TextTable.Cell("\(record.repeats)"))
                }
                return Printout.list(table, orElse: "Nothing was promised yet.", width: width, ink: ink)
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the signed record of what was promised and what became of it.",
            discussion: """
                Signed with Ed25519; the public key is at /promises/key of the server. Whoever holds the export checks it \
                with `evenkeel promise verify`.

                Examples:

                  evenkeel promise export > promises.json
                  evenkeel promise export --customer acme > acme.json
                """)

        @Option(name: .long, help: ArgumentHelp("Only what concerned this customer.", valueName: "id"))
        var customer: String?

        @OptionGroup var server: ServerOptions

        func run() async throws {
            let signed = try await server.connection().get(
                SignedStatement.self, "promises", "export", query: [("customer", customer)])
            try Console.print(String(decoding: try WireJSON.data(signed), as: UTF8.self))
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check an exported record: its signature, and that its figures follow from its promises.",
            discussion: """
                Needs no server. With --key the signature must be of that key, the one published at /promises/key; without \
                it the file proves only that nobody changed it after it was signed.

                Example:

                  evenkeel promise verify promises.json --key 3q2+7w...
                """)

        @Argument(help: "The file.")
        var file: String

        @Option(name: .long, help: ArgumentHelp("The public key, as published.", valueName: "base64"))
        var key: String?

        @OptionGroup var output: FormatOption

        private struct Result: Encodable {
            let valid: Bool
            let organisation: String
            let exportedAt: String
            let journalPosition: Int
            let promises: Int
            let contradictions: [String]
        }

        func run() async throws {
            let data: Data
            do { data = try Data(contentsOf: URL(fileURLWithPath: file)) } catch {
                throw CommandFailure(
                    "the file cannot be read", why: "\(file): \(error.localizedDescription)", hint: "check its name")
            }
            let signed: SignedStatement
            do { signed = try WireJSON.read(SignedStatement.self, from: data) } catch {
                throw CommandFailure(
                    "this is no signed record", why: "\(file) is not what `evenkeel promise export` prints",
                    hint: "export it again, and keep the file as it is")
            }
            if let key, key != signed.publicKey {
                throw CommandFailure(
                    "this was signed with another key", why: "the file names \(signed.publicKey)",
                    hint: "compare with the key published at /promises/key")
            }
            guard signed.algorithm == "Ed25519",
                SigningKey.verify(signed.signature, of: signed.statement, publicKey: signed.publicKey)
            else {
                throw CommandFailure(
                    "the signature does not match", why: "the record was changed after it was signed, or is damaged",
                    hint: "ask for the export again, and do not trust this one")
            }
            let statement = try WireJSON.read(PromiseStatement.self, from: Data(signed.statement.utf8))
            let contradictions = statement.contradictions
            guard contradictions.isEmpty else {
                throw CommandFailure(
                    "the figures do not follow from the promises", why: contradictions,
                    hint: "the signature is good: whoever signed it signed a contradiction")
            }
            let result = Result(
                valid: true, organisation: statement.organisation, exportedAt: statement.exportedAt,
                journalPosition: statement.journalPosition, promises: statement.promises.count,
                contradictions: contradictions)
            try Printout.show(result, as: output.format) { _, ink in
                [
                    ink(.green, "Good") + ": signed by \(statement.organisation) on \(statement.exportedAt), "
                        + "journal at \(statement.journalPosition).",
                    "\(statement.promises.count) promises: \(statement.record.keptByPerson) kept by a person, "
                        + "\(statement.record.keptByHoldingLine) by a holding line, \(statement.record.broken) broken, "
                        + "\(statement.record.open) open.",
                    key == nil
                        ? "Compare the key with the one published at /promises/key: \(signed.publicKey)"
                        : "The key is the one you gave.",
                ]
            }
        }
    }
}
