public import EvenkeelDomain

/// What was promised and what became of it: three figures kept apart, and the incidents behind them.
public struct PromiseRecordDocument: Codable, Hashable, Sendable {
    /// `2026-11`, or nil for all time.
    public var month: String?
    public var incidents: Int
    public var made: Int
    public var open: Int
    public var keptByPerson: Int
    public var keptByHoldingLine: Int
    public var broken: Int
    public var worstMissSeconds: Int
    @Nullable public var medianFirstWordSeconds: Int?
    public var longestSilenceSeconds: Int
    public var knownFirst: Int
    public var reportsDue: Int
    public var reportsOnTime: Int
    public var repeats: Int
    /// The ids of the incidents that were counted.
    public var of: [String]
    /// By the name of a figure, the ids of the incidents behind it; those that are 0 are left out.
    /// Nil in exports of an earlier version.
    public var behind: [String: [String]]?

    public init(_ incidents: [Incident], month: String? = nil, at now: Timestamp) {
        let record = PromiseRecord(of: incidents, at: now)
        func seconds(_ span: TimeSpan) -> Int { Int(max(0, span.milliseconds) / 1000) }
        self.month = month
        self.incidents = record.incidents
        made = record.made
        open = record.open
        keptByPerson = record.keptByPerson
        keptByHoldingLine = record.keptByHoldingLine
        broken = record.broken
        worstMissSeconds = seconds(record.worstMiss)
        medianFirstWordSeconds = record.medianFirstWord.map(seconds)
        longestSilenceSeconds = seconds(record.longestSilence)
        knownFirst = record.knownFirst
        reportsDue = record.reportsDue
        reportsOnTime = record.reportsOnTime
        repeats = record.repeats
        let owned = incidents.filter { $0.ownedAt != nil && !$0.isDrill }
        of = owned.map(\.id.text).sorted()
        behind = Self.behind(owned, record, at: now)
    }

    /// Whoever doubts a figure looks at these.
    private static func behind(_ incidents: [Incident], _ record: PromiseRecord, at now: Timestamp) -> [String:
        [String]]
    {
        func ids(_ isCounted: (Incident) -> Bool) -> [String] { incidents.filter(isCounted).map(\.id.text).sorted() }
        func holds(_ isCounted: @escaping (Promise) -> Bool) -> [String] {
            ids { incident in
                incident.promises.contains { $0.kind != .regulator && $0.state != .superseded && isCounted($0) }
            }
        }
        var lists: [String: [String]] = [:]
        lists["open"] = holds { $0.state == .open }
        lists["kept_by_person"] = holds { $0.keptBy == .person }
        lists["kept_by_holding_line"] = holds { $0.keptBy == .holdingLine }
        lists["broken"] = holds { $0.state == .broken }
        lists["reports_due"] = holds { $0.kind == .report && $0.state != .open }
        lists["reports_on_time"] = ids { PromiseRecord(of: [$0], at: now).reportsOnTime > 0 }
        lists["known_first"] = ids { !$0.customerWasFirst }
        lists["repeats"] = ids { $0.repeatOf != nil }
        if record.worstMiss > .zero {
            lists["worst_miss_seconds"] = holds {
                $0.state != .kept && ($0.settledAt ?? now) - $0.due == record.worstMiss
            }
        }
        if record.longestSilence > .zero {
            lists["longest_silence_seconds"] = ids {
                PromiseRecord(of: [$0], at: now).longestSilence == record.longestSilence
            }
        }
        if record.medianFirstWord != nil {
            lists["median_first_word_seconds"] = ids {
                PromiseRecord(of: [$0], at: now).medianFirstWord == record.medianFirstWord
            }
        }
        return lists.filter { !$0.value.isEmpty }
    }

    /// One for each month in which an incident began, the newest first.
    public static func months(_ incidents: [Incident], zone: ZoneOffsets, at now: Timestamp) -> [Self] {
        Dictionary(grouping: incidents) { String(zone.localDate(at: $0.began).description.prefix(7)) }
            .sorted { $1.key < $0.key }.map { Self($0.value, month: $0.key, at: now) }
    }
}

/// The record of all time and of every month.
public struct PromiseFigures: Codable, Hashable, Sendable {
    public var all: PromiseRecordDocument
    public var months: [PromiseRecordDocument]

    public init(_ incidents: [Incident], zone: ZoneOffsets, at now: Timestamp) {
        all = PromiseRecordDocument(incidents, at: now)
        months = PromiseRecordDocument.months(incidents, zone: zone, at: now)
    }
}

/// What a signed export says: every promise with its end, and the figures that follow from them.
public struct PromiseStatement: Codable, Hashable, Sendable {
    public var organisation: String
    public var exportedAt: String
    /// Nil for the record of all customers.
    public var customer: String?
    /// Where the journal stood: two exports can be put in order, and a later one must extend the earlier.
    public var journalPosition: Int
    public var journalHash: String
    public var record: PromiseRecordDocument
    public var promises: [PromiseDocument]

    public init(
        organisation: String, customer: String?, incidents: [Incident], head: (position: Int, hash: String),
        at now: Timestamp
    ) {
        self.organisation = organisation
        exportedAt = now.description
        self.customer = customer
        (journalPosition, journalHash) = head
        record = PromiseRecordDocument(incidents, at: now)
        promises = incidents.sorted { ($0.began, $0.id) < ($1.began, $1.id) }.flatMap { incident in
            incident.promises.filter { $0.kind != .regulator }.map { PromiseDocument($0, incident: incident) }
        }
    }

    /// What in the figures does not follow from the promises; empty in an honest export.
    public var contradictions: [String] {
        var found: [String] = []
        func check(_ name: String, _ said: Int, _ counted: Int) {
            if said != counted { found.append("\(name): it says \(said), its promises give \(counted)") }
        }
        let live = promises.filter { $0.state != "superseded" }
        check("made", record.made, live.count)
        check("open", record.open, live.count { $0.state == "open" })
        check("kept by a person", record.keptByPerson, live.count { $0.keptBy == "person" })
        check("kept by a holding line", record.keptByHoldingLine, live.count { $0.keptBy == "holding_line" })
        check("broken", record.broken, live.count { $0.state == "broken" })
        for promise in promises where promise.state == "kept" {
            guard let due = Timestamp(rfc3339: promise.due),
                let settled = promise.settledAt.flatMap({ Timestamp(rfc3339: $0) }),
                settled <= due + Promise.tolerance
            else {
                found.append("\(promise.incident) \(promise.id) is called kept and was settled after it was due")
                continue
            }
        }
        return found
    }
}

/// A statement with its signature. The statement is a text, so that the very bytes that were signed can be checked.
public struct SignedStatement: Codable, Hashable, Sendable {
    public var algorithm: String
    public var publicKey: String
    public var signature: String
    public var statement: String

    public init(publicKey: String, signature: String, statement: String) {
        algorithm = "Ed25519"
        self.publicKey = publicKey
        self.signature = signature
        self.statement = statement
    }
}
