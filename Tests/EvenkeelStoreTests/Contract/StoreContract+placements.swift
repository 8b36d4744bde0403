import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let placements = [
        StoreCheck("a plan comes back as it was put, by its revision") { store async throws in
            let plan = Plan(
                rollout: "r", revision: 2, release: Fixtures.version("5.2.0"), selected: 3,
                withheld: [Withheld(installation: "z", reason: .held("h", why: "fax"))], waves: [],
                curve: [CurvePoint(installations: 1, seats: 25, coverage: 0.1)], warnings: ["short"],
                ends: CivilDate(dayNumber: 20_800))
            #expect(try await store.change([.putPlan(plan)]) == 1)
            #expect(try await store.change([.putPlan(plan)]) == 0)
            #expect(try await store.plan("r", revision: 2) == plan)
            #expect(try await store.plan("r", revision: 1) == nil)
        },
        StoreCheck("placements are found by any of their marks, in the order of rollout, wave and site") {
            store async throws in
            let rows = [
                Fixtures.placement("a", wave: 1), Fixtures.placement("b", in: .due),
                Fixtures.placement("c", in: .installed), Fixtures.placement("a", rollout: "s", in: .due),
            ]
            #expect(try await store.change([.putPlacements(rows)]) == 4)
            func names(_ query: PlacementQuery) async throws -> [String] {
                try await store.placements(query).map { "\($0.rollout).\($0.wave).\($0.installation)" }
            }
            #expect(try await names(PlacementQuery()) == ["r.0.b", "r.0.c", "r.1.a", "s.0.a"])
            #expect(try await names(PlacementQuery(rollout: "r", wave: 0)) == ["r.0.b", "r.0.c"])
            #expect(try await names(PlacementQuery(states: [.due])) == ["r.0.b", "s.0.a"])
            #expect(try await names(PlacementQuery(states: [.due, .installed], limit: 2)) == ["r.0.b", "r.0.c"])
            #expect(try await names(PlacementQuery(installation: "a")) == ["r.1.a", "s.0.a"])
            #expect(try await names(PlacementQuery(rollout: "r", wave: 1, states: [.due], installation: "a")).isEmpty)
            #expect(try await names(PlacementQuery(states: [])).isEmpty)
            #expect(try await names(PlacementQuery(rollout: "r", after: "", limit: 2)) == ["r.1.a", "r.0.b"])
            #expect(try await names(PlacementQuery(rollout: "r", after: "b")) == ["r.0.c"])
            #expect(try await names(PlacementQuery(rollout: "r", isTroubled: true)).isEmpty)
            #expect(
                try await store.placements(PlacementQuery(rollout: "s")) == [
                    Fixtures.placement("a", rollout: "s", in: .due)
                ])
        },
        StoreCheck("places that say the same but for their site, its day or another come back as put") {
            store async throws in
            func place(
                _ site: String, pairs: Int = 2, day: Int? = nil, runnerUp: InstallationID? = nil
            ) -> PlacementRow {
                var row = Fixtures.placement(site)
                row.placement = Placement(
                    installation: InstallationID(site), reason: .score(thousandths: 500, newPairs: pairs),
                    notEarlier: .after("b"), day: day.map { CivilDate(dayNumber: $0) }, runnerUp: runnerUp)
                return row
            }
            let rows = [
                place("a"), place("b"), place("c", day: 20_800), place("d", day: 20_801), place("e", day: 20_800),
                place("f", runnerUp: "a"), place("g", runnerUp: "g"), place("h", pairs: 0), place("i \"quoted\" \\"),
                place("j\u{301}"), place("\u{301}j"), place("ĵ"), place("כ"), place("l/m"),
            ]
            try await store.change([.putPlacements(rows)])
            let read = try await store.placements(PlacementQuery(rollout: "r"))
            #expect(Set(read) == Set(rows) && read.count == rows.count)
        },
        StoreCheck("which sites changed since a version of the tally is told, or all are") { store async throws in
            try await store.change([
                .putPlacements([
                    Fixtures.placement("a", in: .due), Fixtures.placement("b", in: .started),
                    Fixtures.placement("c", wave: 1),
                ])
            ])
            var version = try await store.tallyVersion("r")
            #expect(try await store.siteChanges("r", since: SiteChanges.never).isWhole)
            #expect(try await store.siteChanges("r", since: version).sites.isEmpty)
            #expect(try await store.siteChanges("nobody", since: SiteChanges.never).sites.isEmpty)
            func step(_ change: RowChange, _ expected: [String]) async throws {
                try await store.change([change])
                let changes = try await store.siteChanges("r", since: version)
                version = try await store.tallyVersion("r")
                #expect(changes.version == version)
                let all = try await store.siteEvidence("r")
                let told = all.filter { changes.isWhole || expected.contains($0.installation.text) }
                #expect(changes.sites == told, "\(change)")
            }
            try await step(.stepPlacement("r", "b", .succeed, at: Fixtures.time(3), note: nil), ["b"])
            try await step(.stepPlacement("r", "b", .succeed, at: Fixtures.time(4), note: nil), [])
            try await step(.stepWave("r", wave: 0, .recall, at: Fixtures.time(5)), ["a"])
            _ = try await store.record(Fixtures.batch([Fixtures.outcome("o", at: "b", .unhealthy, minute: 9)]))
            try await step(.putPlacements([]), ["b"])
            // A site that is gone cannot tell.
            try await store.change([.revisePlacements("r", begun: 1, [])])
            let changes = try await store.siteChanges("r", since: version)
            #expect(changes.isWhole)
            #expect(changes.sites.map(\.installation) == ["a", "b"])
        },
        StoreCheck("a customer is through with a wave once all of its sites there are installed") {
            store async throws in
            func row(_ site: String, _ customer: CustomerID, wave: Int = 0, in state: PlacementState) -> PlacementRow {
                var row = Fixtures.placement(site, wave: wave, in: state)
                row.customer = customer
                return row
            }
            try await store.change([
                .putPlacements([
                    row("a1", "zeta", in: .installed), row("a2", "zeta", in: .installed),
                    row("a3", "zeta", wave: 1, in: .planned), row("b1", "beta", in: .installed),
                    row("b2", "beta", in: .failed), row("c1", "alpha", in: .installed), row("d1", "delta", in: .due),
                ])
            ])
            #expect(try await store.customersInstalled("r", wave: 0) == ["alpha", "zeta"])
            #expect(try await store.customersInstalled("r", wave: 1).isEmpty)
            #expect(try await store.customersInstalled("s", wave: 0).isEmpty)
        },
        StoreCheck("a new plan replaces who has not started, and keeps who has") { store async throws in
            let states = PlacementState.allCases
            try await store.change([.putPlacements(states.map { Fixtures.placement($0.rawValue, in: $0) })])
            let replanned = states.map { Fixtures.placement($0.rawValue, revision: 2, wave: 1) }
            #expect(try await store.change([.putPlacements(replanned + [Fixtures.placement("new", revision: 2)])]) == 5)
            let kept = try await store.placements(PlacementQuery(rollout: "r")).filter { $0.revision == 1 }
            #expect(
                Set(kept.map(\.state)) == [
                    .started, .cancelling, .installed, .failed, .timedOut, .rollbackDue, .rollingBack, .rolledBack,
                ])
            #expect(
                try await store.placements(PlacementQuery(wave: 1)).map(\.installation.text) == [
                    "due", "planned", "recalled", "skipped",
                ])
        },
        StoreCheck("a revision moves those of the waves to come, and leaves alone what has begun") {
            store async throws in
            try await store.change([
                .putPlacements([
                    Fixtures.placement("a", in: .due), Fixtures.placement("b", in: .skipped),
                    Fixtures.placement("c", wave: 1), Fixtures.placement("d", wave: 1),
                    Fixtures.placement("e", wave: 1, in: .installed),
                ])
            ])
            let tally = try await store.tallyVersion("r")
            let rows = [
                Fixtures.placement("a", revision: 2, wave: 0), Fixtures.placement("c", revision: 2, wave: 2),
                Fixtures.placement("e", revision: 2, wave: 1), Fixtures.placement("f", revision: 2, wave: 1),
            ]
            #expect(try await store.change([.revisePlacements("r", begun: 1, rows)]) == 2)
            let found = try await store.placements(PlacementQuery(rollout: "r")).map {
                "\($0.wave).\($0.installation).\($0.revision).\($0.state)"
            }
            #expect(found == ["0.a.1.due", "0.b.1.skipped", "1.e.1.installed", "1.f.2.planned", "2.c.2.planned"])
            #expect(try await store.tallyVersion("r") > tally)
        },
        StoreCheck("the tallies of all rollouts are read in one go") { store async throws in
            try await store.change([
                .putPlacements([Fixtures.placement("a", in: .due), Fixtures.placement("a", rollout: "s")])
            ])
            #expect(try await store.tallyVersions().keys.sorted() == ["r", "s"])
            #expect(try await store.tallyVersions()["r"] == (try await store.tallyVersion("r")))
        },
        StoreCheck("a site that a new plan leaves out loses its place") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a"), Fixtures.placement("b")])])
            try await store.change([.putPlacements([Fixtures.placement("a", revision: 2)])])
            #expect(try await store.placements(PlacementQuery()).map(\.installation) == ["a"])
        },
        StoreCheck("placements put again change nothing") { store async throws in
            let rows = [Fixtures.placement("a"), Fixtures.placement("b")]
            try await store.change([.putPlacements(rows)])
            try await store.change([.stepWave("r", wave: 0, .release, at: Fixtures.time(1))])
            let (placed, tally) = (try await store.placements(.init()), try await store.tallyVersion("r"))
            #expect(try await store.change([.putPlacements(rows)]) == 0)
            #expect(try await store.placements(.init()) == placed)
            #expect(try await store.tallyVersion("r") == tally)
        },
        StoreCheck("one placement takes exactly the steps that its state allows") { store async throws in
            for step in PlacementState.Step.allCases {
                for state in PlacementState.allCases {
                    let rollout = RolloutID("\(step).\(state)")
                    let row = Fixtures.placement("a", rollout: rollout.text, in: state)
                    try await store.change([.putPlacements([row])])
                    let tally = try await store.tallyVersion(rollout)
                    let change = RowChange.stepPlacement(rollout, "a", step, at: Fixtures.time(9), note: "why")
                    let stepped = try await store.change([change])
                    let found = try await store.placements(PlacementQuery(rollout: rollout))
                    #expect(found == [expected(row, after: step, note: "why")], "\(step) in \(state)")
                    #expect(stepped == (state.after(step) == nil ? 0 : 1))
                    #expect(try await store.tallyVersion(rollout) == tally + stepped)
                }
            }
        },
        StoreCheck("a release that was found gone, or there again, counts where that was after the end that stands") {
            store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .installed)])])
            func found(_ step: PlacementState.Step, minute: Int) async throws -> Int {
                try await store.change([.stepPlacement("r", "a", step, at: Fixtures.time(minute), note: "probe")])
            }
            #expect(try await found(.disappear, minute: 2) == 0, "its install ended then")
            #expect(try await found(.reappear, minute: 3) == 0)
            #expect(try await found(.disappear, minute: 3) == 1)
            #expect(try await found(.reappear, minute: 3) == 0)
            var row = try #require(try await store.placements(PlacementQuery(installation: "a")).first)
            #expect(row.state == .rolledBack && row.isUnplanned && row.startedAt == Fixtures.time(1))
            #expect(try await found(.reappear, minute: 4) == 1)
            row = try #require(try await store.placements(PlacementQuery(installation: "a")).first)
            #expect(row.state == .installed && row.isUnplanned && row.startedAt == Fixtures.time(4))
            #expect(try await found(.disappear, minute: 5) + found(.retry, minute: 6) == 2)
            row = try #require(try await store.placements(PlacementQuery(installation: "a")).first)
            #expect(row.state == .due && !row.isUnplanned, "what follows was ordered")
        },
        StoreCheck("a wave takes a step where its sites' states allow it, and nowhere else") { store async throws in
            for step in PlacementState.Step.allCases {
                let rollout = RolloutID("\(step)")
                let rows = PlacementState.allCases.map {
                    Fixtures.placement($0.rawValue, rollout: rollout.text, in: $0)
                }
                let bystander = Fixtures.placement("other", rollout: rollout.text, wave: 1, in: .planned)
                try await store.change([.putPlacements(rows + [bystander])])
                let count = try await store.change([.stepWave(rollout, wave: 0, step, at: Fixtures.time(9))])
                #expect(count == PlacementState.allCases.filter { $0.after(step) != nil }.count)
                let expectedRows = rows.map { expected($0, after: step, note: nil) }
                    .sorted { $0.installation < $1.installation }
                #expect(try await store.placements(PlacementQuery(rollout: rollout)) == expectedRows + [bystander])
            }
        },
        StoreCheck("a second attempt counts, and a retry forgets when the first one ended") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .due)])])
            for (minute, step) in [PlacementState.Step.start, .fail, .retry, .start, .succeed].enumerated() {
                let at = Fixtures.time(minute)
                #expect(try await store.change([.stepPlacement("r", "a", step, at: at, note: nil)]) == 1)
            }
            let row = try #require(try await store.placements(PlacementQuery()).first)
            #expect(row.attempts == 2)
            #expect(row.startedAt == Fixtures.time(3))
            #expect(row.settledAt == Fixtures.time(4))
        },
    ]

    private static func expected(
        _ row: PlacementRow, after step: PlacementState.Step, note: String?
    ) -> PlacementRow {
        guard let next = row.state.after(step) else { return row }
        let wasRolling = row.state == .rollingBack
        var row = row
        row.state = next
        row.settledAt = next.isSettled ? Fixtures.time(9) : nil
        // While the release is taken back the note says why, which is none here.
        let keepsNote =
            step == .beginRollback || step == .deferRollback || (step == .rollBack && wasRolling)
        if !keepsNote { row.note = note }
        switch step {
        case .start:
            row.startedAt = Fixtures.time(9)
            row.attempts += 1
        case .cancel, .requeue:
            row.startedAt = nil
            row.attempts = max(0, row.attempts - 1)
            guard step == .requeue else { break }
            row.notBefore = Install.nextTry(after: Fixtures.time(9), absentTimes: 0)
        case .succeed: row.startedAt = row.startedAt ?? Fixtures.time(9)
        case .skip: row.notBefore = nil
        case .deferRollback: row.notBefore = Install.nextTry(after: Fixtures.time(9), absentTimes: 0)
        case .appear, .reappear:
            row.startedAt = Fixtures.time(9)
            row.isUnplanned = true
        case .disappear: row.isUnplanned = true
        default: break
        }
        return row
    }
}
