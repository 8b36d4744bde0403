import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Mail that comes in")
struct MailboxTests {
    private let link = LinkRow(
        secretHash: "h", kind: .reply, subject: "rollout/pbx-5.2/0", contact: "ada@alpha.example",
        createdAt: Bench.start)

    private func mail(
        _ id: String = "1", isAutomatic: Bool = false, report: IncomingMail.Report? = nil
    ) -> IncomingMail {
        IncomingMail(
            id: id, from: "Ada <ada@alpha.example>", subject: "Re: pbx", text: "Not before May.",
            isAutomatic: isAutomatic, report: report)
    }

    private func reminder(_ bench: Bench) -> Delivery {
        Delivery(
            recipient: "ada@alpha.example", customer: "alpha",
            subject: .reminder(Bench.rollout, revision: 1, wave: 0, round: 0), queuedAt: bench.now)
    }

    @Test("a reply is attached to its conversation, once, and stops the reminder until a person has read it")
    func reply() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        try await bench.give(.changeOutbound(.live), id: "live")
        let courier = bench.courier()
        while try await courier.tick(at: bench.now) > 0 {}
        let before = bench.channel.messages.count
        try await bench.operations.receive(mail(), link: link, at: bench.now)
        try await bench.operations.receive(mail(), link: link, at: bench.now)
        let replies = try await bench.store.replies(ReplyQuery(waiting: true))
        #expect(replies.count == 1)
        #expect(replies.first?.customer == "alpha" && replies.first?.thread == "rollout/pbx-5.2/0")
        try await bench.store.change([.putDeliveries([reminder(bench)])])
        try await courier.tick(at: bench.now)
        #expect(bench.channel.messages.count == before)
        let waiting = try #require(try await bench.deliveries([.queued]).first)
        #expect(waiting.reason == "a reply waits to be read" && waiting.notBefore > bench.now)
        try await bench.store.change([.markReplyRead("1", by: "bob", at: bench.now)])
        bench.clock.advance(to: waiting.notBefore)
        try await courier.tick(at: bench.now)
        #expect(bench.channel.messages.count == before + 1)
    }

    @Test(
        "who answers a page by mail has acknowledged it; an absence note, a bounce or a foreign address has not",
        arguments: [
            ("Re: [PAGE] Calls fail", false, nil, true), ("R: [PAGE] Calls fail", false, nil, true),
            ("Re: [PAGE] Calls fail", true, nil, false), ("Automatic reply: [PAGE] Calls fail", false, nil, false),
            ("Risposta automatica: [PAGE] Calls fail", false, nil, false),
            ("Undelivered", true, IncomingMail.Report(action: .failed, status: "5.1.1", diagnosis: "no"), false),
        ] as [(String, Bool, IncomingMail.Report?, Bool)])
    func page(
        _ subject: String, _ isAutomatic: Bool, _ report: IncomingMail.Report?, _ isAcknowledged: Bool
    ) async throws {
        let ada = OnCallPerson(id: "ada", name: "Ada", reach: [.command("pager")])
        let bench = try await Bench(
            settings: Settings(organisation: "Acme Telecom", rota: Rota(people: [ada])))
        try await bench.ownedIncident()
        bench.pass(.minutes(60))
        try await bench.give(.keepPromises([Bench.incident]), id: "due")
        func page() async throws -> StaffAlert {
            try #require(await bench.operations.ledger.read { $0.incidents[Bench.incident]?.alerts.last })
        }
        let alert = try await page()
        #expect(alert.wantsAnswer)
        let address = LinkRow(
            secretHash: "h", kind: .reply, subject: alert.id.repliedThread, createdAt: bench.now)
        let mail = IncomingMail(
            id: "7", from: "Ada <ada@acme.example>", subject: subject, text: "On it.", isAutomatic: isAutomatic,
            report: report)
        try await bench.operations.receive(mail, link: nil, at: bench.now)
        #expect(try await page().acknowledgedAt == nil, "without the address it is anybody's mail")
        for _ in 0..<2 { try await bench.operations.receive(mail, link: address, at: bench.now) }
        #expect(try await page().acknowledgedBy == (isAcknowledged ? "ada" : nil))
        #expect(try await bench.store.quarantines().isEmpty, "whose address takes no mail is configuration")
    }

    @Test("an absence note stops nothing; a mail without a token is kept for a person")
    func others() async throws {
        let bench = try await Bench()
        try await bench.operations.receive(mail("1", isAutomatic: true), link: link, at: bench.now)
        try await bench.operations.receive(mail("2"), link: nil, at: bench.now)
        #expect(try await bench.store.replies(ReplyQuery()).count == 2)
        let waiting = try await bench.store.replies(ReplyQuery(waiting: true))
        #expect(waiting.map(\.id) == ["2"] && waiting.first?.customer == nil)
    }

    @Test(
        "a report about somebody else, such as whom the mail was forwarded to, quarantines nobody and waits for a person",
        arguments: [
            (["carl@elsewhere.example"], false), (["Ada@Alpha.example"], true), ([], true),
            (["ada@alpha.example", "ada@inner.alpha.example"], true),
        ])
    func foreign(_ recipients: [String], _ isOurs: Bool) async throws {
        let bench = try await Bench()
        let report = IncomingMail.Report(
            action: .failed, status: "5.1.1", diagnosis: "550 5.1.1 unknown user", recipients: recipients)
        try await bench.operations.receive(mail(isAutomatic: true, report: report), link: link, at: bench.now)
        #expect(try await bench.store.quarantines().isEmpty != isOurs)
        #expect(try await bench.store.replies(ReplyQuery(waiting: true)).isEmpty == isOurs)
    }

    @Test(
        "a report of failure quarantines the address of its token, one of delay nobody; without a token it waits for nobody"
    )
    func reports() async throws {
        let bench = try await Bench()
        func report(_ action: IncomingMail.Report.Action, _ status: String) -> IncomingMail.Report {
            IncomingMail.Report(action: action, status: status, diagnosis: "550 5.1.1 unknown user")
        }
        try await bench.operations.receive(
            mail("1", isAutomatic: true, report: report(.delayed, "4.4.1")), link: link, at: bench.now)
        #expect(try await bench.store.quarantines().isEmpty)
        try await bench.operations.receive(
            mail("2", isAutomatic: true, report: report(.failed, "5.1.1")), link: nil, at: bench.now)
        #expect(try await bench.store.quarantines().isEmpty)
        #expect(try await bench.store.replies(ReplyQuery(waiting: true)).isEmpty, "we never wrote that mail")
        #expect(try await bench.store.replies(ReplyQuery()).map(\.id) == ["2"], "but it can be read")
        try await bench.operations.receive(
            mail("3", isAutomatic: true, report: report(.failed, "5.1.1")), link: link, at: bench.now)
        #expect(try await bench.store.quarantines().map(\.address.description) == ["ada@alpha.example"])
        #expect(try await bench.store.replies(ReplyQuery()).count == 1)
    }
}
