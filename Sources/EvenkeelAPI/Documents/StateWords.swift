/// The states of sites and of installs for people: a code of several words is written as words.
public enum StateWords {
    private static let names = [
        "timedOut": "timed out", "rollbackDue": "to be rolled back", "rollingBack": "rolling back",
        "rolledBack": "rolled back",
    ]

    /// The codes are those of documents; what is one word already stays as it is.
    public static func of(_ code: String) -> String { names[code] ?? code }

    /// - Parameter unplanned: whether it came to be so by nobody's order.
    public static func of(_ code: String, unplanned: Bool) -> String { of(code) + (unplanned ? " (unplanned)" : "") }
}
