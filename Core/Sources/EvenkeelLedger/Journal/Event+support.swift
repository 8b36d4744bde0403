public import EvenkeelDomain

/// The end of support of a product's versions was announced inside: letters go out from now on.
public struct CampaignOpened: Hashable, Sendable, Codable {
    public var campaign: SupportCampaign
    /// When each letter is due, in the order of `letterDays`; those that have been missed are left out.
    public var letters: [CampaignLetter]

    public init(campaign: SupportCampaign, letters: [CampaignLetter]) {
        self.campaign = campaign
        self.letters = letters
    }
}

/// The letters of one date were queued: to how many customers, and the digest of the delivery ids.
public struct LettersSent: Hashable, Sendable, Codable {
    public var campaign: CampaignID
    public var daysBefore: Int
    public var customers: Int
    public var deliveries: Int
    public var digest: Digest
}

/// A customer answered a letter: not yet, or that they bear the risk. Who said it stands in the row of that id.
public struct SupportAnswered: Hashable, Sendable, Codable {
    public var campaign: CampaignID
    public var customer: CustomerID
    public var answer: AnswerID
    public var kind: Answer.Kind
    public var way: Answer.Way
    public var digest: Digest

    public init(
        campaign: CampaignID, customer: CustomerID, answer: AnswerID, kind: Answer.Kind, way: Answer.Way,
        digest: Digest
    ) {
        self.campaign = campaign
        self.customer = customer
        self.answer = answer
        self.kind = kind
        self.way = way
        self.digest = digest
    }
}

/// A campaign was ended, and why.
public struct CampaignClosed: Hashable, Sendable, Codable {
    public var campaign: CampaignID
    public var why: String

    public init(campaign: CampaignID, why: String) {
        self.campaign = campaign
        self.why = why
    }
}
