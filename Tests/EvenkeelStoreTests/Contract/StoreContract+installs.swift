import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let installs = [
        StoreCheck("a start gives every due site the next number, and nobody else one") { store async throws in
            try await store.change([
                .putPlacements([
                    Fixtures.placement("a", in: .due), Fixtures.placement("b", in: .recalled),
                    Fixtures.placement("c", in: .due),
                ])
            ])
            let begun = try await store.begin(["a", "b", "c", "nowhere"].map { start($0) }, at: Fixtures.time(3))
            #expect(begun.map(\.id.number) == [1, 2])
            #expect(begun.map(\.installation.text) == ["a", "c"])
            #expect(begun.map(\.endsBy) == Array(repeating: Fixtures.time(3) + .minutes(30), count: 2))
            #expect(try await store.installs(.open) == begun)
            #expect(try await store.begin([start("a")], at: Fixtures.time(4)) == [])
            #expect(try await store.installs(InstallQuery(installation: "c")) == [begun[1]])
            #expect(try await store.installs(InstallQuery(id: begun[0].id, rollout: "r")) == [begun[0]])
            #expect(try await store.installs(InstallQuery(states: [.installed])) == [])
            #expect(try await store.placements(PlacementQuery(installation: "a")).map(\.install) == [begun[0].id])
        },
        StoreCheck("an end moves the install and its placement together, once, and what it brought is known") {
            store async throws in
            let install = try await begun("a", in: store)
            let fact = VersionFact(version: Fixtures.version("5.2.0"), source: .executor, at: Fixtures.time(5))
            let end = InstallStep(install, .succeed, at: Fixtures.time(5), note: "done", brings: fact)
            #expect(try await store.change([.stepInstall(end)]) == 1)
            #expect(try await store.change([.stepInstall(end)]) == 0)
            let row = try #require(try await store.installs(InstallQuery(id: install)).first)
            #expect(row.state == .installed && row.endedAt == Fixtures.time(5) && row.note == "done")
            #expect(try await state(of: "a", in: store) == .installed)
            #expect(try await store.versionFacts(["a", "b"]) == ["a": fact])
            let histories = try await store.versionHistories(["b", "a", "nobody"])
            #expect(histories["a"]?.last == fact && histories["nobody"] == nil)
            for site in ["a", "b"] as [InstallationID] {
                #expect(try await store.versionHistories([site]) == histories.filter { $0.key == site }, "alone or not")
            }
        },
        StoreCheck("a failure within its tries is due again in the same moment; a time-out beyond them is not") {
            store async throws in
            let first = try await begun("a", in: store)
            try await store.change([
                .stepInstall(InstallStep(first, .fail, at: Fixtures.time(5), note: "disk full", retries: 1))
            ])
            #expect(try await state(of: "a", in: store) == .due)
            let second = try await store.begin([start("a")], at: Fixtures.time(6))
            #expect(second.map(\.attempt) == [2])
            let late = InstallStep(
                try #require(second.first).id, .timeOut, at: Fixtures.time(7), note: "30 min", retries: 1)
            try await store.change([.stepInstall(late)])
            #expect(try await state(of: "a", in: store) == .timedOut)
        },
        StoreCheck("news of an earlier try changes what the site runs, and not the try that is under way") {
            store async throws in
            let first = try await begun("a", in: store)
            try await store.change([
                .stepInstall(InstallStep(first, .timeOut, at: Fixtures.time(5), note: nil, retries: 1))
            ])
            _ = try await store.begin([start("a")], at: Fixtures.time(6))
            let fact = VersionFact(version: Fixtures.version("5.2.0"), source: .executor, at: Fixtures.time(7))
            try await store.change([
                .stepInstall(InstallStep(first, .succeed, at: Fixtures.time(7), note: "late", brings: fact))
            ])
            #expect(try await state(of: "a", in: store) == .started)
            #expect(try await store.versionFacts(["a"])["a"] == fact)
        },
        StoreCheck("late news of a try that waits to be made again makes it unnecessary") { store async throws in
            let first = try await begun("a", in: store)
            try await store.change([
                .stepInstall(InstallStep(first, .timeOut, at: Fixtures.time(5), note: nil, retries: 1)),
                .stepInstall(InstallStep(first, .succeed, at: Fixtures.time(7), note: "late")),
            ])
            #expect(try await state(of: "a", in: store) == .installed)
        },
        StoreCheck("a site that is not there is asked again on full quarters of an hour, later of a day") {
            store async throws in
            var install = try await begun("a", in: store)
            for times in 1...10 {
                let at = Fixtures.time(100 * times)
                try await store.change([.stepInstall(InstallStep(install, .notReach, at: at, note: "away"))])
                let row = try #require(try await store.placements(PlacementQuery(installation: "a")).first)
                #expect(row.isAway && row.attempts == 0 && row.note == "away")
                #expect(row.notBefore == Install.nextTry(after: at, absentTimes: times), "\(times)")
                try await store.change([.stepPlacement("r", "a", .release, at: at, note: nil)])
                install = try #require(try await store.begin([start("a")], at: at).first).id
            }
        },
        StoreCheck("what hinders an install under way is kept with it and its place, and no longer than it runs") {
            store async throws in
            let install = try await begun("a", in: store)
            func said() async throws -> [String?] {
                let kept = try await store.installs(InstallQuery(id: install))
                let rows = try await store.placements(PlacementQuery(installation: "a"))
                return [kept.first?.note, rows.first?.note]
            }
            #expect(try await store.change([.noteInstall(install, "nobody answers")]) == 1)
            #expect(try await said() == ["nobody answers", "nobody answers"])
            #expect(try await store.change([.noteInstall(install, nil)]) == 1)
            #expect(try await said() == [nil, nil])
            try await store.change([.stepInstall(InstallStep(install, .fail, at: Fixtures.time(5), note: "no"))])
            #expect(try await store.change([.noteInstall(install, "nobody answers")]) == 0)
            #expect(try await said() == ["no", "no"])
        },
        StoreCheck("a step is ticked off once, and a record keeps what was left under its number") {
            store async throws in
            let install = try await begun("a", in: store)
            let tick = InstallTick(number: 2, at: Fixtures.time(4), by: "tech")
            #expect(try await store.change([.tickInstall(install, tick)]) == 1)
            #expect(
                try await store.change([
                    .tickInstall(install, InstallTick(number: 2, at: Fixtures.time(5), by: "other"))
                ]) == 0)
            #expect(try await store.ticks(of: install) == [tick])
            let record = InstallRecord(
                number: 1, name: "photo.jpg", type: "image/jpeg", sizeBytes: 3, at: Fixtures.time(4), by: "tech")
            #expect(try await store.change([.putRecord(install, record, content: "AAEC")]) == 1)
            #expect(try await store.change([.putRecord(install, record, content: "other")]) == 0)
            #expect(try await store.records(of: install) == [record])
            #expect(try await store.recordContent(of: install, number: 1) == "AAEC")
            #expect(try await store.recordContent(of: install, number: 2) == nil)
        },
        StoreCheck(
            "an import changes no version that is known; a site found to run the release is installed, unplanned"
        ) {
            store async throws in
            try await store.change([
                .putInstallations([Fixtures.site("a", version: "5.1.0")]),
                .putPlacements([Fixtures.placement("a", in: .planned)]),
            ])
            try await store.change([.putInstallations([Fixtures.site("a", version: "9.9.9")])])
            #expect(try await store.fleet().installations.first?.version == Fixtures.version("5.1.0"))
            try await store.change([.stepPlacement("r", "a", .appear, at: Fixtures.time(4), note: "probe")])
            let row = try #require(try await store.placements(PlacementQuery(installation: "a")).first)
            #expect(row.state == .installed && row.isUnplanned && row.startedAt == Fixtures.time(4))
        },
        StoreCheck("what is taken back is an install of its own, and brings the version before; why is kept") {
            store async throws in
            let install = try await begun("a", in: store)
            let new = VersionFact(version: Fixtures.version("5.2.0"), source: .executor, at: Fixtures.time(4))
            try await store.change([.stepInstall(InstallStep(install, .succeed, at: new.at, note: "ok", brings: new))])
            #expect(try await store.begin([start("a", backTo: "5.1.0")], at: Fixtures.time(5)).isEmpty, "not ordered")
            try await store.change([.stepPlacement("r", "a", .orderRollback, at: Fixtures.time(5), note: "why")])
            #expect(try await store.begin([start("a")], at: Fixtures.time(6)).isEmpty, "nothing goes forward")
            let back = try #require(try await store.begin([start("a", backTo: "5.1.0")], at: Fixtures.time(6)).first)
            #expect(back.backTo == Fixtures.version("5.1.0") && back.attempt == 1)
            #expect(try await store.installs(InstallQuery(id: back.id)) == [back])
            let away = InstallStep(back.id, .notReach, at: Fixtures.time(7), note: "no route")
            try await store.change([.stepInstall(away)])
            var row = try #require(try await store.placements(PlacementQuery(installation: "a")).first)
            #expect(row.state == .rollbackDue && row.note == "why" && row.notBefore != nil)
            let again = try #require(try await store.begin([start("a", backTo: "5.1.0")], at: Fixtures.time(8)).first)
            let old = VersionFact(version: Fixtures.version("5.1.0"), source: .executor, at: Fixtures.time(9))
            try await store.change([
                .stepInstall(InstallStep(again.id, .succeed, at: old.at, note: "restored", brings: old))
            ])
            row = try #require(try await store.placements(PlacementQuery(installation: "a")).first)
            #expect(row.state == .rolledBack && row.note == "why" && row.settledAt == old.at && row.notBefore == nil)
            #expect(row.startedAt == Fixtures.time(3), "when the release came is still known")
            #expect(try await store.versionFacts(["a"])["a"] == old)
        },
        StoreCheck("news of an install that is being taken back change nothing, and a site's own word ends it") {
            store async throws in
            let install = try await begun("a", in: store)
            let new = VersionFact(version: Fixtures.version("5.2.0"), source: .executor, at: Fixtures.time(4))
            try await store.change([
                .stepInstall(InstallStep(install, .succeed, at: new.at, note: "ok", brings: new)),
                .stepPlacement("r", "a", .orderRollback, at: Fixtures.time(5), note: "why"),
            ])
            for (minute, kind, state) in [
                (6, Outcome.Kind.failed, PlacementState.rollbackDue), (7, .installed, .rollbackDue),
                (8, .rolledBack, .rolledBack), (8, .failed, .rolledBack), (9, .installed, .installed),
            ] {
                let outcome = Outcome(
                    id: OutcomeID("o\(minute)\(kind)"), installation: "a", release: Fixtures.version("5.2.0"),
                    kind: kind, at: Fixtures.time(minute))
                _ = try await store.record(
                    OutcomeBatch(
                        source: "probe", receivedAt: Fixtures.time(10),
                        reports: ["r": [OutcomeBatch.Report(index: 0, outcome: outcome)]]))
                #expect(try await Self.state(of: "a", in: store) == state, "\(kind) at \(minute)")
                let version = kind == .rolledBack || (minute == 8) ? "5.1.0" : "5.2.0"
                #expect(try await store.fleet()["a"]?.version == Fixtures.version(version), "\(kind) at \(minute)")
            }
        },
        StoreCheck("placements are counted by wave and state") { store async throws in
            try await store.change([
                .putPlacements([
                    Fixtures.placement("a", in: .due), Fixtures.placement("b", in: .due),
                    Fixtures.placement("c", wave: 1, in: .planned),
                ])
            ])
            try await store.change([.stepPlacement("r", "b", .appear, at: Fixtures.time(1), note: nil)])
            #expect(
                try await store.counts(of: "r") == [
                    PlacementCount(wave: 0, state: .due, isUnplanned: false, count: 1),
                    PlacementCount(wave: 0, state: .installed, isUnplanned: true, count: 1),
                    PlacementCount(wave: 1, state: .planned, isUnplanned: false, count: 1),
                ])
        },
    ]

    private static func start(_ site: InstallationID, backTo: String? = nil) -> InstallStart {
        InstallStart(
            rollout: "r", installation: site, executor: .command, timeout: .minutes(30),
            backTo: backTo.map(Fixtures.version))
    }

    private static func begun(_ site: InstallationID, in store: any Store) async throws -> InstallID {
        var installation = Installation(id: site, customer: "acme")
        (installation.product, installation.version) = ("pbx", Fixtures.version("5.1.0"))
        try await store.change([
            .putCustomers([Customer(id: "acme", name: "Acme")]), .putInstallations([installation]),
            .putPlacements([Fixtures.placement(site.text, in: .due)]),
        ])
        return try #require(try await store.begin([start(site)], at: Fixtures.time(3)).first).id
    }

    private static func state(of site: InstallationID, in store: any Store) async throws -> PlacementState? {
        try await store.placements(PlacementQuery(installation: site)).first?.state
    }
}
