import EvenkeelDomain
import EvenkeelSimulator
import Synchronization
import Testing

@testable import EvenkeelLedger

/// Four sessions, three of them for one domain. Mails to `one.slow` and `two.slow` are not answered before somebody lets them go.
@Suite("A courier with servers that take their time", .serialized, .timeLimit(.minutes(5)))
struct SlowServersTests {
    private static let sessions = 4

    /// Takes everything at once but for what goes to a slow domain. Remembers when each was begun.
    private actor SlowDomains: Channel {
        nonisolated let name = "email"
        private let clock: HandCrankedClock
        private var isOpen = false
        private var held: [(intent: SendIntent, release: CheckedContinuation<Bool, Never>)] = []
        private var busy = 0
        private(set) var most = 0
        private(set) var begun: [(message: OutgoingMessage, at: Timestamp)] = []

        init(_ clock: HandCrankedClock) { self.clock = clock }

        func letGo() {
            isOpen = true
            look()
        }

        /// Lets go of what it may, or is called off.
        func look() {
            for one in held where isOpen || one.intent.isCalledOff { one.release.resume(returning: isOpen) }
            held.removeAll { isOpen || $0.intent.isCalledOff }
        }

        func isHeld(_ count: Int) -> Bool { busy == count }

        /// True where these are on the wire, and all of them are held.
        func isQuiet(_ count: Int) -> Bool { busy == count && held.count == count }

        func count(_ domain: String) -> Int { begun.count { $0.message.to.domain == domain } }

        func at(_ delivery: DeliveryID) -> Timestamp? { begun.first { $0.message.delivery == delivery }?.at }

        func send(_ message: OutgoingMessage) async throws(SendError) {
            try await send(message, once: .written, before: nil)
        }

        func send(
            _ message: OutgoingMessage, once intent: SendIntent, before next: OutgoingMessage?
        ) async throws(SendError) {
            guard await intent.isWritten else { return }
            begun.append((message, clock.now))
            busy += 1
            most = max(most, busy)
            defer { busy -= 1 }
            guard message.to.domain.hasSuffix(".slow"), !isOpen else { return }
            let isTaken = await withCheckedContinuation { held.append((intent, $0)) }
            if !isTaken { throw .uncertain("no answer so far") }
        }
    }

    /// How often the clock has been turned, and how often every round that there was to do since then has been done.
    private actor Turns {
        private var made = 0
        private var done = 0
        private(set) var isOver = false
        private var next: CheckedContinuation<Void, Never>?

        var isDone: Bool { done == made }

        func make() {
            made += 1
            next?.resume()
            next = nil
        }

        func end() {
            isOver = true
            make()
        }

        /// The rounds of the turns so far are done. Returns with the next.
        func rest(after turn: Int) async -> Int {
            done = turn
            if made == turn, !isOver { await withCheckedContinuation { next = $0 } }
            return made
        }
    }

    private let turns = Turns()
    private let bench: Bench
    private let server: SlowDomains
    private let courier: Courier

    init() async throws {
        bench = try await Bench()
        server = SlowDomains(bench.clock)
        courier = bench.courier(mail: server, parallel: Self.sessions, perDomain: Self.sessions - 1)
        try await bench.give(.changeOutbound(.live), id: "outbound")
        try await bench.ownedIncident()
        while try await courier.tick(at: bench.now) > 0 {}
    }

    /// Queues the word for somebody of alpha at each of these addresses.
    @discardableResult
    private func queue(_ addresses: [String], _ priority: DeliveryPriority) async throws -> [DeliveryID] {
        let update = try #require(
            await bench.operations.ledger.read { $0.incidents[Bench.incident]?.updates.last?.id })
        let contacts = try addresses.map { address in
            Contact(id: ContactID(address), customer: "alpha", email: try #require(EmailAddress(address)))
        }
        let rows = contacts.map { contact in
            Delivery(
                recipient: contact.id, customer: "alpha", subject: .update(Bench.incident, update),
                priority: priority, queuedAt: bench.now)
        }
        try await bench.store.change([.putContacts(contacts), .putDeliveries(rows)])
        return rows.map(\.id)
    }

    private func waiting(_ count: Int) -> [String] { (0..<count).map { "w\($0)@quick.example" } }

    private func row(_ id: DeliveryID) async throws -> Delivery {
        try #require(try await bench.store.deliveries(DeliveryQuery(id: id)).first)
    }

    /// As a server does it: rounds, and beside them a look every 250 ms of its clock, which `pass` turns.
    private func serve(_ body: () async throws -> Void) async throws {
        let rounds = Task {
            var turn = 0
            while await !turns.isOver {
                while try await courier.tick(at: bench.now) > 0 {}
                turn = await turns.rest(after: turn)
            }
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await turns.end()
        await server.letGo()
        let keeper = Task {
            while !Task.isCancelled { try await glance() }
        }
        try await rounds.value
        await courier.finish()
        keeper.cancel()
        try result.get()
    }

    /// Time passes until it is so, and no longer than the span.
    private func pass(_ span: TimeSpan, until isSo: () async throws -> Bool = { false }) async throws {
        let end = bench.now + span
        while try await !isSo(), bench.now < end { try await glance() }
    }

    /// One look of the courier. What there is to do by then is done before the clock moves on.
    private func glance() async throws {
        bench.pass(Courier.glance)
        try await courier.keepLease(at: bench.now)
        await server.look()
        await turns.make()
        var still = 0
        while still < 50 {
            await Task.yield()
            let isDone = await turns.isDone
            let (isWaiting, carried) = await (courier.isWaiting, courier.carried)
            if await turns.isOver { return }
            guard let carried, isDone || isWaiting else {
                still = 0
                continue
            }
            still = await server.isQuiet(carried) ? still + 1 : 0
        }
    }

    /// All sessions wait, two of them for each domain, and behind them wait others.
    private func holdAll(for span: TimeSpan = .seconds(5), and others: Int) async throws {
        try await queue(["a@one.slow", "b@one.slow", "c@two.slow", "d@two.slow"], .incidentFirst)
        try await queue(waiting(others), .incident)
        try await pass(.seconds(20)) { await server.isHeld(4) }
        try await pass(span)
    }

    @Test(
        "where all sessions wait for slow servers of several domains, a critical word is begun within two seconds",
        arguments: [0, 20, Courier.batch + 60], [TimeSpan.zero, .seconds(5)])
    func critical(others: Int, span: TimeSpan) async throws {
        try await serve {
            try await holdAll(for: span, and: others)
            #expect(await server.count("quick.example") == 0, "these wait for a session")
            for number in 1...2 {
                let posted = bench.now
                let word = try await queue(["pat@critical\(number).example"], .criticalFirst)[0]
                try await pass(.seconds(5)) { await server.at(word) != nil }
                let began = try #require(await server.at(word))
                #expect(began - posted <= .seconds(2))
                try await pass(.seconds(5)) { try await row(word).state == .sent }
                #expect(try await row(word).state == .sent)
            }
            #expect(await server.count("quick.example") == 0, "the session beside the others is for what is critical")
            #expect(await server.most == Self.sessions + 1)
            await server.letGo()
            try await pass(.minutes(2)) { try await bench.deliveries([.sent]).count == others + 8 }
        }
        #expect(await server.begun.count == others + 8, "each once")
        #expect(Set(try await bench.states()) == [.sent])
    }

    @Test("a critical word whose own domain is busy keeps no other waiting; and there is never a second session beside")
    func busyDomain() async throws {
        try await queue(["0@one.slow"], .incidentFirst)
        try await serve {
            try await holdAll(and: 5)
            let (own, other) = (
                try await queue(["y@one.slow"], .criticalFirst)[0],
                try await queue(["pat@critical.example"], .criticalFirst)[0]
            )
            try await pass(.seconds(5)) { await server.at(other) != nil }
            #expect(await server.at(other) != nil)
            #expect(await server.at(own) == nil, "three of that domain are on the wire")
            // Now the one beside the others waits, too.
            try await queue(["z@two.slow"], .criticalFirst)
            try await pass(.seconds(5)) { await server.isHeld(5) }
            let late = try await queue(["pat@late.example"], .criticalFirst)[0]
            try await pass(.seconds(5))
            #expect(await server.at(late) == nil)
            await server.letGo()
            try await pass(.seconds(5)) { try await row(late).state == .sent }
            try await pass(.minutes(2)) { try await bench.states() == Array(repeating: .sent, count: 16) }
        }
        #expect(await server.most == Self.sessions + 1)
        #expect(Set(try await bench.states()) == [.sent])
    }

    @Test("a server has ten minutes for its answer while nobody waits for its session, and one where somebody does")
    func calledOff() async throws {
        try await serve {
            try await holdAll(and: 0)
            try await pass(.minutes(2))
            #expect(try await bench.deliveries([.sending]).count == 4, "nobody else wants to be mailed")
            let next = try await queue(waiting(1), .incident)[0]
            try await pass(.seconds(5)) { try await row(next).state == .sent }
            #expect(try await row(next).state == .sent)
            #expect(await server.begun.count { $0.message.to.domain.hasSuffix(".slow") } == 4)
            let doubted = try await bench.deliveries([.uncertain])
            #expect(doubted.map(\.reason) == ["it may have arrived unanswered: no answer so far"])
        }
    }

    @Test("whoever waits behind slow servers waits no longer than a minute for one of them")
    func patience() async throws {
        try await serve {
            let began = bench.now
            try await holdAll(and: 1)
            try await pass(.minutes(2)) { await server.count("quick.example") == 1 }
            #expect(await server.count("quick.example") == 1)
            #expect(bench.now - began >= .minutes(1) && bench.now - began < .seconds(70))
        }
    }

    @Test("where all that may go to its domain is on the wire, a critical word waits a minute at most for what is none")
    func domainFull() async throws {
        try await serve {
            let began = bench.now
            try await queue(["a@one.slow", "b@one.slow", "c@one.slow"], .incidentFirst)
            try await pass(.seconds(20)) { await server.isHeld(3) }
            let others = try await queue(["d@one.slow"], .incident)[0]
            try await pass(.minutes(2))
            #expect(try await row(others).attempts == 0, "its own server takes as long for that one")
            let word = try await queue(["e@one.slow"], .criticalFirst)[0]
            try await pass(.minutes(1)) { await server.at(word) != nil }
            #expect(try #require(await server.at(word)) - began < .seconds(130))
            #expect(try await bench.deliveries([.uncertain]).count == 1)
        }
    }

    @Test("at its end a courier waits for servers as long as it is told, and begins nothing meanwhile")
    func close() async throws {
        try await serve {
            try await holdAll(and: 3)
            let began = bench.now
            async let end: Void = courier.close(within: .seconds(10))
            let isOver = Mutex(false)
            let keeper = Task {
                try await pass(.minutes(1)) { isOver.withLock { $0 } }
            }
            await end
            isOver.withLock { $0 = true }
            try await keeper.value
            #expect(bench.now - began >= .seconds(10) && bench.now - began < .seconds(15))
            #expect(try await bench.deliveries([.uncertain]).count == 4)
            #expect(try await bench.deliveries([.sending]).isEmpty)
            #expect(await server.count("quick.example") == 0)
        }
    }
}

extension Courier {
    /// True where a round waits for what is on the wire.
    fileprivate var isWaiting: Bool { roundEnd != nil }

    /// How many are on the wire; nil while somebody is between one and the next.
    fileprivate var carried: Int? { mailing.count == mails.count ? mails.count : nil }
}
