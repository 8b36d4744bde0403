import ArgumentParser
import EvenkeelAPI
import EvenkeelLedger
import EvenkeelStore
import Foundation

extension JournalCommand {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that nothing in the journal was changed, removed or slipped in.",
            discussion: """
                Reads the database of a data folder, without a server; with --server it asks a server to check its \
                own. Note the head: a later journal that passes through it has kept everything up to there.

                Examples:

                  evenkeel journal verify --data evenkeel-data
                  evenkeel journal verify --server https://evenkeel.example
                """)

        @Option(
            name: .long, help: ArgumentHelp("The server's data folder.", valueName: "folder"), completion: .directory)
        var data: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if data != nil, server.server != nil {
                throw ValidationError("--data and --server cannot go together.")
            }
        }

        func run() async throws {
            let check: JournalCheckDocument
            if server.server != nil {
                check = try await server.connection().get(JournalCheckDocument.self, "journal", "verify")
            } else {
                check = try await Self.check(folder: data ?? "evenkeel-data")
            }
            try Printout.show(check, as: output.format) { _, ink in
                guard check.ok else { return [] }
                return [
                    ink(.green, "The journal is sound")
                        + ": \(Figures.count(check.entries, "entry", plural: "entries"))"
                        + (check.head.isEmpty ? "." : ", head \(check.head).")
                ]
            }
            guard !check.ok else { return }
            throw CommandFailure(
                "The journal is not sound.", why: check.problem ?? "The server did not say where.",
                hint: "Stop the server, keep a copy of its data, and compare with an earlier export or backup; "
                    + "the first \(Figures.count(check.entries, "entry", plural: "entries")) are sound.")
        }

        private static func check(folder: String) async throws -> JournalCheckDocument {
            // Opening would make an empty database, and an empty journal is always sound.
            guard FileManager.default.fileExists(atPath: folder + "/" + SQLiteDriver.fileName) else {
                throw CommandFailure(
                    "There is no database in \(folder).", why: "\(SQLiteDriver.fileName) is not there.",
                    hint: "Name the server's data folder with --data, or its address with --server.")
            }
            let store = try await SQLStore.open(try await SQLiteDriver.open(directory: folder))
            let found = try await store.verifyJournal()
            return JournalCheckDocument(
                ok: found.isSound, entries: Int(found.sound.position), head: found.sound.hash,
                problem: found.fault.map { sentence($0, at: found.badPosition.map { Int($0) } ?? 0) })
        }

        private static func sentence(_ fault: JournalVerification.Fault, at position: Int) -> String {
            switch fault {
            case .gap(let expected): "Entry \(expected) is missing."
            case .hashMismatch: "Entry \(position), or one before it, is not what was written."
            case .unreadable(let why): "Entry \(position) cannot be read: \(why)"
            }
        }
    }
}
