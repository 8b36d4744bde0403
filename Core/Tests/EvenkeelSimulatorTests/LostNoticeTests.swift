import EvenkeelDomain
import EvenkeelSimulator
import Testing

@testable import EvenkeelLedger

/// Beta's only contact is told of a day, two days ahead, and does not get it.
@Suite("A notice that its only reader does not get")
struct LostNoticeTests {
    enum Loss: String, CaseIterable, Sendable { case choseOtherwise, refused, cameBack, undeliverable }

    private let bench: Bench
    private let conductor: Conductor
    private let installer: Installer
    private let courier: Courier
    private let ada: EmailAddress

    init() async throws {
        bench = try await Bench()
        conductor = Conductor(operations: bench.operations)
        installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        courier = bench.courier()
        ada = try #require(EmailAddress("ada@beta.example"))
        try await bench.give(.changeOutbound(.live), id: "live")
    }

    private func add(_ name: String) async throws {
        let address = try #require(EmailAddress("\(name)@beta.example"))
        try await bench.store.change([
            .putContacts([Contact(id: ContactID("\(name)@beta.example"), customer: "beta", email: address)])
        ])
    }

    private func turn() async throws {
        while try await conductor.tick(at: bench.now) {}
        while try await courier.tick(at: bench.now) > 0 {}
        while try await installer.tick(clock: { bench.now }) > 0 {}
        while try await conductor.tick(at: bench.now) {}
        bench.pass(.hours(8))
    }

    /// Announces, and loses what goes to ada.
    private func announce(_ loss: Loss) async throws {
        var policy = try Bench.policy()
        policy.notice = NoticePolicy(before: .days(2))
        policy.execute = ExecutePolicy(by: .command, parallel: 3, timeout: .minutes(30))
        _ = try await bench.operations.makePlan(policy, id: "plan", by: "ada", at: bench.now)
        try await bench.give(.approvePlan(Bench.rollout), id: "approve")
        try await bench.operations.start(Bench.rollout, command: "start", by: "ada", at: bench.now)
        for _ in 0..<(30 * 24) {
            while try await conductor.tick(at: bench.now) {}
            if try await !notices().isEmpty { break }
            bench.pass(.hours(1))
        }
        #expect(try await notices().map(\.isUnheard) == [false])
        switch loss {
        case .choseOtherwise:
            try await bench.store.change([.putChoice(ada, MessageChoice(planned: false), at: bench.now)])
        case .refused: bench.channel.answer(.refused("550 5.1.1 no such user"), to: ada.domain)
        case .undeliverable: bench.channel.answer(.refused("552 5.3.4 too large for us"), to: ada.domain)
        case .cameBack: break
        }
        try await turn()
        guard loss == .cameBack else { return }
        let link = LinkRow(
            secretHash: "h", kind: .reply, subject: "rollout/\(Bench.rollout)/0", contact: "ada@beta.example",
            createdAt: bench.now)
        let report = IncomingMail.Report(
            action: .failed, status: "5.1.1", diagnosis: "550 5.1.1 unknown user", recipients: [ada.description])
        try await bench.operations.receive(
            IncomingMail(id: "1", from: "", subject: "Undelivered", text: "", isAutomatic: true, report: report),
            link: link, at: bench.now)
    }

    private func notices() async throws -> [NoticeRow] {
        try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta"))
    }

    private func standing() async throws -> String {
        try await bench.operations.standing(of: "beta-hq", in: Bench.rollout, at: bench.now).code
    }

    @Test("tells nobody: somebody is to call, and nothing is installed", arguments: Loss.allCases)
    func tellsNobody(_ loss: Loss) async throws {
        try await announce(loss)
        #expect(try await notices().map(\.isUnheard) == [true])
        for _ in 0..<12 { try await turn() }
        #expect(try await standing() == "notice_nobody")
        let calls = try await bench.operations.calls(at: bench.now)
        #expect(calls.map(\.notice.customer) == ["beta"])
        #expect(calls.map(\.reason) == [.nobodyToWriteTo])
        // Nothing is written again that would go the same way.
        let deliveries = try await bench.store.deliveries(DeliveryQuery(customer: "beta"))
        #expect(deliveries.count { $0.subject.toldRollout == Bench.rollout } == 1)
    }

    @Test("takes with it the days of later waves that it named, and those of the hotfix that it brought")
    func laterWaves() async throws {
        let hotfix: RolloutID = "hotfix"
        func notice(_ rollout: RolloutID, _ wave: Int, at: Timestamp) -> NoticeRow {
            NoticeRow(
                rollout: rollout, revision: 1, wave: wave, customer: "beta", announcedAt: at,
                installations: [InstallationID("site-\(rollout)-\(wave)")])
        }
        let (before, told) = (bench.now, bench.now + .days(1))
        try await bench.store.change([
            .putNotices([
                notice(Bench.rollout, 0, at: before), notice(Bench.rollout, 1, at: told),
                notice(Bench.rollout, 2, at: told), notice(hotfix, 0, at: told),
            ])
        ])
        let subjects: [DeliverySubject] = [
            .notice(Bench.rollout, revision: 1, wave: 1, round: 0),
            .replaced("old", revision: 1, wave: 0, by: hotfix),
        ]
        let lost = subjects.map {
            Delivery(recipient: "ada@beta.example", customer: "beta", subject: $0, channel: "email", queuedAt: told)
        }
        try await bench.store.change([.putDeliveries(lost)])
        try await bench.store.change(try await bench.operations.unheard(lost))
        #expect(try await notices().map(\.isUnheard) == [false, true, true])
        #expect(try await bench.store.notices(NoticeQuery(rollout: hotfix)).map(\.isUnheard) == [true])
    }

    @Test("is written anew to whoever comes in their place, with all the time of a notice", arguments: Loss.allCases)
    func isWrittenAnew(_ loss: Loss) async throws {
        try await announce(loss)
        for _ in 0..<7 { try await turn() }
        try await add("eva")
        let added = bench.now
        for _ in 0..<2 { try await turn() }
        #expect(bench.channel.messages.filter { $0.to.description == "eva@beta.example" }.count == 1)
        for _ in 0..<12 { try await turn() }
        #expect(try await standing() == "done")
        let row = try await bench.store.placements(PlacementQuery(rollout: Bench.rollout, customer: "beta")).first
        #expect(try #require(row?.startedAt) >= added + .days(2))
        #expect(bench.channel.messages.filter { $0.to.description == "eva@beta.example" }.count <= 2, "and installed")
    }

    @Test("is one where another of the customer's people got it", arguments: Loss.allCases)
    func anotherGotIt(_ loss: Loss) async throws {
        try await add("uri")
        try await announce(loss)
        #expect(try await notices().map(\.isUnheard) == [false])
        for _ in 0..<8 { try await turn() }
        #expect(try await standing() == "done")
    }
}
