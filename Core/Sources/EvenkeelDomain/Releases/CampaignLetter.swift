/// A letter of a campaign: how many days before the end of support, and when it is due.
public struct CampaignLetter: Hashable, Sendable, Codable {
    public var daysBefore: Int
    public var at: Timestamp
    public var sentAt: Timestamp?

    public init(daysBefore: Int, at: Timestamp) {
        self.daysBefore = daysBefore
        self.at = at
    }
}
