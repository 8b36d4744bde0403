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
        guard FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure("There is no \(file).", why: "The file cannot be found.", hint: "Check its name.")
        }
        let lock = try DataFolderLock(folder: data, what: "The backup is not put back.", hint: "Stop the server first.")
        // It is made ready beside the database and takes its place at the end: whatever happens before, nothing changes.
        let draft = data + "/restore-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
        defer { Self.remove(draft) }
        let ready = draft + "/" + SQLiteDriver.fileName
        try FileManager.default.copyItem(atPath: file, toPath: ready)
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

    /// Checks the journal and stops all that would leave.
    private static func prepare(
        _ folder: String, backup: String, at now: Timestamp
    ) async throws -> (Operations.Restoration, JournalHead) {
        let driver = try await SQLiteDriver.open(directory: folder)
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
