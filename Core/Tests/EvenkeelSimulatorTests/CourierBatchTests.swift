import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Synchronization
import Testing

@Suite("The courier with many messages at a time")
struct CourierBatchTests {
    /// Takes everything, 20 ms each, and does something when it gets a certain message.
    private final class Meanwhile: Channel {
        let name = "email"
        private let at: Int
        private let clock: HandCrankedClock?
        private let event: @Sendable () async throws -> Void
        private let taken = Mutex<[OutgoingMessage]>([])
        private let before = Mutex(0)

        init(at: Int, _ clock: HandCrankedClock? = nil, _ event: @escaping @Sendable () async throws -> Void) {
            (self.at, self.clock, self.event) = (at, clock, event)
        }

        var messages: [OutgoingMessage] { taken.withLock { $0 } }
        /// How many it had taken once that was done: the others go on meanwhile.
        var takenBefore: Int { before.withLock { $0 } }

        func send(_ message: OutgoingMessage) async throws(SendError) {
            let count = taken.withLock { taken in
                taken.append(message)
                return taken.count
            }
            if let clock { clock.advance(to: clock.now + TimeSpan(milliseconds: 20)) }
            guard count == at else { return }
            do { try await event() } catch { throw .refused("\(error)") }
            before.withLock { $0 = messages.count }
        }
    }

    /// Takes everything, and writes down what it is told comes next.
    private final class Foresight: Channel {
        let name = "email"
        private let taken = Mutex<[(DeliveryID, next: DeliveryID?)]>([])

        var messages: [(DeliveryID, next: DeliveryID?)] { taken.withLock { $0 } }

        func send(_ message: OutgoingMessage) async throws(SendError) {
            try await send(message, once: .written, before: nil)
        }

        func send(
            _ message: OutgoingMessage, once intent: SendIntent, before next: OutgoingMessage?
        ) async throws(SendError) {
            guard await intent.isWritten else { return }
            taken.withLock { $0.append((message.delivery, next?.delivery)) }
        }
    }

    @Test(
        "each mail comes with the one that follows on its session, and no two sessions count on the same",
        arguments: [1, 4])
    func foretold(parallel: Int) async throws {
        let bench = try await bench(contacts: 60)
        let mail = Foresight()
        let courier = bench.courier(mail: mail, parallel: parallel)
        while try await courier.tick(at: bench.now) > 0 {}
        let sent = mail.messages.map(\.0)
        let foretold = mail.messages.compactMap(\.next)
        #expect(sent.count == 62)
        #expect(Set(sent).count == 62)
        #expect(Set(foretold).count == foretold.count)
        if parallel == 1 {
            #expect(
                foretold == sent.dropFirst(2).dropLast(2),
                "the first shows how fast the server is, and of the last somebody else may be sooner")
        } else {
            #expect(foretold.count >= 62 - 6 * parallel)
            #expect(
                mail.messages.enumerated().allSatisfy { index, one in
                    one.next.map { sent[index...].dropFirst().contains($0) } ?? true
                })
        }
    }

    /// So many go before it is looked again.
    private static let before = Int(Courier.glance.milliseconds + 19) / 20
    /// So many may go at most while one session looks, and what waits is fetched.
    private static func meanwhile(_ parallel: Int) -> Int { 2 * parallel * parallel }

    /// One customer with so many contacts, each of whom is to be told.
    private func bench(contacts: Int, impact: Impact = .major) async throws -> Bench {
        let bench = try await Bench()
        try await bench.store.change([
            .putContacts(
                try (0..<contacts).map { number in
                    let address = "pat\(number)@alpha.example"
                    return Contact(
                        id: ContactID(address), customer: "alpha", email: try #require(EmailAddress(address)))
                })
        ])
        try await bench.give(.changeOutbound(.live), id: "outbound")
        try await bench.ownedIncident(impact: impact)
        return bench
    }

    private func urgent(_ bench: Bench) async throws -> Delivery {
        let update = try #require(
            await bench.operations.ledger.read { $0.incidents[Bench.incident]?.updates.last?.id })
        return Delivery(
            recipient: "ada@beta.example", customer: "beta", subject: .story(Bench.incident, update),
            priority: .critical, queuedAt: bench.now)
    }

    @Test(
        "what is more urgent goes before what was claimed and not begun; each goes once all the same",
        arguments: [1, 4])
    func givesWay(parallel: Int) async throws {
        let bench = try await bench(contacts: 80)
        let urgent = try await urgent(bench)
        let store = bench.store
        let mail = Meanwhile(at: 3, bench.clock) { try await store.change([.putDeliveries([urgent])]) }
        let courier = bench.courier(mail: mail, parallel: parallel)
        while try await courier.tick(at: bench.now) > 0 {}
        let place = try #require(mail.messages.firstIndex { $0.delivery == urgent.id })
        #expect(place <= mail.takenBefore + Self.before + Self.meanwhile(parallel), "it went as number \(place + 1)")
        #expect(mail.messages.count == 83)
        #expect(Set(mail.messages.map(\.delivery)).count == 83)
        #expect(Set(try await bench.states()) == [.sent])
    }

    @Test(
        "what somebody holds or drops between the claim and its turn is not sent, and the others are",
        arguments: [(OutboxMove.hold, DeliveryState.held), (.drop, .suppressed)])
    func moved(move: OutboxMove, state: DeliveryState) async throws {
        let bench = try await bench(contacts: 200)
        let last = try #require(try await bench.deliveries().map(\.id).max())
        let isMoved = Mutex(false)
        let mail = Meanwhile(at: 1) {
            #expect(try await bench.deliveries([.claimed]).map(\.id).contains(last))
            let done = try await bench.operations.move(
                last, move, reason: "They called.", command: "move", by: "ada", at: bench.now)
            isMoved.withLock { $0 = done }
        }
        let courier = bench.courier(mail: mail, parallel: 4)
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(isMoved.withLock { $0 })
        #expect(mail.messages.count == 201)
        #expect(!mail.messages.contains { $0.delivery == last })
        #expect(try await bench.store.sentMessage(last) == nil)
        #expect(try await bench.deliveries([state]).map(\.id) == [last])
    }

    @Test("a round that takes long ends, so that no other node takes the courier for gone; the rest goes in the next")
    func longRound() async throws {
        let bench = try await bench(contacts: 60)
        let clock = bench.clock
        let mail = Meanwhile(at: 2) { clock.advance(to: clock.now + .seconds(11)) }
        let courier = bench.courier(mail: mail)
        try await courier.tick(at: bench.now)
        #expect(mail.messages.count == 2)
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(mail.messages.count == 62)
        let settled = Set(try await bench.deliveries().map(\.settledAt))
        #expect(settled == [Bench.start, Bench.start + .seconds(11)], "each at the time it left")
    }

    @Test(
        "while one round leaves the next is made ready; each goes once, and the urgent before both", arguments: [1, 4])
    func twoRounds(parallel: Int) async throws {
        let bench = try await bench(contacts: 2 * Courier.batch + 40)
        let urgent = try await urgent(bench)
        let store = bench.store
        let mail = Meanwhile(at: 3, bench.clock) { try await store.change([.putDeliveries([urgent])]) }
        let courier = bench.courier(mail: mail, parallel: parallel)
        while try await courier.tick(at: bench.now) > 0 {}
        let place = try #require(mail.messages.firstIndex { $0.delivery == urgent.id })
        #expect(place <= mail.takenBefore + Self.before + Self.meanwhile(parallel), "it went as number \(place + 1)")
        #expect(mail.messages.count == 2 * Courier.batch + 43)
        #expect(Set(mail.messages.map(\.delivery)).count == mail.messages.count)
        #expect(Set(try await bench.states()) == [.sent])
    }

    @Test(
        "the first of a new incident do not wait behind the long queue of another of the same class",
        arguments: [Impact.major, .critical], [1, 4])
    func newIncident(impact: Impact, parallel: Int) async throws {
        let bench = try await bench(contacts: 2 * Courier.batch, impact: impact)
        let queued = try await bench.deliveries().map(\.priority)
        #expect(queued.count { $0 == DeliveryPriority(impact).ofFirst } == DeliveryPriority.first)
        #expect(queued.count { $0 == DeliveryPriority(impact) } == queued.count - DeliveryPriority.first)
        let opening = IncidentOpening(
            title: "Faxes fail", impact: impact, components: [], visibility: .audience, began: bench.now,
            concerns: try Predicate(parsing: "customer==beta"), signal: Signal(source: .staff, at: bench.now))
        let now = bench.now
        let middle = DeliveryPriority.first + 20
        let mail = Meanwhile(at: middle, bench.clock) {
            try await bench.operations.open("fax", opening, body: "Faxes fail.", command: "own-fax", by: "ada", at: now)
            _ = try await Conductor(operations: bench.operations).tick(at: now)
        }
        let courier = bench.courier(mail: mail, parallel: parallel)
        while try await courier.tick(at: bench.now) > 0 {}
        let place = try #require(mail.messages.firstIndex { $0.delivery.text.hasPrefix("update/fax/") })
        #expect(place <= mail.takenBefore + Self.before + Self.meanwhile(parallel), "it went as number \(place + 1)")
        #expect(mail.messages.count == Set(mail.messages.map(\.delivery)).count)
        #expect(Set(try await bench.states()) == [.sent])
    }

    @Test("a later word takes the turn of one that waits in a long queue, and takes it along", arguments: [1, 4])
    func laterWord(parallel: Int) async throws {
        let contacts = 3 * Courier.batch
        let bench = try await bench(contacts: contacts)
        let middle = DeliveryPriority.first + 20
        let mail = Meanwhile(at: middle, bench.clock) {
            try await bench.give(
                .postUpdate(PostUpdate(incident: Bench.incident, status: .identified, body: "A cable.")), id: "word")
            _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        }
        let courier = bench.courier(mail: mail, parallel: parallel)
        while try await courier.tick(at: bench.now) > 0 {}
        let incident = try #require(await bench.operations.ledger.read { $0.incidents[Bench.incident] })
        let later = "update/\(incident.id)/\(incident.updates[1].id)/"
        let place = try #require(mail.messages.firstIndex { $0.delivery.text.hasPrefix(later) })
        #expect(place <= mail.takenBefore + Self.before + 2 * parallel, "it went as number \(place + 1)")
        let old = mail.messages.suffix(from: place).count { !$0.delivery.text.hasPrefix(later) }
        #expect(old <= parallel, "what was on its way when the later word came; nobody else hears the old one alone")
        let readers = Dictionary(grouping: mail.messages, by: \.to.description)
        #expect(readers.count == contacts + 2)
        #expect(
            readers.values.allSatisfy { $0.last?.delivery.text.hasPrefix(later) == true }, "each hears the latest last")
        let twice = readers.values.count { $0.count > 1 }
        #expect(twice <= place + parallel && readers.values.allSatisfy { $0.count <= 2 })
        #expect(try await bench.deliveries([.merged]).count == contacts + 2 - twice, "the others get one mail of both")
        #expect(mail.messages.last { $0.subject.hasPrefix("together") }?.text.contains("A cable.") == true)
        #expect(Set(try await bench.states()) == [.sent, .merged])
    }

    @Test("once everything is captured, what was claimed and made ready does not leave")
    func capturedMeanwhile() async throws {
        let bench = try await bench(contacts: Courier.batch + 40)
        let mail = Meanwhile(at: 3, bench.clock) {
            try await bench.give(.changeOutbound(.capture), id: "stop")
        }
        let courier = bench.courier(mail: mail)
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(mail.messages.count == Self.before)
        #expect(try await bench.deliveries([.captured]).count == Courier.batch + 42 - Self.before)
    }

    @Test("a server that takes its time does not cost the lease: it is kept while messages are on the wire")
    func keepsLease() async throws {
        let bench = try await bench(contacts: 4)
        let clock = bench.clock
        let first = Mutex<Courier?>(nil)
        let second = bench.courier("second")
        let mail = Meanwhile(at: 2) {
            for _ in 0..<5 {
                clock.advance(to: clock.now + .seconds(25))
                try await first.withLock { $0 }?.keepLease(at: clock.now)
                // Takes nothing over, and so brings nothing in doubt.
                try await second.tick(at: clock.now)
            }
        }
        let courier = bench.courier(mail: mail)
        first.withLock { $0 = courier }
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(mail.messages.count == 6)
        #expect(bench.channel.messages.isEmpty, "the second node had nothing to send")
        #expect(try await bench.deliveries().allSatisfy { $0.attempts == 1 })
    }

    /// Takes everything at once, but for one address, for which it needs to be let go.
    private actor SlowForOne: Channel {
        nonisolated let name = "email"
        private let slow: String
        private var waiting: CheckedContinuation<Void, Never>?
        private(set) var messages: [OutgoingMessage] = []

        init(slow: String) { self.slow = slow }

        func letGo() {
            waiting?.resume()
            waiting = nil
        }

        func send(_ message: OutgoingMessage) async throws(SendError) {
            messages.append(message)
            if message.to.description == slow, messages.count(where: { $0.to == message.to }) == 1 {
                await withCheckedContinuation { waiting = $0 }
            }
        }
    }

    @Test(
        "a server that takes its time for one message holds up nobody else, and nothing goes twice",
        arguments: [20, Courier.batch + 60], [2, 4])
    func slowForOne(contacts: Int, parallel: Int) async throws {
        let bench = try await bench(contacts: contacts)
        let mail = SlowForOne(slow: "pat3@alpha.example")
        let courier = bench.courier(mail: mail, parallel: parallel)
        // One round after the other, as a server does it.
        let sent = Mutex(0)
        let rounds = Task {
            var more = 1
            while more > 0 {
                more = try await courier.tick(at: bench.now)
                sent.withLock { $0 += more }
            }
        }
        while await mail.messages.count < contacts + 2 { await Task.yield() }
        #expect(sent.withLock { $0 } < contacts + 2, "the round waits for the slow one")
        let isOver = Mutex(false)
        let keeper = Task {
            while !isOver.withLock({ $0 }) {
                // Nothing moves any more: whoever keeps the lease sees it.
                bench.clock.advance(to: bench.now + Courier.glance)
                try await courier.keepLease(at: bench.now)
                await Task.yield()
            }
        }
        try await rounds.value
        isOver.withLock { $0 = true }
        try await keeper.value
        #expect(sent.withLock { $0 } == contacts + 2)
        #expect(try await bench.deliveries([.sending]).map(\.recipient) == ["pat3@alpha.example"])

        let urgent = try await urgent(bench)
        let second = Delivery(
            recipient: "pat3@alpha.example", customer: "alpha", subject: urgent.subject, priority: .critical,
            queuedAt: bench.now)
        try await bench.store.change([.putDeliveries([second, urgent])])
        #expect(try await courier.tick(at: bench.now) == 1, "one of the two has to wait")
        #expect(await mail.messages.last?.delivery == urgent.id)
        #expect(try await bench.store.deliveries(DeliveryQuery(id: second.id)).first?.state == .queued)

        await mail.letGo()
        await courier.finish()
        bench.clock.advance(to: bench.now + .seconds(2))
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(await mail.messages.last?.delivery == second.id)
        #expect(await mail.messages.count == contacts + 4)
        #expect(Set(try await bench.states()) == [.sent])
        #expect(try await bench.deliveries().allSatisfy { $0.attempts == 1 })
    }

    @Test("the first are queued before the rest; where that is cut short it goes on, and nobody is queued twice")
    func queuedInParts() async throws {
        let bench = try await bench(contacts: 2500, impact: .major)
        try await bench.give(
            .postUpdate(PostUpdate(incident: Bench.incident, status: .identified, body: "A cable.")), id: "word")
        func word() async throws -> [Delivery] {
            let query = DeliveryQuery(limit: .max)
            return try await bench.store.deliveries(query).filter { $0.subject == .update(Bench.incident, "u2") }
        }
        let store = ScriptedStore(bench.store)
        let parts = Mutex(0)
        let calls = Mutex(0)
        store.failChange { rows in
            guard case .putDeliveries? = rows.first else { return nil }
            return parts.withLock { parts in
                parts += 1
                return parts == 2 ? .after : nil
            }
        }
        let conductor = Conductor(operations: Operations(ledger: bench.operations.ledger, store: store)) {
            calls.withLock { $0 += 1 }
        }
        await #expect(throws: OperationError.self) { while try await conductor.round(at: bench.now) {} }
        #expect(try await word().count == 2048, "two parts are there")
        #expect(await bench.operations.ledger.read { $0.incidents[Bench.incident]?.updates.last?.fannedOut } == false)
        while try await conductor.round(at: bench.now) {}
        #expect(try await word().count == 2502)
        #expect(Set(try await word().map(\.recipient)).count == 2502)
        #expect(await bench.operations.ledger.read { $0.incidents[Bench.incident]?.updates.last?.fannedOut } == true)
        #expect(calls.withLock { $0 } == 2, "whoever sends is called with the first part")
    }
}
