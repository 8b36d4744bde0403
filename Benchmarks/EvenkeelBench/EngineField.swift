import EvenkeelDomain
import EvenkeelLedger
import EvenkeelStore
import Foundation

/// A deployment with a hundred rollouts under way, a million placements of theirs open, and one rollout more whose wave
/// of 50,000 sites is about to open.
struct EngineField {
    static let siteCount = 100_000
    static let rolloutCount = 100
    static let openEach = 10_000
    /// Sites of each customer.
    static let sitesEach = 4
    /// Customers with a freeze of their own.
    static let frozenCount = 20
    static let bigWave = 50_000
    static let big: RolloutID = "big"
    static let token = "evk_engine-bench"

    let data: String
    let operations: Operations
    /// When the open waves opened: at ten in the morning two days ago.
    let began: Timestamp
    /// When the big wave opens.
    var bigOpensAt: Timestamp { began + .days(1) }

    static func rollout(_ number: Int) -> RolloutID { RolloutID("r-\(number)") }

    static func site(_ number: Int) -> InstallationID {
        let digits = String(number % siteCount)
        return InstallationID("site-" + String(repeating: "0", count: 6 - digits.count) + digits)
    }

    static func customer(_ number: Int) -> CustomerID { CustomerID("customer-\(number)") }

    /// Two weeks, long after all days that were told, in which a customer wants nothing changed.
    private static func audit(of customer: CustomerID, from began: Timestamp) -> CustomerFreezes {
        let day = began.dateAndMilliseconds.0 + 60
        return CustomerFreezes(
            customer: customer, spans: [RecurringSpan(start: .init(date: day), length: NominalSpan(days: 14))],
            source: "audit.ics", importedAt: began, importedBy: "bench")
    }

    /// - Parameter began: the day of the field; the same in every process that opens it.
    init(data: String, began: Timestamp) async throws {
        self.data = data
        self.began = began
        let store = try await SQLStore.open(SQLiteDriver.open(directory: data))
        operations = Operations(ledger: try await Ledger.open(store: store, settings: Settings()), store: store)
    }

    func fill() async throws {
        let sites = (0..<Self.siteCount).map { number in
            var site = Installation(id: Self.site(number), customer: Self.customer(number / Self.sitesEach))
            site.product = "pbx"
            site.version = Version("5.1.0")
            site.seats = 20 + number % 50
            site.features = Set(
                (0..<12).filter { (number >> ($0 % 11)) & 1 == 1 || $0 == number % 12 }.map { "f\($0)" })
            return site
        }
        let hash = try output(of: "sh", ["-c", "printf %s '\(Self.token)' | sha256sum"]).prefix(64)
        let contacts = (0..<Self.siteCount / Self.sitesEach).compactMap { number in
            EmailAddress("it@customer-\(number).example").map {
                Contact(id: ContactID("contact-\(number)"), customer: Self.customer(number), email: $0)
            }
        }
        try await operations.store.change([
            .putInstallations(sites), .putContacts(contacts),
            .putToken(TokenRow(name: "bench", scope: .admin, secretHash: String(hash), createdAt: began)),
        ])
        for number in 0..<Self.frozenCount {
            let customer = Self.customer(number * Self.siteCount / Self.sitesEach / Self.frozenCount)
            try await give(
                .importCustomerFreezes(Self.audit(of: customer, from: began)), "freeze/\(customer)", at: began)
        }
        for number in 0..<Self.rolloutCount {
            let id = Self.rollout(number)
            let range = (number * 1000)..<(number * 1000 + Self.openEach)
            try await start(id, version: "5.2.\(number)", sites: range.map { sites[$0 % sites.count] }, on: began)
            try await give(
                .openWave(id, wave: 0, release: range.map { Self.site($0) }, skip: [:]), "open/\(id)", at: began)
        }
        try await start(
            Self.big, version: "6.0.0", sites: Array(sites.prefix(Self.bigWave)), on: bigOpensAt,
            executor: .manual)
    }

    private func start(
        _ id: RolloutID, version: String, sites: [Installation], on opens: Timestamp,
        executor: ExecutePolicy.Executor = .airGapped
    ) async throws {
        guard let version = Version(version) else { throw BenchTrouble("\(version) is no version") }
        var policy = Policy(
            rollout: id, release: Release(product: "pbx", version: version), waves: [WavePolicy(name: "all")])
        (policy.notice.before, policy.notice.onNobody) = (.zero, .proceed)
        policy.execute = ExecutePolicy(by: executor, parallel: 8)
        let placements = sites.map {
            Placement(installation: $0.id, reason: .score(thousandths: 500, newPairs: 0), notEarlier: nil)
        }
        let day = opens.dateAndMilliseconds.0
        let plan = Plan(
            rollout: id, revision: 1, release: version, selected: sites.count, withheld: [],
            waves: [
                PlannedWave(
                    name: "all", publicName: nil, opens: day, soakEnds: day + 7, soakDays: 7,
                    exposure: Exposure(installations: sites.count), coverage: 1, placements: placements)
            ], curve: [], warnings: [], ends: day + 7)
        let rows = zip(placements, sites).map {
            PlacementRow(rollout: id, revision: 1, customer: $1.customer, wave: 0, placement: $0)
        }
        try await give(.makePlan(plan, policy, rows), "plan/\(id)", at: began)
        try await give(.approvePlan(id), "approve/\(id)", at: began)
        try await give(.startRollout(id, guards: []), "start/\(id)", at: began)
        let later = operations.settings.calendar.workingDay(onOrAfter: day + 28)
        let notices = Dictionary(grouping: sites, by: \.customer).sorted { $0.key < $1.key }.map { customer, sites in
            NoticeRow(
                rollout: id, revision: 1, wave: 0, customer: customer, announcedAt: began,
                installations: sites.map(\.id), day: id == Self.big ? day : later)
        }
        try await give(.announceWave(id, wave: 0, notices: notices, deliveries: []), "announce/\(id)", at: began)
    }

    private func give(_ command: Command, _ id: String, at time: Timestamp) async throws {
        try await operations.perform(command, id: CommandID(id), by: "bench", at: time)
    }

    /// Outcomes of sites of a rollout, as one batch.
    func report(
        _ kind: Outcome.Kind, _ rollout: Int, _ sites: Range<Int>, at time: Timestamp, serial: Int = 0
    ) async throws {
        guard let version = Version("5.2.\(rollout)") else { throw BenchTrouble("no version") }
        let reports = sites.enumerated().map { index, offset in
            OutcomeBatch.Report(
                index: index,
                outcome: Outcome(
                    id: OutcomeID("\(rollout)/\(kind.rawValue)/\(offset)/\(serial)"),
                    installation: Self.site(rollout * 1000 + offset), release: version, kind: kind, at: time))
        }
        let refused = try await operations.record(reports, source: "bench", at: time + .seconds(1))
        guard refused.isEmpty else { throw BenchTrouble("outcomes were refused: \(refused.prefix(3))") }
    }
}
