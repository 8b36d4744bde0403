import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("How is it after the install?")
struct InstalledLetterTests {
    private func letters(_ bench: Bench) async throws -> [String] {
        try await bench.store.deliveries(DeliveryQuery(subjectPrefix: "installed/")).map(\.recipient.text).sorted()
    }

    private func end(_ bench: Bench, _ site: InstallationID, _ step: PlacementState.Step) async throws {
        try await bench.store.change([
            .stepPlacement(Bench.rollout, site, .start, at: bench.now, note: nil),
            .stepPlacement(Bench.rollout, site, step, at: bench.now, note: nil),
        ])
    }

    @Test("a customer is asked once, when all its sites of the wave run the release; where one failed nobody is asked")
    func asked() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let conductor = Conductor(operations: bench.operations)
        try await end(bench, "alpha-hq", .succeed)
        _ = try await conductor.tick(at: bench.now)
        #expect(try await letters(bench) == ["ada@alpha.example"])
        try await end(bench, "beta-hq", .fail)
        _ = try await conductor.tick(at: bench.now)
        #expect(try await letters(bench) == ["ada@alpha.example"])
        try await end(bench, "gamma-hq", .succeed)
        // Another conductor, after a restart: it knows from the rows who was asked.
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        #expect(try await letters(bench) == ["ada@alpha.example", "ada@gamma.example"])
    }

    @Test("who is caught up long after the end is asked as well, and nobody a second time")
    func caughtUp() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let conductor = Conductor(operations: bench.operations)
        try await bench.store.change([
            .stepPlacement(Bench.rollout, "gamma-hq", .skip, at: bench.now, note: "their own words")
        ])
        for site in ["alpha-hq", "beta-hq"] as [InstallationID] { try await end(bench, site, .succeed) }
        func rollout() async throws -> Rollout {
            try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        }
        for _ in 0..<60 where try await rollout().state != .completed {
            while try await conductor.tick(at: bench.now) {}
            bench.pass(.hours(12))
            if try await rollout().waves[0].state == .inconclusive {
                try await bench.operations.advance(
                    Bench.rollout, reason: "enough", command: CommandID("go@\(bench.now)"), by: "ada", at: bench.now)
            }
        }
        #expect(try await rollout().state == .completed)
        for _ in 0..<60 {
            while try await conductor.tick(at: bench.now) {}
            bench.pass(.days(1))
        }
        #expect(try await letters(bench) == ["ada@alpha.example", "ada@beta.example"])
        // Somebody can still be sent there, and another time agreed on.
        let visit = Appointment(
            id: "visit", rollout: Bench.rollout, installation: "gamma-hq", customer: "gamma",
            start: bench.now + .days(2), minutes: 60, person: "Dana Levi", changedAt: bench.now)
        try await bench.operations.appoint(visit, command: "made", by: "ada", at: bench.now)
        try await bench.operations.change(
            "visit", .move, start: bench.now + .days(3), command: "moved", by: "ada", at: bench.now)
        try await bench.store.change([
            .stepPlacement(Bench.rollout, "gamma-hq", .release, at: bench.now, note: nil)
        ])
        try await end(bench, "gamma-hq", .succeed)
        for _ in 0..<3 { while try await conductor.tick(at: bench.now) {} }
        #expect(try await letters(bench) == ["ada@alpha.example", "ada@beta.example", "ada@gamma.example"])
    }

    @Test("all sites of the wave are asked about, also one with a notice of its own; a notice names none that is done")
    func allSites() async throws {
        let bench = try await Bench()
        var site = Installation(id: "alpha-2", customer: "alpha")
        (site.product, site.version, site.features) = ("pbx", Version("5.1.0"), ["fax"])
        try await bench.store.change([.putInstallations([site])])
        try await bench.give(.changeOutbound(.live), id: "live")
        var policy = try Bench.policy()
        policy.notice.before = .zero
        policy.execute.by = .command
        try await bench.start(policy)
        let conductor = Conductor(operations: bench.operations)
        try await bench.turn(conductor) { $0.openedAt != nil }
        let courier = bench.courier()
        while try await courier.tick(at: bench.now) > 0 {}
        bench.pass(.minutes(5))
        try await end(bench, "alpha-2", .succeed)
        // Told anew of both after one of them was done.
        let rollout = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        let told = try #require(try await bench.store.notices(NoticeQuery(customer: "alpha")).first)
        #expect(Set(told.installations) == ["alpha-2", "alpha-hq"])
        let again = Delivery(
            recipient: "ada@alpha.example", customer: "alpha",
            subject: .notice(Bench.rollout, revision: rollout.revision, wave: 0, round: 7), queuedAt: bench.now)
        try await bench.store.change([.putDeliveries([again])])
        while try await courier.tick(at: bench.now) > 0 {}
        func last() throws -> String {
            try #require(bench.channel.messages.last { $0.to.domain == "alpha.example" }).text
        }
        #expect(try last().contains("alpha-hq") && !(try last().contains("alpha-2")))
        var own = told
        own.installations = ["alpha-hq"]
        own.announcedAt = bench.now
        try await bench.store.change([.replaceNotices([own])])
        try await end(bench, "alpha-hq", .succeed)
        while try await conductor.tick(at: bench.now) {}
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(try last().contains("alpha-hq") && last().contains("alpha-2"))
    }
}
