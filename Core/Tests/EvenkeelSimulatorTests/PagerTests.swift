import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// The mail server takes the connection and says nothing until it is let go; whoever is on duty has a pager beside.
@Suite("Who is paged while the mail server hangs")
struct PagerTests {
    private actor HangingMail: StaffChannel {
        private var isOver = false
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private(set) var called: [AlertID] = []

        func carry(_ note: StaffNote, over reach: OnCallPerson.Reach) async throws(SendError) {
            if case .email = reach {
                if !isOver { await withCheckedContinuation { waiting.append($0) } }
                throw .unreachable("no answer")
            }
            called.append(note.alert)
        }

        func letGo() {
            isOver = true
            for continuation in waiting { continuation.resume() }
            waiting = []
        }

        /// Who was called by what is no mail, once so many were, or nobody else will be.
        func calls(_ count: Int) async -> [AlertID] {
            for _ in 0..<10_000 where called.count < count { await Task.yield() }
            return called
        }
    }

    private let channel = HangingMail()
    private let bench: Bench
    private let pager: Pager
    private let keeper: PromiseKeeper

    init() async throws {
        let mail = try #require(EmailAddress("dana@acme.example"))
        let dana = OnCallPerson(id: "dana", name: "Dana", actors: ["ada"], reach: [.email(mail), .command("pager")])
        let ben = OnCallPerson(id: "ben", name: "Ben", reach: [.email(mail), .command("pager")])
        let settings = Settings(rota: Rota(people: [dana, ben], acknowledgeWithin: .hours(1)))
        bench = try await Bench(settings: settings)
        pager = Pager(
            operations: bench.operations, channel: channel, allowed: [], holder: "first", link: { "/\($0)" })
        keeper = PromiseKeeper(operations: bench.operations)
        try await bench.give(.changeOutbound(.live), id: "live")
        try await bench.ownedIncident(impact: .critical)
    }

    /// Goes on to the next thing that is due, and takes it up.
    private func turn() async throws {
        let next = await bench.operations.ledger.read { [now = bench.now] in $0.agenda.nextAt(after: now) }
        bench.clock.advance(to: try #require(next))
        try await keeper.tick(at: bench.now)
        try await pager.tick(at: bench.now)
    }

    private func alerts() async throws -> [StaffAlert] {
        try #require(await bench.operations.ledger.read { $0.incidents[Bench.incident] }).alerts
    }

    @Test("a mail server that hangs delays no other way of the same alert, and no other alert; each is called once")
    func hanging() async throws {
        while try await alerts().isEmpty { try await turn() }
        let first = try #require(try await alerts().first)
        #expect(await channel.calls(1) == [first.id])
        #expect(first.reached.isEmpty && first.failed.isEmpty, "its mail is still on the way")
        while try await alerts().count < 2 { try await turn() }
        #expect(await channel.calls(2) == (try await alerts().map(\.id)))
        #expect(await pager.isHandingOver)
        await channel.letGo()
        try await pager.finish(at: bench.now)
        for alert in try await alerts() {
            #expect(alert.reached == ["command:pager"] && alert.failed == ["email: no answer"])
        }
        #expect(await !pager.isHandingOver)
        try await pager.tick(at: bench.now)
        #expect(await channel.called.count == 2)
    }
}
