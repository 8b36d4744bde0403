public import EvenkeelAPI
public import EvenkeelDomain
public import EvenkeelLedger

/// What the server stands on, handed in by whoever puts the parts together: `serve`, the demo, the tests.
///
/// Files are read by another edge; what is wrong with one arrives as an error whose description is for people, and is
/// answered with 422.
public struct ServerContext: Sendable {
    /// How a fleet in a request is to be read.
    public struct FleetReading: Hashable, Sendable {
        /// `fleet.csv` or `fleet.jsonl`; the ending tells the format.
        public var name: String
        public var skipBad: Bool
        /// Unknown columns become environment attributes.
        public var extraAsEnvironment: Bool

        public init(name: String, skipBad: Bool, extraAsEnvironment: Bool) {
            self.name = name
            self.skipBad = skipBad
            self.extraAsEnvironment = extraAsEnvironment
        }
    }

    /// What a customer's calendar says.
    public struct CalendarReading: Sendable {
        public var spans: [RecurringSpan]
        public var cancelled: Int

        public init(spans: [RecurringSpan], cancelled: Int) {
            self.spans = spans
            self.cancelled = cancelled
        }
    }

    public var operations: Operations
    /// Renders previews.
    public var courier: Courier
    public var clock: @Sendable () -> Timestamp
    /// The time by which sessions end; apart from `clock`, because the demo's leaps over days.
    public var sessionClock: @Sendable () -> Timestamp
    public var readPolicy: @Sendable (_ yaml: String, _ name: String) throws -> Policy
    public var readFleet: @Sendable (_ bytes: [UInt8], _ reading: FleetReading) throws -> Fleet
    public var readContacts: @Sendable (_ text: String, _ customers: Set<CustomerID>) throws -> [Contact]
    public var writeFleet: @Sendable (_ fleet: Fleet) -> String
    public var writeHistory: @Sendable (_ records: [InstallationID: TrackRecord]) -> String
    public var verifyJournal: @Sendable () async throws -> JournalCheckDocument
    /// Hands the journal as JSON lines, piece by piece, to `write`.
    public var exportJournal: @Sendable (_ write: (String) async throws -> Void) async throws -> Void
    public var zones: ZoneLookup
    /// Called after anything that may give the conductor work.
    public var wake: @Sendable () -> Void
    /// The name of the status page.
    public var siteName: String
    /// Reads a customer's iCalendar file.
    public var readCalendar: @Sendable (_ text: String, _ name: String) throws -> CalendarReading = { _, _ in
        throw Sentences.rejected("This server reads no calendars.")
    }
    /// The address of a proxy of ours, whose word on where a request came from counts.
    public var trustedProxy: String?
    /// Signs exports and the links of pages. A new one where none is given: links of an earlier process are then void.
    public var signingKey = SigningKey()
    /// The last of what an install printed.
    public var installOutput: @Sendable (_ install: Install) async -> String? = { _ in nil }
    /// Whether the bearer of this token may tell how an install ended that was handed to the webhook of that name.
    public var mayReport: @Sendable (_ install: Install, _ webhook: String?, _ token: String) -> Bool = { _, _, _ in
        false
    }
    /// What such a report says; nil for what is none.
    public var readReport: @Sendable (_ body: [UInt8]) -> InstallProgress? = { _ in nil }

    public init(
        operations: Operations, courier: Courier, clock: @escaping @Sendable () -> Timestamp,
        readPolicy: @escaping @Sendable (_ yaml: String, _ name: String) throws -> Policy,
        readFleet: @escaping @Sendable (_ bytes: [UInt8], _ reading: FleetReading) throws -> Fleet,
        readContacts: @escaping @Sendable (_ text: String, _ customers: Set<CustomerID>) throws -> [Contact],
        writeFleet: @escaping @Sendable (_ fleet: Fleet) -> String,
        writeHistory: @escaping @Sendable (_ records: [InstallationID: TrackRecord]) -> String,
        verifyJournal: @escaping @Sendable () async throws -> JournalCheckDocument,
        exportJournal: @escaping @Sendable (_ write: (String) async throws -> Void) async throws -> Void,
        zones: @escaping ZoneLookup, wake: @escaping @Sendable () -> Void, siteName: String
    ) {
        self.operations = operations
        self.courier = courier
        self.clock = clock
        sessionClock = clock
        self.readPolicy = readPolicy
        self.readFleet = readFleet
        self.readContacts = readContacts
        self.writeFleet = writeFleet
        self.writeHistory = writeHistory
        self.verifyJournal = verifyJournal
        self.exportJournal = exportJournal
        self.zones = zones
        self.wake = wake
        self.siteName = siteName
    }

    var ledger: Ledger { operations.ledger }
    var store: any Store { operations.store }
    var settings: Settings { operations.settings }
    /// The operator's zone, in which public and console times are shown.
    var zone: ZoneOffsets { operations.settings.calendar.zone }
}
