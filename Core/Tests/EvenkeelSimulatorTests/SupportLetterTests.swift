import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Letters about an end of support")
struct SupportLetterTests {
    private static let campaign: CampaignID = "pbx-5.1"

    /// A campaign about what all three sites run, with two letters.
    private func opened() async throws -> (bench: Bench, conductor: Conductor) {
        let bench = try await Bench()
        let ends = bench.now.dateAndMilliseconds.0 + 40
        try await bench.give(
            .openCampaign(
                SupportCampaign(
                    id: Self.campaign, product: "pbx", below: try #require(Version("5.2.0")), ends: ends,
                    letterDays: [30, 10], postponements: 1)), id: "open")
        return (bench, Conductor(operations: bench.operations))
    }

    /// To whom the letter of that day went.
    private func letters(_ bench: Bench, _ conductor: Conductor, day: Int) async throws -> [String] {
        bench.clock.advance(to: Bench.start + .days(40 - day) + .hours(2))
        while try await conductor.tick(at: bench.now) {}
        let about = DeliverySubject.supportEnds(Self.campaign, daysBefore: day)
        return try await bench.deliveries().filter { $0.subject == about }.map(\.customer.text).sorted()
    }

    private func answer(
        _ bench: Bench, _ customer: CustomerID, _ kind: Answer.Kind, note: String = "after the audit"
    ) async throws {
        var wish = AnswerWish(
            customer: customer, kind: kind, way: .telephone, at: bench.now, person: "Ada Rossi", recordedBy: "tom",
            note: note)
        wish.campaign = Self.campaign
        bench.pass(.minutes(1))
        try await bench.operations.answer(
            wish, command: CommandID("\(customer)/\(kind)/\(note)"), by: "tom", at: bench.now)
    }

    @Test(
        "go out at their days to those who still run it, and stop with the upgrade or once the risk is accepted by name"
    )
    func stop() async throws {
        let (bench, conductor) = try await opened()
        #expect(try await letters(bench, conductor, day: 30) == ["alpha", "beta", "gamma"])
        let upgraded = VersionFact(version: try #require(Version("5.2.0")), source: .technician, at: bench.now)
        try await bench.operations.noteVersion(upgraded, of: "alpha-hq")
        try await answer(bench, "beta", .later)
        let used = Refusal.acceptanceNeeded(Self.campaign, "beta", times: 1)
        await #expect(throws: OperationError.refused(used)) {
            try await answer(bench, "beta", .later, note: "next year")
        }
        #expect(
            try await bench.operations.supportReport(Self.campaign, at: bench.now).map(\.standing) == [
                .mustAccept, .notAnswered,
            ])
        try await answer(bench, "beta", .acceptsRisk, note: "we replace it in summer")
        #expect(try await letters(bench, conductor, day: 10) == ["gamma"])
        let report = try await bench.operations.supportReport(Self.campaign, at: bench.now)
        #expect(report.map(\.installation) == ["beta-hq", "gamma-hq"], "who still runs what")
        let beta = try #require(report.first)
        #expect(beta.standing == .accepted && beta.answer?.person == "Ada Rossi")
        #expect(beta.version == Version("5.1.0") && beta.answer?.note == "we replace it in summer")
        #expect(beta.said == ["after the audit", "we replace it in summer"])
    }

    @Test("a \"not yet\" that is the last, and whoever accepts the risk, are told to the account manager")
    func accountManager() async throws {
        let (bench, _) = try await opened()
        var sites = try await bench.store.fleet().installations
        for index in sites.indices { sites[index].accountManager = "am@brightline.example" }
        try await bench.store.change([.putInstallations(sites)])
        func letters() async throws -> [String] {
            try await bench.deliveries().filter(\.subject.isForStaff).map { "\($0.recipient) \($0.subject.key)" }
                .sorted()
        }
        try await answer(bench, "beta", .later)
        let first = "staff/am@brightline.example support-risk/\(Self.campaign)/beta/1"
        #expect(try await letters() == [first])
        try await answer(bench, "beta", .acceptsRisk, note: "we replace it in summer")
        #expect(try await letters() == [first, "staff/am@brightline.example support-risk/\(Self.campaign)/beta/2"])
    }

    @Test("the report says of each site that still runs it why, and who accepted that, whatever they have said since")
    func report() async throws {
        let bench = try await Bench()
        let day = bench.now.dateAndMilliseconds.0
        let sites = [("delta", "5.1.0"), ("eps", nil), ("eta", "5.2.0"), ("zeta", "5.1.0")].map { name, version in
            var site = Installation(id: InstallationID("\(name)-hq"), customer: CustomerID(name))
            (site.product, site.version) = ("pbx", version.flatMap { Version($0) })
            return site
        }
        try await bench.store.change([
            .putCustomers(sites.map { Customer(id: $0.customer, name: $0.customer.text) }), .putInstallations(sites),
        ])
        var policy = try Bench.policy()
        policy.select = try Predicate(parsing: "customer==beta")
        policy.verdict.minSample = 1
        policy.verdict.acceptSites = 1
        _ = try await bench.operations.makePlan(policy, id: "plan", by: "ada", at: bench.now)
        try await bench.give(
            .openCampaign(
                SupportCampaign(
                    id: Self.campaign, product: "pbx", below: try #require(Version("5.2.0")), ends: day + 40,
                    letterDays: [30], postponements: 2, rollout: Bench.rollout)), id: "open")
        try await bench.give(.pin(["alpha-hq"], until: day + 20), id: "pin")
        try await answer(bench, "gamma", .later)
        try await answer(bench, "delta", .acceptsRisk, note: "we replace it in summer")
        try await answer(bench, "delta", .later, note: "ask again in May")
        let report = try await bench.operations.supportReport(Self.campaign, at: bench.now)
        #expect(
            report.map { "\($0.installation): \($0.standing.rawValue)" } == [
                "alpha-hq: pinned", "beta-hq: planned", "delta-hq: accepted", "eps-hq: version_unknown",
                "gamma-hq: later", "zeta-hq: not_answered",
            ])
        let delta = try #require(report.first { $0.standing == .accepted })
        #expect(delta.answer?.kind == .acceptsRisk && delta.answer?.note == "we replace it in summer")
        #expect(delta.said == ["we replace it in summer", "ask again in May"])
        #expect(report.first { $0.standing == .planned }?.rollout == Bench.rollout)
        #expect(report.first { $0.standing == .pinned }?.pinnedUntil == day + 20)
    }

    @Test("whoever would like to be early goes first where a policy has a wave for them, until they take it back")
    func early() async throws {
        let bench = try await Bench()
        try await bench.operations.answer(
            AnswerWish(customer: "gamma", kind: .early, way: .page, at: bench.now), command: "early",
            by: "customer", at: bench.now)
        var policy = Policy(
            rollout: Bench.rollout, release: Release(product: "pbx", version: try #require(Version("5.2.0"))),
            waves: [
                WavePolicy(name: "early", among: try Predicate(parsing: "tag==early-access")), WavePolicy(name: "rest"),
            ])
        policy.verdict.minSample = 1
        policy.verdict.acceptSites = 3
        let plan = try await bench.operations.draftPlan(policy, at: bench.now)
        #expect(plan.waves.map { $0.placements.map(\.installation) } == [["gamma-hq"], ["alpha-hq", "beta-hq"]])
        try await bench.operations.answer(
            AnswerWish(customer: "gamma", kind: .notEarly, way: .page, at: bench.now), command: "not-early",
            by: "customer", at: bench.now)
        let fleet = try await bench.operations.fleetForPlanning()
        #expect(fleet["gamma-hq"]?.tags?.contains(Predicate.earlyAccessTag) != true, "they took it back")
    }
}
