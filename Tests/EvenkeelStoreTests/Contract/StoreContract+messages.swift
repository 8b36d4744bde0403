import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let messages = [
        StoreCheck("an audience is kept for each incident, and restored customer by customer") { store async throws in
            let members = [
                AudienceMember(customer: "b", reason: "runs 5.2.0", foundBy: try Predicate(parsing: "feature==fax")),
                AudienceMember(customer: "a", reason: "everybody", foundBy: .always, maybe: true),
            ]
            #expect(try await store.change([.putAudience("i", members)]) == 2)
            #expect(try await store.change([.putAudience("i", members)]) == 0)
            #expect(try await store.audience("i") == [members[1], members[0]])
            #expect(try await store.member("a", of: "i") == members[1])
            #expect(try await store.member("ghost", of: "i") == nil)
            #expect(try await store.member("a", of: "j") == nil)
            #expect(
                try await store.change([
                    .restoreAudience("i", ["b", "ghost"], how: "It is back.", at: Fixtures.time(7))
                ]) == 1)
            #expect(try await store.change([.restoreAudience("i", ["b"], how: "Again.", at: Fixtures.time(8))]) == 0)
            let restored = try #require(try await store.audience("i").last)
            #expect(restored.state == .restored)
            #expect(restored.restoredAt == Fixtures.time(7))
            #expect(restored.restoredHow == "It is back.")
            #expect(try await store.audience("i").first?.restoredHow == nil)
            #expect(try await store.audience("j").isEmpty)
        },
        StoreCheck("an audience computed again does not undo who is restored") { store async throws in
            let member = AudienceMember(customer: "a", reason: "fax", maybe: true)
            try await store.change([.putAudience("i", [member]), .restoreAudience("i", ["a"], at: Fixtures.time(7))])
            let sure = AudienceMember(
                customer: "a", reason: "fax and T.38", foundBy: try Predicate(parsing: "feature==t38"))
            #expect(try await store.change([.putAudience("i", [sure])]) == 1)
            #expect(try await store.change([.putAudience("i", [sure])]) == 0)
            let found = try #require(try await store.audience("i").first)
            #expect(found.state == .restored)
            #expect(found.reason == "fax and T.38" && found.foundBy == sure.foundBy)
            #expect(!found.maybe)
        },
        StoreCheck("a delivery that exists is not queued again") { store async throws in
            try await store.change([.putDeliveries([Fixtures.delivery("maria")])])
            try await store.change([
                .stepDelivery(
                    Fixtures.delivery("maria").id, .suppress, at: Fixtures.time(1), reason: "bounced", notBefore: nil,
                    generation: 1)
            ])
            #expect(try await store.change([.putDeliveries([Fixtures.delivery("maria")])]) == 0)
            #expect(try await store.deliveries(DeliveryQuery()).map(\.state) == [.suppressed])
        },
        StoreCheck("what is decided of a delivery in one state is not written once it has another") {
            store async throws in
            let delivery = Fixtures.delivery("maria")
            let hold = RowChange.stepDelivery(
                delivery.id, .hold, at: Fixtures.time(1), reason: "they called", notBefore: nil, generation: 0)
            try await store.change([.putDeliveries([delivery])])
            try await store.change([.requireDelivery(delivery.id, in: .queued), hold])
            #expect(try await store.deliveries(DeliveryQuery()).map(\.state) == [.held])
            let other = Fixtures.delivery("tom")
            await #expect(throws: Failure.rowsMoved) {
                try await store.change([.putDeliveries([other]), .requireDelivery(delivery.id, in: .queued)])
            }
            await #expect(throws: Failure.rowsMoved) {
                try await store.change([.requireDelivery("none", in: .queued)])
            }
            #expect(try await store.deliveries(DeliveryQuery()).count == 1, "nothing of the same change stands")
        },
        StoreCheck("many customers' places in an audience are found at once, each once, outsiders left out") {
            store async throws in
            let members = (10..<90).map { AudienceMember(customer: CustomerID("c\($0)"), reason: "runs 5.2.0") }
            try await store.change([.putAudience("i", members)])
            let asked = (10..<80).map { CustomerID("c\($0)") } + ["ghost", "c10"]
            #expect(try await store.members(asked, of: "i") == Array(members.prefix(70)))
            #expect(try await store.members([], of: "i").isEmpty)
        },
        StoreCheck("many deliveries are found by their ids at once, each once, those that are none left out") {
            store async throws in
            let rows = (10..<90).map { Fixtures.delivery("r\($0)") }
            try await store.change([.putDeliveries(rows)])
            let asked = rows.prefix(70).map(\.id) + ["ghost", rows[0].id]
            #expect(try await Set(store.deliveries(asked)) == Set(rows.prefix(70)))
            #expect(try await store.deliveries(asked).count == 70)
            #expect(try await store.deliveries([DeliveryID]()).isEmpty)
        },
        StoreCheck("messages are handed over with what they say, and what came before is settled in the same step") {
            store async throws in
            let names = ["maria", "tom", "zoe"]
            try await store.change([.putDeliveries(names.map { Fixtures.delivery($0) })])
            let claimed = try await store.claimDeliveries(at: Fixtures.time(100), limit: 9, generation: 3)
            #expect(claimed.count == 3)
            func message(_ name: String) throws -> SentMessage {
                SentMessage(
                    delivery: Fixtures.delivery(name).id, at: Fixtures.time(101),
                    to: try #require(EmailAddress("\(name)@acme.example")), subject: "Calls fail",
                    text: "Gentile\n\u{5E9}",
                    language: "it", messageID: "\(name)@mail.example")
            }
            let dropped = Fixtures.delivery("zoe").id
            try await store.change([
                .stepDelivery(
                    dropped, .suppress, at: Fixtures.time(100), reason: "dropped", notBefore: nil, generation: 0)
            ])
            let (maria, tom) = (try message("maria"), try message("tom"))
            #expect(try await store.handOver([maria], settling: [], generation: 3) == [maria.delivery])
            let settled = RowChange.stepDelivery(
                maria.delivery, .settle, at: Fixtures.time(102), reason: nil, notBefore: nil, generation: 3)
            #expect(
                try await store.handOver([try message("zoe"), tom], settling: [settled], generation: 3)
                    == [tom.delivery])
            let states = try await store.deliveries(DeliveryQuery()).map { ($0.id, $0.state, $0.attempts) }
            #expect(states.first { $0.0 == maria.delivery }?.1 == .sent)
            #expect(states.first { $0.0 == tom.delivery }?.1 == .sending)
            #expect(states.first { $0.0 == tom.delivery }?.2 == 1)
            #expect(states.first { $0.0 == dropped }?.1 == .suppressed)
            #expect(try await store.sentMessage(maria.delivery) == maria)
            #expect(try await store.sentMessage(dropped) == nil)
            var again = tom
            (again.at, again.text) = (Fixtures.time(300), "Anew")
            try await store.change([
                .stepDelivery(
                    tom.delivery, .doubt, at: Fixtures.time(200), reason: "?", notBefore: nil, generation: 3)
            ])
            _ = try await store.claimDeliveries(at: Fixtures.time(300), limit: 9, generation: 3)
            #expect(try await store.handOver([again], settling: [], generation: 3) == [tom.delivery])
            #expect(try await store.sentMessage(tom.delivery) == again, "what it said the last time")
        },
        StoreCheck("a message in doubt is one as well while it is handed over again, and where that did not begin") {
            store async throws in
            var row = Fixtures.delivery("maria", in: .uncertain)
            row.reason = Delivery.doubted("no answer")
            try await store.change([.putDeliveries([row])])
            _ = try await store.claimDeliveries(at: Fixtures.time(100), limit: 9, generation: 3)
            func step(_ step: DeliveryState.Step, _ reason: String?) -> RowChange {
                .stepDelivery(row.id, step, at: Fixtures.time(101), reason: reason, notBefore: nil, generation: 3)
            }
            try await store.change([step(.handOver, nil)])
            let sending = try await store.deliveries(DeliveryQuery())
            #expect(sending.map(\.state) == [.sending] && sending.map(\.reason) == [row.reason])
            try await store.change([step(.release, "the courier stopped before it sent")])
            let freed = try await store.deliveries(DeliveryQuery())
            #expect(freed.map(\.state) == [.queued] && freed.map(\.reason) == [row.reason])
            #expect(freed.map(\.attempts) == [row.attempts], "it was no attempt")
        },
        StoreCheck("whether something more urgent is due is told without reading the others") { store async throws in
            var urgent = Fixtures.delivery("maria")
            (urgent.priority, urgent.notBefore) = (.critical, Fixtures.time(50))
            var plain = Fixtures.delivery("tom")
            plain.priority = .planned
            try await store.change([.putDeliveries([urgent, plain])])
            #expect(try await !store.isDue(before: .incident, at: Fixtures.time(49)))
            #expect(try await store.isDue(before: .incident, at: Fixtures.time(50)))
            #expect(try await !store.isDue(before: .critical, at: Fixtures.time(50)))
        },
        StoreCheck("deliveries are found by any of their marks") { store async throws in
            var other = Delivery(
                recipient: "tom", customer: "zeta", subject: .notice("r", revision: 1, wave: 0, round: 0),
                queuedAt: Fixtures.time(5))
            other.state = .sent
            let mine = [
                Fixtures.delivery("maria", about: "u1"), Fixtures.delivery("maria", about: "u2", in: .captured),
            ]
            try await store.change([.putDeliveries([other] + mine)])
            #expect(try await store.deliveries(DeliveryQuery()) == mine + [other])
            #expect(try await store.deliveries(DeliveryQuery(states: [.queued, .sent])) == [mine[0], other])
            #expect(try await store.deliveries(DeliveryQuery(subjectPrefix: "update/i/")) == mine)
            #expect(try await store.deliveries(DeliveryQuery(subjectPrefix: "update/i/u2")) == [mine[1]])
            #expect(try await store.deliveries(DeliveryQuery(customer: "zeta")) == [other])
            #expect(try await store.deliveries(DeliveryQuery(id: mine[1].id)) == [mine[1]])
            #expect(try await store.deliveries(DeliveryQuery(states: [.sent], customer: "acme")).isEmpty)
            #expect(try await store.deliveries(DeliveryQuery(limit: 1)) == [mine[0]])
        },
        StoreCheck("one delivery takes exactly the steps that its state allows") { store async throws in
            for step in DeliveryState.Step.allCases {
                for state in DeliveryState.allCases {
                    let row = Fixtures.delivery("\(step).\(state)", in: state)
                    try await store.change([.putDeliveries([row])])
                    let count = try await store.change([
                        .stepDelivery(
                            row.id, step, at: Fixtures.time(9), reason: "why", notBefore: Fixtures.time(20),
                            generation: 4)
                    ])
                    var wanted = expected(row, after: step, reason: "why")
                    if count == 1 { wanted.notBefore = Fixtures.time(20) }
                    #expect(count == (state.after(step) == nil ? 0 : 1), "\(step) in \(state)")
                    #expect(try await store.deliveries(DeliveryQuery(id: row.id)) == [wanted], "\(step) in \(state)")
                }
            }
        },
        StoreCheck("all deliveries in a state take a step that it allows, and no others") { store async throws in
            for step in DeliveryState.Step.allCases {
                for state in DeliveryState.allCases {
                    let (mine, other) = (Fixtures.delivery("\(step).\(state)", in: state), DeliveryState.queued)
                    let before = try await store.deliveries(DeliveryQuery()).filter { $0.state == state }
                    try await store.change([.putDeliveries([mine])])
                    let count = try await store.change([.stepDeliveries(in: state, step, at: Fixtures.time(9))])
                    #expect(count == (state.after(step) == nil ? 0 : before.count + 1), "\(step) in \(state)")
                    let wanted = expected(mine, after: step, reason: nil)
                    #expect(try await store.deliveries(DeliveryQuery(id: mine.id)) == [wanted], "\(step) in \(other)")
                }
            }
        },
        StoreCheck("what an earlier courier left is taken up, and what this one holds is not") { store async throws in
            for step in DeliveryState.Step.allCases {
                let rows = DeliveryState.allCases.map { Fixtures.delivery("\(step).\($0)", in: $0) }
                try await store.change([.putDeliveries(rows)])
                let change = RowChange.stepDeliveriesBefore(generation: 7, step, at: Fixtures.time(9), reason: "crash")
                let all = try await store.deliveries(DeliveryQuery())
                let touched = try await store.change([change])
                #expect(touched > 0)
                for row in rows {
                    let found = try await store.deliveries(DeliveryQuery(id: row.id))
                    #expect(found == [expected(row, after: step, reason: "crash")], "\(step) in \(row.state)")
                }
                #expect(touched <= all.count)
                // What was stepped now belongs to generation 7, so nothing of an earlier one is left to step.
                #expect(try await store.change([change]) == 0)
            }
        },
    ]

    private static func expected(_ row: Delivery, after step: DeliveryState.Step, reason: String?) -> Delivery {
        guard let next = row.state.after(step) else { return row }
        let state = row.state
        var row = row
        row.state = next
        row.reason = reason
        row.settledAt = [.settle, .suppress, .merge, .giveUp, .capture].contains(step) ? Fixtures.time(9) : nil
        if step == .handOver { row.attempts += 1 }
        if step == .release, state == .sending { row.attempts = max(0, row.attempts - 1) }
        return row
    }
}
