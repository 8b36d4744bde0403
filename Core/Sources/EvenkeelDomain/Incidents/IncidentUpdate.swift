/// What is said on an incident. An update on an open incident cannot exist without the time of the next one.
public struct IncidentUpdate: Hashable, Sendable, Codable {
    public enum Author: Hashable, Sendable, Codable {
        case person(String)
        /// The pre-approved line the system posts at the due second.
        case holdingLine
        /// A statement the system makes by policy: the first word after a halt, an overdue report.
        case system
    }

    /// What the reader may expect after this update.
    public enum Outlook: Hashable, Sendable, Codable {
        case next(by: Timestamp)
        case report(by: Timestamp)
        /// Closed with a sentence on the cause.
        case closed(cause: String)
        case withdrawn
        /// The report is published; nothing more is owed.
        case nothingOwed
    }

    /// Those whom a resolve leaves open: how many, and by when they hear how it stands with them. Who they are is rows.
    public struct Unrestored: Hashable, Sendable, Codable {
        public var customers: Int
        public var by: CivilDate

        public init(customers: Int, by: CivilDate) {
            self.customers = customers
            self.by = by
        }
    }

    public let id: UpdateID
    public var status: IncidentStatus
    public var body: String
    public var at: Timestamp
    public var author: Author
    public var outlook: Outlook
    public var fannedOut: Bool
    /// The facts of a holding line, from which it is said in each reader's language.
    public var holdingLine: HoldingLine?
    /// Set where it says that it is over and some customers are not known to be restored.
    public var unrestored: Unrestored?
    /// The building blocks it was made of, from which it is said in each reader's language.
    public var blocks: UpdateBlocks?
    /// The facts of what the system said by policy; nil for everything else, and in old entries.
    public var statement: SystemStatement?

    /// True for the word that a report is published. What is said after it, as that an action of it slipped, has the same
    /// status and is a statement.
    public var isReport: Bool { status == .reported && author == .system && statement == nil }

    public init(
        id: UpdateID, status: IncidentStatus, body: String, at: Timestamp, author: Author, outlook: Outlook,
        fannedOut: Bool = false, holdingLine: HoldingLine? = nil
    ) {
        self.id = id
        self.status = status
        self.body = body
        self.at = at
        self.author = author
        self.outlook = outlook
        self.fannedOut = fannedOut
        self.holdingLine = holdingLine
    }
}

extension IncidentUpdate {
    /// Whether it is of those alone who are not known to be restored, and who were owed a word.
    public var isOfUnrestored: Bool {
        if case .restOverdue = statement { true } else { false }
    }
}
