/// A campaign as it runs: the letters, and what customers said to them.
public struct RunningCampaign: Hashable, Sendable, Codable {
    public var campaign: SupportCampaign
    public var opened: Timestamp
    public var letters: [CampaignLetter]
    /// How often each customer has said "not yet".
    public var declines: [CustomerID: Int] = [:]
    /// The answers by which the risk was accepted.
    public var accepted: [CustomerID: AnswerID] = [:]
    public var closedAt: Timestamp?

    public init(campaign: SupportCampaign, opened: Timestamp, letters: [CampaignLetter]) {
        self.campaign = campaign
        self.opened = opened
        self.letters = letters
    }

    /// Whether the next "not yet" of this customer needs a name that accepts the risk.
    public func mustAccept(_ customer: CustomerID) -> Bool {
        declines[customer, default: 0] >= campaign.postponements
    }
}
