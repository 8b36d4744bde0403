/// A word to one of our own people: a reminder, or a page that must be acknowledged.
public struct StaffAlert: Hashable, Sendable, Codable {
    public enum Reason: String, CaseIterable, Codable, Sendable {
        /// 60 % of the interval is over: the owner.
        case remindOwner
        /// 85 %: a second person too.
        case remindSecond
        /// The due second came and nobody had spoken: the owner.
        case missed
        /// A page was not acknowledged: the next person.
        case escalated
        /// Three holding lines in a row: a person of a higher role must write.
        case superiorMustWrite
        /// Two working days before a customer would hear "late": the owner and a superior.
        case lateSoon
        /// A report or an action was announced as late.
        case late
        /// A regulator is owed a word.
        case regulatorDue
        case regulatorMissed
        /// A suspected incident waits for one press.
        case draftWaits
        /// The system made the first statement by policy: somebody must take over.
        case ownedBySystem
        /// What was said is not mailed: the mail server takes nothing.
        case wordsDoNotLeave

        /// A page must be acknowledged; a reminder need not.
        public var isPage: Bool {
            switch self {
            case .missed, .escalated, .superiorMustWrite, .regulatorMissed, .draftWaits, .ownedBySystem,
                .wordsDoNotLeave:
                true
            case .remindOwner, .remindSecond, .lateSoon, .late, .regulatorDue: false
            }
        }
    }

    public let id: AlertID
    public var reason: Reason
    /// Nil where nobody stands in the rota: on record that nobody could be told.
    public var person: PersonID?
    public var promise: PromiseID?
    public var raisedAt: Timestamp
    /// When a page that nobody acknowledged goes to the next person.
    public var answerBy: Timestamp?
    /// The ways over which it was handed over, and those that failed.
    public var reached: [String]
    public var failed: [String]
    public var handedOverAt: Timestamp?
    /// Set where no way worked at first, since nothing left at all, and it is handed over once more.
    public var reachedNobodyAt: Timestamp?
    public var acknowledgedAt: Timestamp?
    public var acknowledgedBy: String?
    /// When the next person was paged instead.
    public var passedOnAt: Timestamp?
    /// When the update came that it asked for.
    public var answeredAt: Timestamp?

    public init(
        id: AlertID, reason: Reason, person: PersonID?, promise: PromiseID? = nil, raisedAt: Timestamp,
        answerBy: Timestamp? = nil
    ) {
        self.id = id
        self.reason = reason
        self.person = person
        self.promise = promise
        self.raisedAt = raisedAt
        self.answerBy = reason.isPage ? answerBy : nil
        reached = []
        failed = []
    }

    /// A page that still wants an answer.
    public var wantsAnswer: Bool {
        reason.isPage && person != nil && acknowledgedAt == nil && passedOnAt == nil && answeredAt == nil
    }

    /// Not what somebody has acknowledged meanwhile: it reaches nobody any more.
    public var waitsForHandOver: Bool {
        person != nil && handedOverAt == nil && acknowledgedAt == nil && (reachedNobodyAt == nil || wantsAnswer)
    }

    /// Hands a page over once more that has reached nobody and still wants an answer.
    public mutating func tryAgain() {
        guard wantsAnswer, let at = handedOverAt, reached.isEmpty else { return }
        (reachedNobodyAt, handedOverAt) = (at, nil)
        failed = []
    }
}
