/// A date of its own that a site has in a rollout: the customer asked for it, or somebody has an appointment there.
/// A row.
public struct SiteDate: Hashable, Sendable, Codable {
    public enum Cause: String, CaseIterable, Codable, Sendable {
        case customer, appointment
        /// A halt took the announced day away, and a new one was named.
        case renewed
        /// Nobody answered, and the policy lets them go with a later wave.
        case silence
        /// The day its customer had been told could not be kept, and this one was told instead. It is waited for in its wave,
        /// which the others are not.
        case told
    }

    public var rollout: RolloutID
    public var installation: InstallationID
    public var notBefore: Timestamp
    public var cause: Cause

    /// Its customer asked for it, or somebody is expected there.
    public var isChosen: Bool { cause == .customer || cause == .appointment }

    public init(rollout: RolloutID, installation: InstallationID, notBefore: Timestamp, cause: Cause) {
        self.rollout = rollout
        self.installation = installation
        self.notBefore = notBefore
        self.cause = cause
    }
}
