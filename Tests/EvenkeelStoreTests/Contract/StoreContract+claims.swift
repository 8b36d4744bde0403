import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let claims = [
        StoreCheck("what is due is claimed, the longest due first, and what is not due is left") { store async throws in
            let rows = [
                Fixtures.delivery("late", notBefore: 3), Fixtures.delivery("soon", notBefore: 11),
                Fixtures.delivery("early", notBefore: 1), Fixtures.delivery("early2", notBefore: 1),
                Fixtures.delivery("doubt", in: .uncertain, notBefore: 2), Fixtures.delivery("sent", in: .sent),
                Fixtures.delivery("held", in: .captured),
            ]
            try await store.change([.putDeliveries(rows)])
            let first = try await store.claimDeliveries(at: Fixtures.time(10), limit: 3, generation: 1)
            #expect(first.map(\.recipient) == ["early", "early2", "doubt"])
            #expect(first.allSatisfy { $0.state == .claimed })
            let second = try await store.claimDeliveries(at: Fixtures.time(10), limit: 3, generation: 1)
            #expect(second.map(\.recipient) == ["late"])
            #expect(try await store.claimDeliveries(at: Fixtures.time(10), limit: 3, generation: 1).isEmpty)
            #expect(try await store.deliveries(DeliveryQuery(states: [.claimed])).count == 4)
        },
        StoreCheck("a critical message goes before all others, however long they have been due") { store async throws in
            var urgent = Fixtures.delivery("urgent", notBefore: 9)
            urgent.priority = .critical
            var news = Fixtures.delivery("news", notBefore: 5)
            news.priority = .incident
            try await store.change([.putDeliveries([Fixtures.delivery("old", notBefore: 1), news, urgent])])
            let claimed = try await store.claimDeliveries(at: Fixtures.time(10), limit: 2, generation: 1)
            #expect(claimed.map(\.recipient) == ["urgent", "news"])
            #expect(claimed.map(\.priority) == [.critical, .incident])
        },
        StoreCheck("the first of an update go before the rest of its class, and after every class above") {
            store async throws in
            let rows = DeliveryPriority.allCases.reversed().enumerated().map { place, priority in
                var row = Fixtures.delivery("r\(priority.rawValue)", notBefore: place)
                row.priority = priority
                return row
            }
            try await store.change([.putDeliveries(rows)])
            #expect(try await store.isDue(before: .critical, at: Fixtures.time(10)))
            let claimed = try await store.claimDeliveries(at: Fixtures.time(10), limit: 9, generation: 1)
            #expect(claimed.map(\.priority) == [.criticalFirst, .critical, .incidentFirst, .incident, .planned])
            #expect(try await !store.isDue(before: .planned, at: Fixtures.time(10)), "all are claimed")
        },
        StoreCheck("two couriers never claim the same delivery") { store async throws in
            try await store.change([.putDeliveries((0..<100).map { Fixtures.delivery("r\($0)") })])
            let claimed = try await withThrowingTaskGroup(of: [Delivery].self) { group in
                for generation in 1...2 {
                    group.addTask {
                        var mine: [Delivery] = []
                        while mine.count < 200 {
                            let batch = try await store.claimDeliveries(
                                at: Fixtures.time(10), limit: 7, generation: generation)
                            if batch.isEmpty { break }
                            mine += batch
                        }
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 100)
            #expect(Set(claimed.map(\.id)).count == 100)
        },
        StoreCheck("a delivery in doubt keeps count of its attempts through the next claim") { store async throws in
            let delivery = Fixtures.delivery("maria")
            try await store.change([.putDeliveries([delivery])])
            _ = try await store.claimDeliveries(at: Fixtures.time(1), limit: 1, generation: 1)
            func step(_ step: DeliveryState.Step, generation: Int) -> RowChange {
                .stepDelivery(
                    delivery.id, step, at: Fixtures.time(2), reason: nil, notBefore: nil, generation: generation)
            }
            try await store.change([step(.handOver, generation: 1)])
            let left = RowChange.stepDeliveriesBefore(generation: 2, .doubt, at: Fixtures.time(3), reason: "crash")
            #expect(try await store.change([left]) == 1)
            let again = try await store.claimDeliveries(at: Fixtures.time(4), limit: 1, generation: 2)
            #expect(again.map(\.attempts) == [1])
            try await store.change([step(.handOver, generation: 2), step(.settle, generation: 2)])
            let settled = try #require(try await store.deliveries(DeliveryQuery()).first)
            #expect(settled.state == .sent)
            #expect(settled.attempts == 2)
            #expect(settled.settledAt == Fixtures.time(2))
        },
        StoreCheck("a later courier takes up what an earlier one claimed, but not what it claimed itself") {
            store async throws in
            try await store.change([.putDeliveries([Fixtures.delivery("old"), Fixtures.delivery("new", notBefore: 5)])])
            _ = try await store.claimDeliveries(at: Fixtures.time(1), limit: 9, generation: 1)
            _ = try await store.claimDeliveries(at: Fixtures.time(6), limit: 9, generation: 2)
            let change = RowChange.stepDeliveriesBefore(generation: 2, .release, at: Fixtures.time(7), reason: "crash")
            #expect(try await store.change([change]) == 1)
            #expect(try await store.deliveries(DeliveryQuery(states: [.queued])).map(\.recipient) == ["old"])
            #expect(try await store.deliveries(DeliveryQuery(states: [.claimed])).map(\.recipient) == ["new"])
        },
    ]
}
