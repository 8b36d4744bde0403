/// What shows that the cause of a halt is gone; the reason beside it says it in words.
public enum ResumeEvidence: Hashable, Sendable, Codable {
    /// This registered release contains the fix.
    case fix(release: String)
    /// Whom the fault concerns is kept out by this hold.
    case hold(HoldID)
    /// A person answers for it by name.
    case vouched(by: String)
}
