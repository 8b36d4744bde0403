import ArgumentParser
import EvenkeelStore
import Foundation

/// `evenkeel backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a copy of the database to a file, also while the server runs.",
        discussion: """
            The copy holds everything but signing.key, which lies beside the database: a copy of the database alone must \
            not be able to sign. Keep that file apart.

            Example:

              evenkeel backup --data evenkeel-data /var/backups/evenkeel.sqlite
            """)

    @Option(help: "The server's data folder.", completion: .directory)
    var data = "evenkeel-data"

    @Argument(help: "The file to write; it must not be there yet.", completion: .file())
    var file: String

    func run() async throws {
        guard FileManager.default.fileExists(atPath: data + "/" + SQLiteDriver.fileName) else {
            throw CommandFailure(
                "There is no database in \(data).", why: "\(SQLiteDriver.fileName) is not there.",
                hint: "Name the server's data folder with --data.")
        }
        guard !FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure(
                "\(file) is there already.", why: "Nothing was written over it.",
                hint: "Choose another name, or remove it first.")
        }
        try await SQLiteDriver.copy(directory: data, to: file)
        let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
        try Console.print("\(file) holds the database of \(data): \(Figures.count(size, "byte")).")
    }
}
