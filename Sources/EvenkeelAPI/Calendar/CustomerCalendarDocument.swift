public import EvenkeelDomain

/// When a customer wants to be left in peace, as read from its own calendar.
public struct CustomerCalendarDocument: Codable, Hashable, Sendable {
    public struct Range: Codable, Hashable, Sendable {
        public var from: String
        public var until: String
    }

    public var customer: String
    public var source: String
    public var importedAt: String
    public var importedBy: String
    public var events: Int
    /// Those of the next year, the first 50.
    public var freezes: [Range]

    /// - Parameter zone: for events that name none.
    public init(_ calendar: CustomerFreezes, at now: Timestamp, zone: ZoneOffsets) {
        customer = calendar.customer.text
        source = calendar.source
        importedAt = calendar.importedAt.description
        importedBy = calendar.importedBy
        events = calendar.spans.count
        let year = TimeRange(from: now, until: now + .days(366))
        freezes = calendar.spans.flatMap { $0.ranges(in: year, zone: zone) }.merged.prefix(50).map {
            Range(from: $0.from.description, until: $0.until.description)
        }
    }
}

/// The customers' own calendars.
public struct CustomerCalendarPage: Codable, Hashable, Sendable {
    public var calendars: [CustomerCalendarDocument]
    @Nullable public var next: String?

    public init(calendars: [CustomerCalendarDocument], next: String? = nil) {
        self.calendars = calendars
        self.next = next
    }
}

/// What the import of a customer's calendar did, or would do.
public struct CalendarImportDocument: Codable, Hashable, Sendable {
    public var calendar: CustomerCalendarDocument
    /// Events that say that they do not take place; they were passed over.
    public var cancelled: Int
    public var dryRun: Bool
    public var rollouts: [CalendarImpactDocument]

    public init(
        calendar: CustomerCalendarDocument, cancelled: Int, dryRun: Bool, rollouts: [CalendarImpactDocument]
    ) {
        self.calendar = calendar
        self.cancelled = cancelled
        self.dryRun = dryRun
        self.rollouts = rollouts
    }
}
