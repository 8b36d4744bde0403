public import EvenkeelDomain
public import EvenkeelLedger

/// A campaign for the end of support of a product's versions.
public struct CampaignDocument: Codable, Hashable, Sendable {
    public struct Letter: Codable, Hashable, Sendable {
        public var daysBefore: Int
        public var at: String
        @Nullable public var sentAt: String?
    }

    public var id: String
    public var product: String
    /// Versions lower than this one lose support.
    public var below: String
    public var ends: String
    public var postponements: Int
    @Nullable public var rollout: String?
    public var letters: [Letter]
    @Nullable public var closedAt: String?

    public init(_ running: RunningCampaign) {
        let campaign = running.campaign
        id = campaign.id.text
        product = campaign.product
        below = campaign.below.description
        ends = campaign.ends.description
        postponements = campaign.postponements
        letters = running.letters.map { letter in
            var document = Letter(daysBefore: letter.daysBefore, at: letter.at.description)
            document.sentAt = letter.sentAt?.description
            return document
        }
        rollout = campaign.rollout?.text
        closedAt = running.closedAt?.description
    }
}

extension CampaignDocument.Letter {
    init(daysBefore: Int, at: String) {
        self.daysBefore = daysBefore
        self.at = at
        sentAt = nil
    }
}

/// A page of campaigns, with the cursor of the next one.
public struct CampaignPage: Codable, Hashable, Sendable {
    public var campaigns: [CampaignDocument]
    @Nullable public var next: String?

    public init(campaigns: [CampaignDocument], next: String?) {
        self.campaigns = campaigns
        self.next = next
    }
}

/// One site that still runs what loses its support: why, and who accepted it.
public struct SupportLineDocument: Codable, Hashable, Sendable {
    public var customer: String
    public var installation: String
    @Nullable public var version: String?
    public var standing: String
    public var text: String
    public var declines: Int
    @Nullable public var accountManager: String?
    @Nullable public var rollout: String?
    @Nullable public var acceptedBy: String?
    @Nullable public var acceptedAt: String?
    /// The reasons they gave to all letters, the oldest first.
    @Nullable public var said: String?

    public init(_ line: SupportLine) {
        customer = line.customer.text
        installation = line.installation.text
        standing = line.standing.rawValue
        declines = line.declines
        text = Sentences.support(line)
        version = line.version?.description
        accountManager = line.accountManager
        rollout = line.rollout?.text
        let isAccepted = line.standing == .accepted
        acceptedBy = isAccepted ? line.answer?.person : nil
        acceptedAt = isAccepted ? line.answer?.at.description : nil
        said = line.said.isEmpty ? nil : line.said.joined(separator: " / ")
    }
}

/// Who still runs what, why, and who accepted it.
public struct SupportReportDocument: Codable, Hashable, Sendable {
    public var campaign: CampaignDocument
    public var sites: [SupportLineDocument]

    public init(campaign: CampaignDocument, sites: [SupportLineDocument]) {
        self.campaign = campaign
        self.sites = sites
    }
}
