import EvenkeelDomain

/// A rollback that went wrong leaves its site failed, as an install does. Its note tells them apart, because what is to be
/// done about it differs: to install once more is the opposite of what was ordered.
public enum FailedRollback {
    private static let words = "taking it back to "

    static func note(to version: Version, why: String) -> String { "\(words)\(version) failed: \(why)" }

    public static func isToldBy(_ note: String?) -> Bool { note?.hasPrefix(words) ?? false }
}
