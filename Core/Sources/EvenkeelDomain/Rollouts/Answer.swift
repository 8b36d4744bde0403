/// What a customer said to a planned change, or was told on the telephone. A row with the people in it; the journal
/// keeps that it was said, and names it by id.
public struct Answer: Hashable, Sendable, Codable {
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case agreed, declined, moved
        /// The notice itself was given on the telephone.
        case told
        /// Somebody called and nobody answered.
        case unreached
        /// The customer would like to be among the first.
        case early
        /// They need not be any longer.
        case notEarly = "not_early"
        case pinned, unpinned
        /// To a letter of a campaign: not yet.
        case later
        /// To a letter of a campaign: they bear the risk of staying, said by a person by name.
        case acceptsRisk = "accepts_risk"
    }

    /// How it reached us.
    public enum Way: String, CaseIterable, Codable, Sendable { case page, telephone }

    public let id: AnswerID
    public var rollout: RolloutID?
    public var wave: Int?
    public var customer: CustomerID
    public var installations: [InstallationID]
    public var kind: Kind
    public var way: Way
    /// When it was said.
    public var at: Timestamp
    public var recordedAt: Timestamp
    /// The contact whose link was pressed; nil where the link was not made for one, and on the telephone.
    public var contact: ContactID?
    /// Who said it, by name.
    public var person: String?
    /// Who of us took it down.
    public var recordedBy: String?
    public var note: String?
    /// The day that was asked for, or until when a pin holds.
    public var day: CivilDate?
    /// The campaign whose letter it answers.
    public var campaign: CampaignID?

    public init(
        id: AnswerID, rollout: RolloutID? = nil, wave: Int? = nil, customer: CustomerID,
        installations: [InstallationID] = [], kind: Kind, way: Way, at: Timestamp, recordedAt: Timestamp,
        contact: ContactID? = nil, person: String? = nil, recordedBy: String? = nil, note: String? = nil,
        day: CivilDate? = nil
    ) {
        self.id = id
        self.rollout = rollout
        self.wave = wave
        self.customer = customer
        self.installations = installations
        self.kind = kind
        self.way = way
        self.at = at
        self.recordedAt = recordedAt
        self.contact = contact
        self.person = person
        self.recordedBy = recordedBy
        self.note = note
        self.day = day
    }
}
