import EvenkeelLedger

/// How supervised work ended, as it stands in the file `result`.
struct SupervisedEnd: Hashable, Codable, Sendable {
    enum Kind: String, Codable { case installed, failed, timedOut, unreachable, cancelled }

    var kind: Kind
    var note: String

    var result: InstallResult {
        switch kind {
        case .installed: .installed(note: note)
        case .failed: .failed(note: note)
        case .timedOut: .timedOut(note: note)
        case .unreachable: .unreachable(note: note)
        case .cancelled: .cancelled(note: note)
        }
    }
}
