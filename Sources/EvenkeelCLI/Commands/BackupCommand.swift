import ArgumentParser
import EvenkeelLedger
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
        try Self.requireRoom(for: file)
        do throws(Failure) { try await SQLiteDriver.copy(directory: data, to: file) } catch {
            let failure = CommandFailure(error)
            throw CommandFailure(
                "There is no backup in \(file).", why: failure.why,
                hint: "The database of \(data) is as it was. See that the folder can be written to and has room.")
        }
        let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
        try Console.print("\(file) holds the database of \(data): \(Figures.count(size, "byte")).")
    }

    private static func requireRoom(for file: String) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) {
            throw CommandFailure(
                "\(file) is there already.",
                why: isFolder.boolValue ? "It is a folder." : "Nothing was written over it.",
                hint: isFolder.boolValue
                    ? "Name a file in it, such as \((file as NSString).appendingPathComponent("evenkeel.sqlite"))."
                    : "Choose another name, or remove it first.")
        }
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        let isThere = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
        guard isThere, isFolder.boolValue, FileManager.default.isWritableFile(atPath: folder) else {
            let why = !isThere ? "is not there" : isFolder.boolValue ? "cannot be written to" : "is no folder"
            throw CommandFailure(
                "There is no backup in \(file).", why: "\(folder) \(why).",
                hint: isThere
                    ? "Choose a folder that this user can write to."
                    : "Make the folder first (mkdir -p \(folder)), or choose another.")
        }
    }
}
