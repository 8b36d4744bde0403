import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Synchronization
import Testing

@Suite("What is marked of messages on the wire")
struct WireLogTests {
    /// Takes everything, and pulls the plug with a certain message: the server has it, and nobody hears that.
    private final class Unplugged: Channel {
        let name = "email"
        private let at: Int
        private let unplug: @Sendable () -> Void
        private let taken = Mutex<[DeliveryID]>([])

        init(at: Int, _ unplug: @escaping @Sendable () -> Void) { (self.at, self.unplug) = (at, unplug) }

        var deliveries: [DeliveryID] { taken.withLock { $0 } }

        func send(_ message: OutgoingMessage) async throws(SendError) {
            let count = taken.withLock { taken in
                taken.append(message.delivery)
                return taken.count
            }
            if count == at { unplug() }
        }
    }

    private static let contacts = 120

    private func bench() async throws -> Bench {
        let bench = try await Bench()
        try await bench.store.change([
            .putContacts(
                try (0..<Self.contacts).map { number in
                    let address = "pat\(number)@alpha.example"
                    return Contact(
                        id: ContactID(address), customer: "alpha", email: try #require(EmailAddress(address)))
                })
        ])
        try await bench.give(.changeOutbound(.live), id: "outbound")
        try await bench.ownedIncident()
        return bench
    }

    /// A courier dies with its 50th message; then another one sends the rest, and how often each was taken.
    private func crash(
        _ bench: Bench, parallel: Int, on disk: MemoryWireLog.Disk, then: MemoryWireLog.Disk
    ) async throws -> [DeliveryID: Int] {
        let connection = FaultyStore(bench.store, faults: .none, seed: 1)
        let mail = Unplugged(at: 50) { connection.kill() }
        let first = bench.courier(
            "dying", on: connection, log: MemoryWireLog(on: disk) { connection.isDead }, mail: mail, parallel: parallel)
        await #expect(throws: Failure.self) {
            while try await first.tick(at: bench.now) > 0 {}
        }
        await first.finish()
        #expect(try await bench.deliveries([.sending]).count > parallel, "more were handed over than had begun")
        bench.pass(.seconds(61))
        let second = bench.courier("second", log: MemoryWireLog(on: then), mail: mail, parallel: parallel)
        while try await second.tick(at: bench.now) > 0 {}
        #expect(Set(try await bench.states()) == [.sent])
        return Dictionary(mail.deliveries.map { ($0, 1) }, uniquingKeysWith: +)
    }

    @Test(
        "after a crash it is known of what was handed over whether it left: no more are in doubt than there are sessions",
        arguments: [1, 4])
    func crash(parallel: Int) async throws {
        let bench = try await bench()
        let disk = MemoryWireLog.Disk()
        let taken = try await crash(bench, parallel: parallel, on: disk, then: disk)
        #expect(taken.count == Self.contacts + 2)
        let doubted = Set(try await bench.deliveries().filter(\.isDoubted).map(\.id))
        #expect((1...parallel).contains(doubted.count))
        let twice = taken.filter { $0.value > 1 }
        #expect(!twice.isEmpty && twice.allSatisfy { $0.value == 2 && doubted.contains($0.key) })
        let attempts = try await bench.deliveries().map { $0.attempts - (doubted.contains($0.id) ? 1 : 0) }
        #expect(Set(attempts) == [1], "what was handed over and had not begun was no attempt")
    }

    @Test("whoever takes over without the marks takes all that was handed over for in doubt, and loses nothing")
    func withoutMarks() async throws {
        let bench = try await bench()
        let taken = try await crash(bench, parallel: 4, on: MemoryWireLog.Disk(), then: MemoryWireLog.Disk())
        #expect(taken.count == Self.contacts + 2)
        let doubted = Set(try await bench.deliveries().filter(\.isDoubted).map(\.id))
        #expect(doubted.count > 4)
        #expect(taken.allSatisfy { $0.value == 1 || $0.value == 2 && doubted.contains($0.key) })
    }

    @Test("marks of a process that was here before others are not taken for theirs")
    func oldMarks() async throws {
        let bench = try await bench()
        let (old, other) = (MemoryWireLog.Disk(), MemoryWireLog.Disk())
        // The first of a rollover: it marks nothing, and is gone before the other comes.
        let first = bench.courier(log: MemoryWireLog(on: old), mail: Unplugged(at: .max) {})
        try await bench.give(.changeOutbound(.capture), id: "stop")
        try await first.tick(at: bench.now)
        bench.pass(.seconds(61))
        try await bench.store.change([.stepDeliveries(in: .captured, .goLive, at: bench.now)])
        try await bench.give(.changeOutbound(.live), id: "go")
        let taken = try await crash(bench, parallel: 1, on: other, then: old)
        let doubted = try await bench.deliveries().filter(\.isDoubted)
        #expect(doubted.count > 1, "its own log says nothing of those that another handed over")
        #expect(taken.count == Self.contacts + 2)
    }

    @Test("what a round left behind when the store failed does not leave in a later one as it was then")
    func leftBehind() async throws {
        let bench = try await Bench()
        try await bench.give(.changeOutbound(.live), id: "outbound")
        try await bench.ownedIncident()
        let store = ScriptedStore(bench.store)
        let (first, second) = (bench.courier("first", on: store), bench.courier("second"))
        store.failLook()
        await #expect(throws: Failure.self) { try await first.tick(at: bench.now) }
        // Meanwhile another sends, and is not answered.
        bench.pass(.seconds(61))
        bench.channel.answer(.uncertain("no answer"), .uncertain("no answer"))
        try await second.tick(at: bench.now)
        #expect(try await bench.states() == [.uncertain, .uncertain])
        bench.pass(.minutes(5))
        while try await first.tick(at: bench.now) > 0 {}
        #expect(try await bench.states() == [.sent, .sent])
        #expect(bench.channel.messages.count == 4)
        #expect(try await bench.deliveries().allSatisfy(\.isDoubted), "that they may have come twice is known of both")
    }

    @Test("what may have arrived is known to be so whatever happens to it before it goes again")
    func doubtOutlives() async throws {
        let bench = try await Bench()
        try await bench.give(.changeOutbound(.live), id: "outbound")
        try await bench.ownedIncident()
        bench.channel.answer(.uncertain("no answer"), .uncertain("no answer"))
        let courier = bench.courier()
        try await courier.tick(at: bench.now)
        // One is captured and freed again, the other held back by somebody, and sent by somebody else.
        try await bench.give(.changeOutbound(.capture), id: "stop")
        let held = try #require(try await bench.deliveries([.uncertain]).first)
        try await bench.give(.moveDelivery(held, .hold, reason: "is it true?"), id: "hold")
        bench.pass(.minutes(5))
        try await courier.tick(at: bench.now)
        #expect(Set(try await bench.states()) == [.held, .captured])
        #expect(try await bench.deliveries().allSatisfy(\.isDoubted))
        try await bench.give(.changeOutbound(.live), id: "go")
        try await bench.give(
            .moveDelivery(try #require(try await bench.deliveries([.held]).first), .send, reason: nil), id: "send")
        #expect(try await bench.deliveries([.queued]).first { $0.id == held.id }?.isLetGo == true)
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(try await bench.states() == [.sent, .sent] && bench.channel.messages.count == 4)
        #expect(try await bench.deliveries().allSatisfy(\.isDoubted))
    }
}
