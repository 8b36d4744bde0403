/// One report that something failed at a site.
public struct FaultEvent: Sendable, Equatable {
    /// What failed, in words that are the same for the same fault; staff may give several reports the same signature.
    public let signature: String
    /// Day on which it happened, on the clock of the enrolments.
    public let day: Double

    public init(signature: String, day: Double) {
        self.signature = signature
        self.day = day
    }
}
