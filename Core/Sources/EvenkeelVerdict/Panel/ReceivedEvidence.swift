/// What has come of the evidence a policy may ask for, since the wave opened.
public struct ReceivedEvidence: Sendable, Equatable {
    /// For each feature, the sites that have used it.
    public var sitesUsing: [String: Int]
    /// Customers who have answered, each once.
    public var responses: Int
    /// Names of business events that have happened.
    public var businessEvents: Set<String>

    public init(sitesUsing: [String: Int] = [:], responses: Int = 0, businessEvents: Set<String> = []) {
        self.sitesUsing = sitesUsing
        self.responses = responses
        self.businessEvents = businessEvents
    }
}
