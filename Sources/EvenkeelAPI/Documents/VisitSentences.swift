/// What is said of appointments as such.
public enum VisitSentences {
    /// Of one that is over.
    public static let unreported = "passed: nobody has reported"
}
