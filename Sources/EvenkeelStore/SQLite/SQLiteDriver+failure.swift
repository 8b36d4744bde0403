import EvenkeelLedger
import Foundation
import GRDB

extension SQLiteDriver {
    /// What the caller can do about an error of SQLite (https://www.sqlite.org/rescode.html), the file system or GRDB.
    static func failure(of error: any Error) -> Failure {
        switch error {
        case let failure as Failure: failure
        case let error as DatabaseError: failure(of: error)
        case let error as CocoaError where error.code == .fileWriteOutOfSpace:
            .full("the data directory's disk is full: \(error.localizedDescription)")
        case is CancellationError: .unavailable("the task was cancelled while it waited for the database")
        default: .unavailable("the data directory cannot be used: \(error)")
        }
    }

    private static func failure(of error: DatabaseError) -> Failure {
        let text = "SQLite: \(error.message ?? "no message") (code \(error.extendedResultCode.rawValue))"
        // SHMSIZE: the shared-memory file of the log could not grow, which is how a full disk shows itself to a reader.
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return .full(text) }
        switch error.resultCode {
        case .SQLITE_FULL: return .full(text)
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_READONLY,
            .SQLITE_NOMEM, .SQLITE_INTERRUPT, .SQLITE_ABORT, .SQLITE_PROTOCOL:
            return .unavailable(text)
        default:
            // CORRUPT and NOTADB; and what only a schema that is not ours, or a defect, can cause.
            return .damaged(text)
        }
    }
}
