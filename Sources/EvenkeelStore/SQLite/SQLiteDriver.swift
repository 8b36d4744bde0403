import Dispatch
public import EvenkeelDomain
public import EvenkeelLedger
import Foundation
import GRDB

/// SQLite in one file of a data directory, the database that needs no administrator.
///
/// Write-ahead log, so that reading never waits for writing; `synchronous=FULL`, so that what was acknowledged
/// survives a power cut (https://www.sqlite.org/pragma.html#pragma_synchronous).
public struct SQLiteDriver: SQLDriver {
    /// The name of the file inside the data directory.
    public static let fileName = "evenkeel.sqlite"

    let pool: DatabasePool
    private let writes: WriteQueue

    /// Opens the database, and creates it where there is none: the directory for its owner only (0700, the file
    /// 0600), because it holds addresses of people. A writer that meets a lock waits for `busyTimeout`.
    public static func open(
        directory: String, busyTimeout: TimeSpan = .seconds(5)
    ) async throws(Failure) -> SQLiteDriver {
        // Opening waits for locks and for the disk, so it has a thread of its own.
        let opened: Result<SQLiteDriver, Failure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(Failure) {
                    continuation.resume(returning: .success(try SQLiteDriver(directory, busyTimeout)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try opened.get()
    }

    private init(_ directory: String, _ busyTimeout: TimeSpan) throws(Failure) {
        let path = directory + "/" + Self.fileName
        var configuration = Configuration()
        configuration.busyMode = .timeout(Double(busyTimeout.milliseconds) / 1000)
        configuration.foreignKeysEnabled = true
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            if !FileManager.default.fileExists(atPath: path) {
                _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            }
            pool = try DatabasePool(path: path, configuration: configuration)
            // The pool asks for NORMAL when it switches the log on; there is one writing connection, and this is it.
            // A batch of outcomes touches thousands of pages, since ids are random: they are kept until the commit (128 MB
            // at most) instead of being written again and again, and moved from the log in larger steps.
            try pool.writeWithoutTransaction { writer in
                try writer.execute(sql: "PRAGMA synchronous = FULL")
                try writer.execute(sql: "PRAGMA cache_size = -131072")
                try writer.execute(sql: "PRAGMA wal_autocheckpoint = 32768")
                // What a statement of many rows would undo if it failed is noted beside it; in a file that is most of
                // all that is written.
                try writer.execute(sql: "PRAGMA temp_store = MEMORY")
            }
        } catch {
            throw Self.failure(of: error)
        }
        writes = WriteQueue(pool: pool)
    }

    /// Writes a copy of the database of a data directory, as it is at one moment, to a file that is not there yet. A
    /// server may go on writing meanwhile (https://www.sqlite.org/lang_vacuum.html, VACUUM INTO).
    public static func copy(directory: String, to path: String) async throws(Failure) {
        let source = directory + "/" + fileName
        let done: Result<Void, Failure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do {
                    var configuration = Configuration()
                    configuration.busyMode = .timeout(30)
                    let database = try DatabaseQueue(path: source, configuration: configuration)
                    try database.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
                    try database.close()
                    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
                    continuation.resume(returning: .success(()))
                } catch { continuation.resume(returning: .failure(failure(of: error))) }
            }
        }
        try done.get()
    }

    /// Whether it is a database of ours, of whatever age.
    public func holdsJournal() async throws(Failure) -> Bool {
        try await read { transaction throws(Failure) in
            try !transaction.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'journal'", []).isEmpty
        }
    }

    /// Ends the connections; what stands in the log is in the file then.
    public func close() throws(Failure) {
        do {
            // The last connection that closes does it as well, but not where it is one that only reads.
            _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try pool.close()
        } catch { throw Self.failure(of: error) }
    }

    public func read<Value: Sendable>(
        _ body: @Sendable (any SQLTransaction) throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        do { return try await pool.read { try body(SQLiteTransaction(database: $0)) } } catch {
            throw Self.failure(of: error)
        }
    }

    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        // IMMEDIATE: the write lock is taken before the first read, so nothing read here can grow stale.
        do { return try await writes.write { try body(SQLiteTransaction(database: $0)) } } catch {
            throw Self.failure(of: error)
        }
    }
}
