import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Synchronization
import Testing

@Suite("The courier with many messages at a time")
struct CourierBatchTests {
    /// Takes everything, and does something when it gets a certain message.
    private final class Meanwhile: Channel {
        let name = "email"
        private let at: Int
        private let event: @Sendable () async throws(Failure) -> Void
        private let taken = Mutex<[OutgoingMessage]>([])

        init(at: Int, _ event: @escaping @Sendable () async throws(Failure) -> Void) {
            (self.at, self.event) = (at, event)
        }

        var messages: [OutgoingMessage] { taken.withLock { $0 } }

        func send(_ message: OutgoingMessage) async throws(SendError) {
            let count = taken.withLock { taken in
                taken.append(message)
                return taken.count
            }
            guard count == at else { return }
            do throws(Failure) { try await event() } catch { throw .refused("\(error)") }
        }
    }

    /// One customer with so many contacts, each of whom is to be told.
    private func bench(contacts: Int) async throws -> Bench {
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
        try await bench.ownedIncident()
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
        let mail = Meanwhile(at: 3) { () async throws(Failure) in try await store.change([.putDeliveries([urgent])]) }
        let courier = bench.courier(mail: mail, parallel: parallel)
        while try await courier.tick(at: bench.now) > 0 {}
        let place = try #require(mail.messages.firstIndex { $0.delivery == urgent.id })
        #expect(place <= Courier.stretch + 2 * parallel, "it went as number \(place + 1)")
        #expect(mail.messages.count == 83)
        #expect(Set(mail.messages.map(\.delivery)).count == 83)
        #expect(Set(try await bench.states()) == [.sent])
    }

    @Test("what somebody drops between the claim and its turn is not sent, and the others are")
    func dropped() async throws {
        let bench = try await bench(contacts: 30)
        let store = bench.store
        let last = try #require(try await bench.deliveries().map(\.id).max())
        let now = bench.now
        let mail = Meanwhile(at: 1) { () async throws(Failure) in
            try await store.change([
                .stepDelivery(last, .release, at: now, reason: nil, notBefore: nil, generation: 0),
                .stepDelivery(last, .suppress, at: now, reason: "dropped", notBefore: nil, generation: 0),
            ])
        }
        let courier = bench.courier(mail: mail, parallel: 4)
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(mail.messages.count == 31)
        #expect(!mail.messages.contains { $0.delivery == last })
        #expect(try await bench.store.sentMessage(last) == nil)
    }

    @Test("a round that takes long ends, so that no other node takes the courier for gone; the rest goes in the next")
    func longRound() async throws {
        let bench = try await bench(contacts: 60)
        let clock = bench.clock
        let mail = Meanwhile(at: 2) { () async throws(Failure) in clock.advance(to: clock.now + .seconds(11)) }
        let courier = bench.courier(mail: mail)
        try await courier.tick(at: bench.now)
        #expect(mail.messages.count == Courier.stretch)
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(mail.messages.count == 62)
        let settled = Set(try await bench.deliveries().map(\.settledAt))
        #expect(settled == [Bench.start, Bench.start + .seconds(11)], "each at the time it left")
    }
}
