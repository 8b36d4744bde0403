public import EvenkeelLedger

extension InstallResult {
    /// What people and programs may say of an end.
    public enum Word: String, CaseIterable, Sendable {
        case installed, failed, unreachable, cancelled
        case timedOut = "timed_out"
    }

    public init(_ word: Word, note: String) {
        self =
            switch word {
            case .installed: .installed(note: note)
            case .failed: .failed(note: note)
            case .unreachable: .unreachable(note: note)
            case .cancelled: .cancelled(note: note)
            case .timedOut: .timedOut(note: note)
            }
    }
}
