import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let outcomes = [
        StoreCheck("an outcome is recorded once, whoever repeats it") { store async throws in
            let outcomes = [
                Fixtures.outcome("2", .used, minute: 9), Fixtures.outcome("1", .unhealthy, minute: 3, fault: "one-way"),
            ]
            #expect(try await store.change([.putOutcomes("r", outcomes + [outcomes[0]])]) == 2)
            #expect(try await store.change([.putOutcomes("r", outcomes)]) == 0)
            #expect(try await store.outcomes("r") == outcomes.reversed())
            #expect(try await store.outcomes("s").isEmpty)
        },
        StoreCheck("a new outcome raises the tally, a repeated one does not") { store async throws in
            let before = try await store.tallyVersion("r")
            try await store.change([.putOutcomes("r", [Fixtures.outcome("1", .healthy, minute: 1)])])
            let after = try await store.tallyVersion("r")
            #expect(after > before)
            try await store.change([.putOutcomes("r", [Fixtures.outcome("1", .healthy, minute: 1)])])
            #expect(try await store.tallyVersion("r") == after)
            #expect(try await store.tallyVersion("s") == 0)
        },
        StoreCheck("trouble is dated by its earliest report, in whatever order they come") { store async throws in
            let reports = [
                Fixtures.outcome("1", .unhealthy, minute: 30, fault: "late"),
                Fixtures.outcome("2", .responseTrouble, minute: 20, fault: "early"),
                Fixtures.outcome("3", .unhealthy, minute: 40, fault: "later"),
                Fixtures.outcome("4", .healthy, minute: 50),
            ]
            for (number, order) in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2]].enumerated() {
                let rollout = RolloutID("r\(number)")
                let row = Fixtures.placement("a", rollout: rollout.text, in: .installed)
                try await store.change([.putPlacements([row])])
                for index in order {
                    let report = reports[index]
                    try await store.change([
                        .putOutcomes(
                            rollout,
                            [
                                Outcome(
                                    id: OutcomeID("\(number).\(report.id)"), installation: "a", release: report.release,
                                    kind: report.kind, at: report.at, fault: report.fault)
                            ])
                    ])
                }
                let found = try #require(try await store.placements(PlacementQuery(rollout: rollout)).first)
                #expect(found.troubleAt == Fixtures.time(20))
                #expect(found.fault == "early")
                #expect(found.heardAt == Fixtures.time(50))
                #expect(found.state == .installed)
            }
        },
        StoreCheck("trouble that names no fault takes the name from another report") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .installed)])])
            let reports = [
                Fixtures.outcome("1", .unhealthy, minute: 20),
                Fixtures.outcome("2", .unhealthy, minute: 30, fault: "echo"),
                Fixtures.outcome("3", .unhealthy, minute: 10),
            ]
            try await store.change([.putOutcomes("r", reports)])
            let row = try #require(try await store.placements(PlacementQuery()).first)
            #expect(row.troubleAt == Fixtures.time(10))
            #expect(row.fault == "echo")
        },
        StoreCheck("a site that has not started has no trouble of this rollout") { store async throws in
            let waiting = PlacementState.allCases.filter { Fixtures.placement("x", in: $0).startedAt == nil }
            try await store.change([.putPlacements(waiting.map { Fixtures.placement($0.rawValue, in: $0) })])
            let before = try await store.placements(PlacementQuery())
            let reports = waiting.map {
                Fixtures.outcome("o-\($0)", at: $0.rawValue, .unhealthy, minute: 1, fault: "old")
            }
            #expect(try await store.change([.putOutcomes("r", reports)]) == waiting.count)
            #expect(try await store.placements(PlacementQuery()) == before)
        },
        StoreCheck("an outcome is not a step: the executor settles its placement") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .started)])])
            let before = try await store.placements(PlacementQuery())
            try await store.change([.putOutcomes("r", [Fixtures.outcome("1", .installed, minute: 1)])])
            #expect(try await store.placements(PlacementQuery()) == before)
        },
    ]
}
