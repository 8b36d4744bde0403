import EvenkeelAPI
import EvenkeelLedger
import EvenkeelStore
import Foundation

/// The journal for readers outside: the check as a document, a line as one line of JSON.
enum JournalText {
    static func document(_ verification: JournalVerification) -> JournalCheckDocument {
        let problem: String? =
            switch verification.fault {
            case .gap(let expected): "position \(expected) is missing"
            case .hashMismatch: "the bytes at position \(verification.badPosition ?? 0) are not those that were written"
            case .unreadable(let words): "position \(verification.badPosition ?? 0) cannot be read: \(words)"
            case nil: nil
            }
        return JournalCheckDocument(
            ok: verification.isSound, entries: verification.sound.position, head: verification.sound.hash,
            problem: problem)
    }

    static func line(_ line: JournalLine) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(line), as: UTF8.self)
    }
}
