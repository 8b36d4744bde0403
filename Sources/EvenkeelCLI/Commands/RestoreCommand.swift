import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelStore
import Foundation

/// `evenkeel restore`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the database; nothing leaves until you say so.",
        discussion: """
            What happened after the backup is not in it: messages that wait there may have been sent, and sites that wait \
            may have been installed. So outbound is capture afterwards, every message that waits is held, and rollouts \
            that run are paused.

            Then look, and let go what should: evenkeel delivery list --state held, evenkeel delivery send --held (or \
            drop --held), evenkeel rollout resume, and evenkeel outbound live.

            The database that was there stays beside it under another name.

            Example:

              evenkeel restore --data evenkeel-data /var/backups/evenkeel.sqlite
            """)

    @Option(help: "The server's data folder.", completion: .directory)
    var data = "evenkeel-data"

    @Argument(help: "The file that `evenkeel backup` wrote.", completion: .file())
    var file: String

    func run() async throws {
        try Self.requireDatabase(file)
        let lock = try DataFolderLock(folder: data, what: "The backup is not put back.", hint: "Stop the server first.")
        // It is made ready beside the database and takes its place at the end: whatever happens before, nothing changes.
        let draft = data + "/restore-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
        defer { Self.remove(draft) }
        let ready = draft + "/" + SQLiteDriver.fileName
        do { try FileManager.default.copyItem(atPath: file, toPath: ready) } catch {
            throw CommandFailure(
                "The backup is not put back.",
                why: "\(file) cannot be copied to \(data): \(error.localizedDescription)",
                hint: "See that \(data) has room and can be written to; what is there is as it was.")
        }
        let now = SystemClock.now()
        let (restoration, check) = try await Self.prepare(draft, backup: (file as NSString).lastPathComponent, at: now)
        // What was stopped may stand in the log still: a database without it would send what is held.
        guard try Self.size(ready + "-wal") == 0 else {
            throw CommandFailure(
                "The backup is not put back.", why: "What was made ready is not wholly in its file.", hint: "Try again."
            )
        }
        let before = try Self.putAside(data, at: now)
        try FileManager.default.moveItem(atPath: ready, toPath: data + "/" + SQLiteDriver.fileName)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: data + "/" + SQLiteDriver.fileName)
        withExtendedLifetime(lock) {}
        try Console.print(
            """
            \(data) holds \(Figures.count(check.position, "journal entry", plural: "journal entries")) again, head \
            \(check.hash).
            """)
        if let before { try Console.print("What was there is now \(before).") }
        try Console.print(
            """
            Nothing leaves: outbound is capture, \(Figures.count(restoration.held, "message")) held, \
            \(Figures.count(restoration.paused.count, "rollout")) paused.
            Look first: evenkeel delivery list --state held. Then evenkeel delivery send --held, or drop --held; \
            evenkeel rollout resume; evenkeel outbound live.
            """)
    }

    /// Refuses what `evenkeel backup` did not write, before anything is touched.
    private static func requireDatabase(_ file: String) throws {
        func refusal(_ why: String) -> CommandFailure {
            CommandFailure(
                "\(file) is no backup.", why: why,
                hint: "Name the file that `evenkeel backup` wrote; the data folder is as it was.")
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
            throw CommandFailure("There is no \(file).", why: "The file cannot be found.", hint: "Check its name.")
        }
        if isFolder.boolValue { throw refusal("It is a folder.") }
        guard let handle = FileHandle(forReadingAtPath: file) else { throw refusal("It cannot be read by this user.") }
        let head = try handle.read(upToCount: 16) ?? Data()
        try handle.close()
        if head.isEmpty { throw refusal("It is empty.") }
        guard head == Data("SQLite format 3\0".utf8) else {
            throw refusal("It does not begin as a database does; it may be compressed, encrypted or another file.")
        }
    }

    /// Checks the journal and stops all that would leave.
    private static func prepare(
        _ folder: String, backup: String, at now: Timestamp
    ) async throws -> (Operations.Restoration, JournalHead) {
        let driver = try await SQLiteDriver.open(directory: folder)
        guard try await driver.holdsJournal() else {
            throw CommandFailure(
                "The backup is not put back.", why: "\(backup) is the database of another program: it has no journal.",
                hint: "Name the file that `evenkeel backup` wrote; the data folder is as it was.")
        }
        let store = try await SQLStore.open(driver)
        let found = try await store.verifyJournal()
        guard found.isSound else {
            throw CommandFailure(
                "The backup is not put back.",
                why:
                    "Its journal is not sound after entry \(found.sound.position); \(JournalText.document(found).problem ?? "")",
                hint: "Take another backup.")
        }
        let ledger = try await Ledger.open(store: store, settings: Settings())
        let operations = Operations(ledger: ledger, store: store)
        let restoration = try await operations.stopAfterRestore(
            of: backup, command: CommandID("restore/\(UUID().uuidString)"), by: "evenkeel restore", at: now)
        let head = try await store.head()
        try driver.close()
        return (restoration, head)
    }

    private static func size(_ path: String) throws -> Int {
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    /// The database that is there, under a name that says when; nil where there is none.
    private static func putAside(_ folder: String, at now: Timestamp) throws -> String? {
        // What was on the wire belongs to the database that was there.
        let wire = folder + "/" + WireLogFile.fileName
        if FileManager.default.fileExists(atPath: wire) { try FileManager.default.removeItem(atPath: wire) }
        let name = folder + "/" + SQLiteDriver.fileName
        guard FileManager.default.fileExists(atPath: name) else { return nil }
        let aside = "\(name).before-\(now.milliseconds / 1000)"
        // The log first: a database without its log is an older one, a log without its database is nothing.
        for ending in ["-wal", "-shm", ""] where FileManager.default.fileExists(atPath: name + ending) {
            try FileManager.default.moveItem(atPath: name + ending, toPath: aside + ending)
        }
        return aside
    }

    private static func remove(_ folder: String) {
        do { try FileManager.default.removeItem(atPath: folder) } catch {
            Console.note("\(folder) is left over and can be removed: \(error.localizedDescription)")
        }
    }
}
