import EvenkeelDomain
public import EvenkeelLedger

/// A rollout with days of notice, customers who answer, and operators who change everything about it while it runs. Does
/// anything ever begin on another day than its customer knows from their letters, and does any day pass in silence?
///
/// The customers' side is read from the text of the letters alone (`CustomerDiary`).
public actor DaySimulation {
    public struct Report: Hashable, Sendable, CustomStringConvertible {
        public var seeds: [UInt64] = []
        public var letters = 0
        public var starts = 0
        public var moves = 0
        public var chosen = 0
        public var revisions = 0
        public var hotfixes = 0
        public var installed = 0
        public var findings: [String] = []
        /// What happened, in its order, where that was asked for.
        public var log: [String] = []

        public init() {}

        public var description: String {
            "\(seeds.count) seeds, \(letters) letters, \(starts) starts, \(moves) days moved, \(chosen) chosen, "
                + "\(revisions) revisions, \(hotfixes) hotfixes, \(installed) installed, \(findings.count) findings"
        }

        public static func += (left: inout Self, right: Self) {
            left.seeds += right.seeds
            left.letters += right.letters
            left.starts += right.starts
            left.moves += right.moves
            left.chosen += right.chosen
            left.revisions += right.revisions
            left.hotfixes += right.hotfixes
            left.installed += right.installed
            left.findings += right.findings
        }
    }

    private static let meddlingDays = 40
    private static let lastDay = 150

    let seed: UInt64
    let isCalm: Bool
    let store = MemoryStore()
    let clock: HandCrankedClock
    let operations: Operations
    let start: Timestamp
    var random: SplitMix64
    var diaries: [CustomerID: CustomerDiary] = [:]
    var report = Report()
    var commands = 0
    /// The rollout that goes on: that of the release, or of the hotfix that has replaced it.
    var current: RolloutID = "pbx-5.2"
    var version: Version
    var isReplaced = false
    private var reportsAt: Timestamp
    private var knownNotices: Set<NoticeRow> = []
    private var position: Position = 0
    private var knownDates: Set<SiteDate> = []
    /// Since when days have gone by that nobody has said anything of.
    private var passed: [String: Timestamp] = [:]
    /// Those with a window from an evening to the next morning.
    private var nights: Set<InstallationID> = []
    private let conductor: Conductor
    private let keeper: DayKeeper
    private let installer: Installer
    private let courier: Courier
    private let executor: DayExecutor
    private let channel: DayChannel
    private let keepsLog: Bool
    private let customers: [CustomerID]
    private let zones: [CustomerID: ZoneOffsets]

    /// - Parameters:
    ///   - isCalm: whether nobody changes anything, and nothing fails.
    ///   - bug: one that is to be found.
    ///   - keepsLog: whether it keeps a log.
    public init(
        seed: UInt64, isCalm: Bool = false, bug: DayBug? = nil, keepsLog: Bool = false
    ) async throws(Failure) {
        guard let version = Version("5.2.0") else { preconditionFailure("a version of the simulator is one") }
        self.version = version
        self.seed = seed
        self.isCalm = isCalm
        self.keepsLog = keepsLog
        channel = DayChannel(loses: bug == .lostLetters ? "moved" : nil)
        random = SplitMix64(seed: seed, for: "days")
        start = CivilDate(dayNumber: 20_514 + random.below(7)).startUTC + .hours(8)
        reportsAt = start
        clock = HandCrankedClock(at: start)
        let settings = Settings()
        customers = ["alpha", "beta", "gamma", "delta"].prefix(3 + random.below(2)).map { CustomerID($0) }
        // Half of the runs are all by one clock.
        let isWide = random.chance(0.5)
        var zones: [CustomerID: ZoneOffsets] = [:]
        for customer in customers { zones[customer] = isWide ? random.pick(Self.zones) : .utc }
        self.zones = zones
        operations = Operations(
            ledger: try await Ledger.open(store: store, settings: settings), store: store, zones: Self.zone)
        conductor = Conductor(operations: operations)
        keeper = DayKeeper(operations: operations)
        executor = DayExecutor(seed: seed, failures: isCalm ? 0 : random.pick([0, 0.05, 0.2]) ?? 0)
        installer = Installer(operations: operations, executors: [.command: executor])
        let composer = MessageComposer(
            settings: settings, catalog: .bare, mailDomain: "evenkeel.example", zones: Self.zone)
        courier = Courier(
            operations: operations, composer: composer, channel: channel, allowed: [], holder: "post",
            log: MemoryWireLog(), parallel: 1, clock: { [clock] in clock.now })
        try await store.change(fleet())
    }

    private static let zones = [
        ZoneOffsets.utc, ZoneOffsets(name: "America/New_York", initialOffsetSeconds: -5 * 3600, transitions: []),
        ZoneOffsets(name: "Asia/Jerusalem", initialOffsetSeconds: 2 * 3600, transitions: []),
        ZoneOffsets(name: "Asia/Tokyo", initialOffsetSeconds: 9 * 3600, transitions: []),
    ]

    private static func zone(_ name: String) -> ZoneOffsets? { zones.first { $0.name == name } }

    var now: Timestamp { clock.now }
    /// Ours.
    var today: CivilDate { now.dateAndMilliseconds.0 }

    private func zone(of customer: CustomerID) -> ZoneOffsets { zones[customer] ?? .utc }

    private func fleet() -> [RowChange] {
        var sites: [Installation] = []
        var contacts: [Contact] = []
        for customer in customers {
            if let address = EmailAddress("ada@\(customer).example") {
                contacts.append(Contact(id: ContactID("ada@\(customer).example"), customer: customer, email: address))
            }
            for branch in ["hq", "store", "depot"].prefix(1 + random.below(3)) {
                var site = Installation(id: InstallationID("\(customer)-\(branch)"), customer: customer)
                (site.product, site.version, site.features) = ("pbx", Version("5.1.0"), ["fax"])
                site.timezone = zone(of: customer).name
                site.complexity = Share(Double(random.below(100)) / 100)
                if random.chance(0.2) {
                    site.window = random.pick([
                        "FREQ=WEEKLY;BYDAY=TU,TH;BYHOUR=9 PT4H", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=2 PT1H",
                        "FREQ=DAILY;BYHOUR=22 PT8H",
                    ])
                }
                if site.window?.hasPrefix("FREQ=DAILY") == true { nights.insert(site.id) }
                sites.append(site)
            }
        }
        if keepsLog { report.log += sites.map { "\($0.id): zone \($0.timezone ?? "-") \($0.window ?? "")" } }
        return [
            .putCustomers(customers.map { Customer(id: $0, name: $0.text, timezone: zone(of: $0).name) }),
            .putContacts(contacts),
            .putInstallations(sites),
        ]
    }

    // MARK: The run

    public func run() async -> Report {
        report.seeds = [seed]
        for customer in customers { diaries[customer] = CustomerDiary() }
        let policy = policy()
        note("policy: \(Self.text(policy))")
        await give("live", .changeOutbound(.live))
        await act("plan") { (operations, id, now) async throws(OperationError) in
            _ = try await operations.makePlan(policy, id: id, by: "ada", at: now)
        }
        await give("approve", .approvePlan(current))
        await act("start") { (operations, id, now) async throws(OperationError) in
            try await operations.start(current, command: id, by: "ada", at: now)
        }
        await notePlan()
        while now < start + .days(Self.lastDay), report.findings.count < 4 {
            await turn()
            await check()
            if await isOver() { break }
            if now < start + .days(Self.meddlingDays) {
                if !isCalm { await meddle() }
                await answer()
            } else {
                await calmDown()
            }
            await push()
            await report(at: now)
            await turn()
            await check()
            await advance()
        }
        await sawEnd()
        return report
    }

    func notePlan() async {
        guard let rollout = await rollout() else { return }
        let rows = await placements().sorted { ($0.wave, $0.installation) < ($1.wave, $1.installation) }
        for (index, wave) in rollout.waves.enumerated() {
            let sites = rows.filter { $0.wave == index }.map { row in
                row.installation.text + (row.placement.day.map { " \($0)" } ?? "")
            }
            note("wave \(index + 1) \(wave.state), planned \(wave.opens), opens \(wave.opensAt): \(sites)")
        }
    }

    /// Whether nothing comes any more: those who chose a later day have it also where the rollout is completed.
    private func isOver() async -> Bool {
        switch await rollout()?.state {
        case .completed: await waiting().isEmpty
        case .aborted, nil: true
        case .planned, .approved, .running, .paused, .halted: false
        }
    }

    /// To the next instant at which anything is due or may begin.
    private func advance() async {
        var next = now + .hours(3)
        if let due = await operations.ledger.read({ [now = self.now] in $0.agenda.nextAt(after: now) }) {
            next = min(next, due)
        }
        do throws(OperationError) {
            if let opens = try await operations.nextStart(after: now) { next = min(next, opens) }
        } catch { find("it failed: \(error)") }
        clock.advance(to: max(next, now + .minutes(2)))
    }

    private func turn() async {
        do throws(OperationError) {
            for _ in 0..<8 {
                var isBusy = false
                while try await conductor.tick(at: now) { isBusy = true }
                while try await keeper.tick(at: now) { isBusy = true }
                if try await post() { isBusy = true }
                if try await installer.tick(clock: { [clock] in clock.now }) > 0 { isBusy = true }
                await sawStarts()
                if !isBusy { return }
            }
        } catch {
            find("it failed: \(error)")
        }
    }

    /// The sites that have it say that they are well; not all of them, where it is not calm.
    private func report(at now: Timestamp) async {
        guard now >= reportsAt else { return }
        reportsAt = now + .hours(12)
        let installed = await placements().filter { $0.state == .installed }
        let isQuiet = !isCalm && random.chance(0.3)
        let reports =
            isQuiet
            ? []
            : installed.enumerated().map { index, row in
                OutcomeBatch.Report(
                    index: index,
                    outcome: Outcome(
                        id: OutcomeID("\(row.installation)/\(now.milliseconds)"), installation: row.installation,
                        release: version, kind: .healthy, at: now))
            }
        guard !reports.isEmpty else { return }
        do throws(OperationError) {
            _ = try await operations.record(reports, source: "monitoring", at: now)
        } catch { find("it failed: \(error)") }
    }

    private func post() async throws(OperationError) -> Bool {
        var count = 0
        do {
            while case let sent = try await courier.tick(at: now), sent > 0 { count += sent }
        } catch { throw .failed(error) }
        let done = Set(await placements().filter { !$0.state.awaitsStart }.map(\.installation))
        for message in channel.take() {
            guard let name = message.to.domain.split(separator: ".").first else { continue }
            let customer = CustomerID(String(name))
            let letter = CustomerLetter(message)
            report.letters += 1
            note("letter to \(customer): \(letter) <\(message.delivery)>")
            if letter.kind == "moved" {
                report.moves += 1
                if isCalm { find("a calm rollout moves: \(letter)") }
            }
            diaries[customer]?.read(letter, done: done, at: now, in: zone(of: customer))
            for complaint in diaries[customer]?.takeComplaints() ?? [] { find(complaint) }
        }
        return count > 0
    }

    // MARK: What must hold

    private func sawStarts() async {
        for site in executor.takeBegun() {
            report.starts += 1
            note("begins at \(site)")
            let customer = CustomerID(String(site.text.prefix { $0 != "-" }))
            let told = diaries[customer]?.days[site]
            let (zone, today) = (zone(of: customer), zone(of: customer).localDate(at: now))
            // A window at night is of the day on which it began.
            let isNight =
                nights.contains(site) && told == today - 1 && now < zone.instant(of: today, minuteOfDay: 6 * 60)
            if told != today, !isNight { find("\(site) begins on \(today), told \(told.map { "\($0)" } ?? "none")") }
        }
    }

    private func check() async {
        let waiting: [Delivery]
        let notices: [NoticeRow]
        let visits: [InstallationID: Appointment]
        do {
            visits = Dictionary(
                try await store.appointments(AppointmentQuery(rollout: current)).filter { $0.state == .agreed }
                    .map { ($0.installation, $0) }, uniquingKeysWith: { $1 })
            waiting = try await store.deliveries(DeliveryQuery(states: [.queued, .claimed, .sending, .uncertain]))
            notices = try await store.notices(NoticeQuery(rollout: current))
        } catch { return find("\(error)") }
        let newest = NoticeRow.newest(notices)
        await noteRows(notices)
        let pauses = await rollout()?.pauses ?? []
        func isPausedByThemselves(_ row: PlacementRow) -> Bool {
            pauses.contains { $0.owner == .customer && $0.keepsOut(row.installation, of: row.customer) }
        }
        for row in await placements() where row.state.awaitsStart {
            guard !waiting.contains(where: { $0.customer == row.customer }) else { continue }
            let (zone, today) = (zone(of: row.customer), zone(of: row.customer).localDate(at: now))
            let notice = newest[row.installation]
            let isGiven = notice.map { $0.stands && $0.state != .declined } ?? false
            // Whoever is expected stands on the page above all.
            let visit = visits[row.installation].flatMap { now < $0.end ? $0 : nil }
            let day = visit.map { zone.localDate(at: $0.start) } ?? (isGiven ? notice?.day(of: row.installation) : nil)
            let told = diaries[row.customer]?.days[row.installation]
            // Somebody may have come in vain to those who had said no.
            let wasThere = visits[row.installation] != nil && visit == nil && notice?.state == .declined
            let isOver = day == nil && ((told ?? today) < today || wasThere)
            let isCalledOff = diaries[row.customer]?.calledOff[row.installation] != nil
            if day != told, !isOver, !isCalledOff || isLate("\(row.installation) called off") {
                let texts = [day, told].map { $0.map { "\($0)" } ?? "none" }
                find("\(row.installation): the page says \(texts[0]), the letters \(texts[1])")
                diaries[row.customer]?.note(row.installation, day)
            }
            if let day, let notice, notice.awaitsAgreement(row.installation),
                diaries[row.customer]?.agreed[row.installation] == day
            {
                find("\(row.installation): the yes to \(day) is lost")
            }
            let noon = zone.instant(of: today, minuteOfDay: 12 * 60)
            if let day, day < today - 1 || day == today - 1 && now >= noon,
                notice?.awaitsAgreement(row.installation) != true, !isPausedByThemselves(row),
                isLate("\(row.installation) \(day)")
            {
                find("\(row.installation): \(day) passed in silence")
            }
        }
    }

    /// What the books say beside the letters, for whoever reads the log.
    private func noteRows(_ notices: [NoticeRow]) async {
        guard keepsLog else { return }
        do {
            for entry in try await store.entries(after: position, limit: 1000) {
                position = entry.position
                note("event \("\(entry.event)".prefix(160))")
            }
            for notice in Set(notices).subtracting(knownNotices).sorted(by: { $0.isOlder(than: $1) }) {
                let days = notice.installations.map { "\($0) \(notice.day(of: $0).map { "\($0)" } ?? "-")" }
                note("notice \(notice.customer) r\(notice.revision) w\(notice.wave + 1) \(notice.state) \(days)")
            }
            knownNotices = Set(notices)
            let dates = Set(try await store.siteDates(current))
            for date in dates.subtracting(knownDates).sorted(by: { $0.installation < $1.installation }) {
                note("date \(date.installation) \(date.notBefore) \(date.cause)")
            }
            knownDates = dates
        } catch { find("\(error)") }
    }

    /// Whether that has been so for hours: days are looked at every hour. It is found once.
    private func isLate(_ passing: String) -> Bool {
        guard let since = passed[passing] else {
            passed[passing] = now
            return false
        }
        guard now - since >= .hours(3), since <= now else { return false }
        passed[passing] = now + .days(3650)
        return true
    }

    private func sawEnd() async {
        let rows = await placements()
        report.installed = rows.count { $0.state == .installed }
        guard now >= start + .days(Self.lastDay) else { return }
        for row in await waiting() {
            var why = "?"
            do throws(OperationError) {
                why = "\(try await operations.standing(of: row.installation, in: current, at: now))"
            } catch { why = "\(error)" }
            find("\(row.installation) is \(row.state) in the end: \(why)")
        }
    }

    /// Those whose turn is to come: nobody there has said no.
    private func waiting() async -> [PlacementRow] {
        do {
            let refused = try await store.notices(NoticeQuery(rollout: current)).filter { $0.state == .declined }
            return await placements().filter { row in
                row.state.awaitsStart
                    && !refused.contains { notice in
                        notice.customer == row.customer
                            && (notice.wave == row.wave || notice.installations.contains(row.installation))
                    }
            }
        } catch {
            find("\(error)")
            return []
        }
    }

    // MARK: Books

    func placements() async -> [PlacementRow] {
        do { return try await store.placements(PlacementQuery(rollout: current)) } catch {
            find("\(error)")
            return []
        }
    }

    func find(_ text: String) {
        note("FOUND \(text)")
        report.findings.append("seed \(seed), \(now): \(text)")
    }

    func note(_ text: @autoclosure () -> String) {
        if keepsLog { report.log.append("\(now) \(text())") }
    }

    /// Does it, unless the rules say no. Returns true where it was done.
    @discardableResult
    func act(
        _ name: String, _ body: (Operations, CommandID, Timestamp) async throws(OperationError) -> Void
    ) async -> Bool {
        commands += 1
        do throws(OperationError) {
            try await body(operations, CommandID("\(name)/\(commands)"), now)
            note("\(name)")
            return true
        } catch {
            switch error {
            case .refused, .cannotPlan: note("\(name) is refused: \(error)")
            case .failed: find("\(name) failed: \(error)")
            }
            return false
        }
    }

    @discardableResult
    func give(_ name: String, _ command: Command) async -> Bool {
        await act(name) { (operations, id, now) async throws(OperationError) in
            try await operations.perform(command, id: id, by: "ada", at: now)
        }
    }
}

extension CustomerLetter: CustomStringConvertible {
    var description: String {
        let table = lines.map { "\($0.site)\($0.days.isEmpty ? "" : " \($0.days)")" }.joined(separator: ", ")
        return
            "\(kind) \(day.map { "\($0)" } ?? "-")\(newDay.map { " -> \($0)" } ?? "")\(isGivenUp ? " given up" : "") [\(table)]"
    }
}
