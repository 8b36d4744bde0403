import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let outcomes = [
        StoreCheck("an outcome is recorded once, whoever repeats it") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .installed)])])
            let outcomes = [
                Fixtures.outcome("2", .used, minute: 9), Fixtures.outcome("1", .unhealthy, minute: 3, fault: "one-way"),
            ]
            #expect(try await store.record(Fixtures.batch(outcomes + [outcomes[0]])).isEmpty)
            #expect(try await store.record(Fixtures.batch(outcomes)).isEmpty)
            #expect(try await store.outcomes("r") == outcomes.reversed())
            #expect(try await store.outcomes("s").isEmpty)
        },
        StoreCheck("a new outcome raises the tally, a repeated one does not") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .installed)])])
            let before = try await store.tallyVersion("r")
            _ = try await store.record(Fixtures.batch([Fixtures.outcome("1", .healthy, minute: 1)]))
            let after = try await store.tallyVersion("r")
            #expect(after > before)
            _ = try await store.record(Fixtures.batch([Fixtures.outcome("1", .healthy, minute: 1)]))
            #expect(try await store.tallyVersion("r") == after)
            #expect(try await store.tallyVersion("s") == 0)
        },
        StoreCheck("trouble is dated by its earliest and its latest report, in whatever order they come") {
            store async throws in
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
                    let outcome = Outcome(
                        id: OutcomeID("\(number).\(report.id)"), installation: "a", release: report.release,
                        kind: report.kind, at: report.at, fault: report.fault)
                    _ = try await store.record(Fixtures.batch([outcome], rollout: rollout))
                }
                let found = try #require(try await store.placements(PlacementQuery(rollout: rollout)).first)
                #expect(found.troubleAt == Fixtures.time(20))
                #expect(found.lastTroubleAt == Fixtures.time(40))
                #expect(found.fault == "early")
                #expect(found.heardAt == Fixtures.time(50))
                #expect(found.state == .installed)
                #expect(try await store.siteEvidence(rollout) == [SiteEvidence(found)])
            }
        },
        StoreCheck("trouble that names no fault takes the name from another report") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .installed)])])
            let reports = [
                Fixtures.outcome("1", .unhealthy, minute: 20),
                Fixtures.outcome("2", .unhealthy, minute: 30, fault: "echo"),
                Fixtures.outcome("3", .unhealthy, minute: 10),
            ]
            _ = try await store.record(Fixtures.batch(reports))
            let row = try #require(try await store.placements(PlacementQuery()).first)
            #expect(row.troubleAt == Fixtures.time(10))
            #expect(row.fault == "echo")
        },
        StoreCheck("a site that has not started has no trouble of this rollout: each report is refused by name") {
            store async throws in
            let waiting = PlacementState.allCases.filter { Fixtures.placement("x", in: $0).startedAt == nil }
            try await store.change([.putPlacements(waiting.map { Fixtures.placement($0.rawValue, in: $0) })])
            let before = try await store.placements(PlacementQuery())
            let reports = waiting.map {
                Fixtures.outcome("o-\($0)", at: $0.rawValue, .unhealthy, minute: 1, fault: "old")
            }
            let refused = try await store.record(Fixtures.batch(reports))
            let reasons = Array(repeating: RefusedOutcome.Reason.notStarted, count: waiting.count)
            #expect(refused.map(\.reason) == reasons)
            #expect(refused.map(\.index) == Array(waiting.indices))
            #expect(try await store.placements(PlacementQuery()) == before)
            let again = try await store.record(Fixtures.batch(reports))
            #expect(again.map(\.reason) == reasons)
        },
        StoreCheck("what came in before the start of a site was known counts once it is, if it is not older") {
            store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .due)])])
            let early = [
                Fixtures.outcome("1", .unhealthy, minute: 5, fault: "old"),
                Fixtures.outcome("2", .unhealthy, minute: 20, fault: "new"), Fixtures.outcome("3", .used, minute: 21),
            ]
            #expect(try await store.record(Fixtures.batch(early)).count == 3)
            #expect(try await store.signs("r").isEmpty)
            _ = try await store.record(Fixtures.batch([Fixtures.outcome("4", .installed, minute: 10)]))
            let row = try #require(try await store.placements(PlacementQuery()).first)
            #expect(row.state == .installed)
            #expect(row.startedAt == Fixtures.time(10))
            #expect(row.troubleAt == Fixtures.time(20))
            #expect(row.fault == "new")
            #expect(row.heardAt == Fixtures.time(21))
            #expect(try await store.signs("r") == [SiteSign(installation: "a", kind: .used, feature: "fax")])
            #expect(try await store.outcomes("r").map(\.id) == ["4", "2", "3"])
            let again = try await store.record(Fixtures.batch(early))
            #expect(again.map(\.index) == [0], "the old one is older than the install for good")
        },
        StoreCheck("what an executor starts counts what came in before, too") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .due)])])
            _ = try await store.record(Fixtures.batch([Fixtures.outcome("1", .unhealthy, minute: 20)]))
            try await store.change([.stepPlacement("r", "a", .start, at: Fixtures.time(15), note: nil)])
            #expect(try await store.siteEvidence("r").first?.lastTroubleAt == Fixtures.time(20))
        },
        StoreCheck("of several ends of an install the latest counts, in whatever order they are told") {
            store async throws in
            let ends: [(Outcome.Kind, Int)] = [(.failed, 10), (.installed, 20), (.timedOut, 15), (.failed, 20)]
            for (number, order) in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1], [1, 3, 0, 2]].enumerated() {
                let rollout = RolloutID("r\(number)")
                try await store.change([
                    .putPlacements([Fixtures.placement("a", rollout: rollout.text, in: .due)])
                ])
                for index in order {
                    let (kind, minute) = ends[index]
                    let outcome = Fixtures.outcome("\(number).\(index)", kind, minute: minute)
                    _ = try await store.record(Fixtures.batch([outcome], rollout: rollout))
                }
                let found = try #require(try await store.placements(PlacementQuery(rollout: rollout)).first)
                #expect(found.state == .failed, "of the same moment the worse one")
                #expect(found.settledAt == Fixtures.time(20))
                #expect(found.startedAt == Fixtures.time(20))
            }
        },
        StoreCheck("an id that comes with another content is refused, and what came first stands") {
            store async throws in
            try await store.change([
                .putPlacements([Fixtures.placement("a", in: .installed), Fixtures.placement("b", in: .due)])
            ])
            let first = Fixtures.outcome("1", .healthy, minute: 3)
            let other = Fixtures.outcome("1", .unhealthy, minute: 3)
            #expect(try await store.record(Fixtures.batch([first, other])).map(\.reason) == [.duplicateDiffers])
            #expect(try await store.record(Fixtures.batch([other])).map(\.index) == [0])
            #expect(try await store.outcomes("r") == [first])
            #expect(try await store.siteEvidence("r").first?.lastTroubleAt == nil)
            let early = Fixtures.outcome("2", at: "b", .healthy, minute: 3)
            let differs = Fixtures.outcome("2", at: "b", .unhealthy, minute: 4)
            #expect(try await store.record(Fixtures.batch([early])).map(\.reason) == [.notStarted])
            #expect(try await store.record(Fixtures.batch([differs])).map(\.reason) == [.duplicateDiffers])
        },
        StoreCheck("a batch of hundreds is taken like one of a few") { store async throws in
            let sites = (0..<70).map { "s\($0)" }
            try await store.change([.putPlacements(sites.map { Fixtures.placement($0, in: .installed) })])
            let outcomes = (0..<333).map { number in
                Fixtures.outcome(
                    "o\(number)", at: sites[number % 70], number % 50 == 7 ? .unhealthy : .healthy, minute: 2 + number)
            }
            let changed = Fixtures.outcome("o5", at: "s5", .unhealthy, minute: 900)
            #expect(try await store.record(Fixtures.batch(outcomes)).isEmpty)
            let refused = try await store.record(Fixtures.batch(outcomes + [changed]))
            #expect(refused.map(\.index) == [333])
            #expect(try await store.outcomes("r").count == 333)
            let troubled = try await store.siteEvidence("r").filter { $0.lastTroubleAt != nil }
            let ill: [String] = (0..<7).map { number in sites[(number * 50 + 7) % 70] }
            #expect(Set(troubled.map(\.installation.text)) == Set(ill))
        },
        StoreCheck("refusals are counted for each source and reason, with the latest example") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .due)])])
            var batch = Fixtures.batch([Fixtures.outcome("1", .healthy, minute: 1)], source: "probe")
            batch.refused = [
                RefusedOutcome(index: 7, reason: .unknownInstallation, outcome: "x", installation: "nobody"),
                RefusedOutcome(index: 8, reason: .unknownInstallation, outcome: "y", installation: "noone"),
            ]
            _ = try await store.record(batch)
            batch.receivedAt = Fixtures.time(9)
            _ = try await store.record(batch)
            _ = try await store.record(Fixtures.batch([Fixtures.outcome("2", .healthy, minute: 1)], source: "other"))
            let lines = try await store.refusals(source: "probe")
            #expect(lines.map(\.code) == ["not_started", "unknown_installation"])
            #expect(lines.map(\.count) == [2, 4])
            #expect(lines.map(\.installation) == ["a", "noone"])
            #expect(lines.last?.firstAt == Fixtures.time(0))
            #expect(lines.last?.lastAt == Fixtures.time(9))
            #expect(try await store.refusals(source: nil).map(\.source) == ["other", "probe", "probe"])
        },
        StoreCheck("staff say which reports are the same fault, and it is counted as one") { store async throws in
            try await store.change([.putPlacements(["a", "b", "c"].map { Fixtures.placement($0, in: .installed) })])
            let words = [("a", "no audio"), ("a", "silence on the line"), ("b", "silence on the line"), ("c", "echo")]
            let reports = words.enumerated().map { number, report in
                Fixtures.outcome("\(number)", at: report.0, .unhealthy, minute: 3 + number, fault: report.1)
            }
            _ = try await store.record(Fixtures.batch(reports))
            #expect(try await store.faults("r").map(\.fault) == ["silence on the line", "echo", "no audio"])
            try await store.change([.nameFaults("r", ["no audio", "silence on the line"], name: "one-way audio")])
            #expect(
                try await store.faults("r") == [
                    FaultCount(
                        fault: "one-way audio", reportedAs: ["no audio", "silence on the line"], sites: 2, reports: 3),
                    FaultCount(fault: "echo", reportedAs: ["echo"], sites: 1, reports: 1),
                ])
            try await store.change([.nameFaults("r", ["one-way audio", "echo"], name: "audio")])
            #expect(try await store.faults("r").map(\.sites) == [3])
        },
        StoreCheck("a count of none is a sign of life, not trouble") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .installed)])])
            var outcome = Fixtures.outcome("1", .unhealthy, minute: 5)
            (outcome.count, outcome.exposure) = (0, .hours(24))
            _ = try await store.record(Fixtures.batch([outcome]))
            #expect(try await store.outcomes("r") == [outcome])
            let site = try #require(try await store.siteEvidence("r").first)
            #expect(site.lastTroubleAt == nil)
            #expect(site.heardAt == Fixtures.time(5))
        },
    ]
}
