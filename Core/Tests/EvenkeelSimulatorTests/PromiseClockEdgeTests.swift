import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// Where clocks are wrong, change for summer, or stop: the word still comes at the due second, once.
@Suite("The promise clock at the edges of clocks")
struct PromiseClockEdgeTests {
    private static let start = CivilDate(dayNumber: 20_514).startUTC + .hours(8)
    private static let id: IncidentID = "inc-1"
    private static let rome = ZoneOffsets(
        name: "Europe/Rome", initialOffsetSeconds: 3600,
        transitions: [
            .init(from: instant("2026-03-29T01:00:00Z"), offsetSeconds: 7200),
            .init(from: instant("2026-10-25T01:00:00Z"), offsetSeconds: 3600),
        ])

    private static func instant(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? start }

    /// A server on a store that outlives it.
    private struct Bench {
        let store = MemoryStore()
        let settings: Settings
        var keeper: PromiseKeeper

        init(impact: Impact = .major, at start: Timestamp, zone: ZoneOffsets = .utc) async throws {
            settings = Settings(clock: PromiseClock(calendar: WorkCalendar(zone: zone)))
            keeper = try await Self.server(store, settings)
            let ledger = try await Ledger.open(store: store, settings: settings)
            let opening = IncidentSuspected(
                incident: id, title: "Calls fail", impact: impact, components: [], visibility: .public, began: start,
                signal: Signal(source: .staff, at: start))
            try await ledger.perform(
                .ownIncident(
                    OwnIncident(incident: id, opening: opening, body: "It is broken.", audience: [], criticality: .low)),
                id: "own", by: "ada", at: start)
        }

        private static func server(_ store: MemoryStore, _ settings: Settings) async throws -> PromiseKeeper {
            let ledger = try await Ledger.open(store: store, settings: settings)
            return PromiseKeeper(operations: Operations(ledger: ledger, store: store))
        }

        mutating func restart() async throws { keeper = try await Self.server(store, settings) }

        func incident() async throws -> Incident {
            let ledger = try await Ledger.open(store: store, settings: settings)
            return try #require(await ledger.read { $0.incidents[PromiseClockEdgeTests.id] })
        }

        func lines() async throws -> [Timestamp] {
            try await incident().updates.filter { $0.author == .holdingLine }.map(\.at)
        }
    }

    @Test("nothing a millisecond before the due second, the line within it, and one line however often it is asked")
    func dueSecond() async throws {
        let bench = try await Bench(at: Self.start)
        let due = Self.start + .minutes(60)
        try await bench.keeper.tick(at: due - TimeSpan(milliseconds: 1))
        #expect(try await bench.lines().isEmpty)
        for milliseconds in [0, 1, 999] {
            try await bench.keeper.tick(at: due + TimeSpan(milliseconds: Int64(milliseconds)))
        }
        #expect(try await bench.lines() == [due])
        #expect(try await bench.incident().promises.map(\.state) == [.kept, .open])
    }

    @Test(
        "a restart that is ready in time keeps the promise; one that is not admits it, at once",
        arguments: [(-1000, PromiseState.kept), (0, .kept), (1000, .kept), (1001, .broken), (5000, .broken)])
    func restart(readyAfterDue milliseconds: Int, _ state: PromiseState) async throws {
        var bench = try await Bench(at: Self.start)
        let due = Self.start + .minutes(60)
        // Dead since the first minute.
        try await bench.keeper.tick(at: Self.start + .minutes(1))
        let ready = due + TimeSpan(milliseconds: Int64(milliseconds))
        try await bench.restart()
        for at in [ready, max(ready, due)] { try await bench.keeper.tick(at: at) }
        #expect(try await bench.lines() == [max(ready, due)])
        let incident = try await bench.incident()
        #expect(incident.promises.first?.state == state)
        #expect((incident.updates.last?.holdingLine?.missed == due) == (state == .broken))
    }

    @Test("a clock that jumps ahead by an hour and back: each word is said once, and every promise as read is kept")
    func ahead() async throws {
        let bench = try await Bench(at: Self.start)
        // 20 minutes in, the clock says an hour later: the word seems overdue and comes at once.
        let wrong = Self.start + .minutes(80)
        try await bench.keeper.tick(at: wrong)
        #expect(try await bench.lines() == [wrong])
        // Set right, the clock has the promised time before it, and the record does not run backwards.
        for minutes in [21, 60, 79, 100, 139] { try await bench.keeper.tick(at: Self.start + .minutes(minutes)) }
        #expect(try await bench.lines() == [wrong])
        let due = wrong + .minutes(60)
        try await bench.keeper.tick(at: due)
        #expect(try await bench.lines() == [wrong, due])
        #expect(try await bench.incident().promises.map(\.state) == [.broken, .kept, .open])
    }

    @Test(
        "a word dated by a clock that was ahead makes nobody wait longer than the interval, and keeps what it promised")
    func aheadOfTheInterval() async throws {
        let bench = try await Bench(at: Self.start)
        func tick(_ minutes: Int, up: Int) async throws {
            try await bench.keeper.tick(at: Self.start + .minutes(minutes), uptime: .minutes(up))
        }
        let wrong = Self.start + .minutes(80)
        try await tick(80, up: 20)
        #expect(try await bench.lines() == [wrong])
        // On record the next word is due at 140. The interval, counted from when the node read that word, ends at 81.
        for minutes in [21, 60, 80] { try await tick(minutes, up: minutes) }
        #expect(try await bench.lines() == [wrong])
        try await tick(81, up: 81)
        let early = Self.start + .minutes(81)
        #expect(try await bench.lines() == [wrong, early])
        #expect(try await bench.incident().promises.map(\.state) == [.broken, .kept, .open])
        // From then on all is as ever.
        for minutes in [82, 140] { try await tick(minutes, up: minutes) }
        #expect(try await bench.lines() == [wrong, early])
        try await tick(141, up: 141)
        #expect(try await bench.lines() == [wrong, early, early + .minutes(60)])
    }

    @Test("after a clock was set back the interval is counted anew, on a clock that nobody can set")
    func backForTheInterval() async throws {
        let bench = try await Bench(at: Self.start)
        func tick(_ minutes: Int, up: Int) async throws {
            try await bench.keeper.tick(at: Self.start + .minutes(minutes), uptime: .minutes(up))
        }
        try await tick(30, up: 30)
        // Set back by two hours: the word due at 60 would come when it is 180 in truth.
        for up in [31, 60, 90] { try await tick(up - 120, up: up) }
        #expect(try await bench.lines() == [])
        try await tick(91 - 120, up: 91)
        #expect(try await bench.lines() == [Self.start])
        // Still wrong: the next one an interval later, not at once.
        try await tick(92 - 120, up: 92)
        try await tick(150 - 120, up: 150)
        #expect(try await bench.lines().count == 1)
        try await tick(152 - 120, up: 152)
        #expect(try await bench.lines().count == 2)
    }

    @Test("a clock that is set right again takes nothing for over that is not")
    func setRight() async throws {
        let bench = try await Bench(at: Self.start)
        // Behind by two hours when it reads the word, and right a minute later.
        try await bench.keeper.tick(at: Self.start - .minutes(119), uptime: .minutes(1))
        for minutes in [2, 30, 59] {
            try await bench.keeper.tick(at: Self.start + .minutes(minutes), uptime: .minutes(minutes))
        }
        #expect(try await bench.lines() == [])
        try await bench.keeper.tick(at: Self.start + .minutes(60), uptime: .minutes(60))
        #expect(try await bench.lines() == [Self.start + .minutes(60)])
    }

    @Test("a clock that jumps back by an hour and is set right: the line stands at the promised second, once")
    func back() async throws {
        let bench = try await Bench(at: Self.start)
        let due = Self.start + .minutes(60)
        try await bench.keeper.tick(at: Self.start + .minutes(30))
        // Wrong for ten minutes, and right again in time.
        for minutes in [-30, -25, -20] { try await bench.keeper.tick(at: Self.start + .minutes(minutes)) }
        #expect(try await bench.lines().isEmpty)
        for at in [due - .seconds(1), due, due + .seconds(1)] { try await bench.keeper.tick(at: at) }
        #expect(try await bench.lines() == [due])
        // Wrong again after the line: nothing is said a second time.
        for minutes in [0, 59, 60, 61] { try await bench.keeper.tick(at: Self.start + .minutes(minutes)) }
        #expect(try await bench.lines() == [due])
        #expect(try await bench.incident().promises.map(\.state) == [.kept, .open])
    }

    @Test(
        "an hour is an hour when clocks change, in the night that lacks one and in the night that has one twice",
        arguments: ["2026-03-29T00:30:00Z", "2026-10-25T00:30:00Z"])
    func change(_ begin: String) async throws {
        let start = Self.instant(begin)
        let bench = try await Bench(at: start, zone: Self.rome)
        for hour in 1...3 {
            let due = start + .hours(hour)
            try await bench.keeper.tick(at: due - .seconds(1))
            #expect(try await bench.lines().count == hour - 1)
            try await bench.keeper.tick(at: due)
            #expect(try await bench.lines().last == due)
        }
    }

    @Test(
        "the next working morning is nine o'clock on the wall, on either side of the change",
        arguments: [
            ("2026-03-27T16:00:00Z", "2026-03-30T07:00:00Z"), ("2026-10-23T16:00:00Z", "2026-10-26T08:00:00Z"),
        ])
    func morning(_ begin: String, _ due: String) async throws {
        let bench = try await Bench(impact: .none, at: Self.instant(begin), zone: Self.rome)
        #expect(try await bench.incident().openPromise?.due == Self.instant(due))
        try await bench.keeper.tick(at: Self.instant(due) - .seconds(1))
        #expect(try await bench.lines().isEmpty)
        try await bench.keeper.tick(at: Self.instant(due))
        #expect(try await bench.lines() == [Self.instant(due)])
    }
}
