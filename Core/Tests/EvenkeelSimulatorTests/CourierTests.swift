import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("The courier")
struct CourierTests {
    /// Two messages queued, outbound live.
    private func bench(_ outbound: OutboundState = .live, on store: any Store = MemoryStore()) async throws -> Bench {
        let bench = try await Bench(on: store)
        if outbound != .capture { try await bench.give(.changeOutbound(outbound), id: "outbound") }
        try await bench.ownedIncident()
        #expect(try await bench.states() == [.queued, .queued])
        return bench
    }

    @Test("each message goes once, to the audience and nobody else")
    func sends() async throws {
        let bench = try await bench()
        let courier = bench.courier()
        #expect(try await courier.tick(at: bench.now) == 2)
        #expect(try await courier.tick(at: bench.now) == 0)
        #expect(bench.channel.messages.map(\.to.description).sorted() == ["ada@alpha.example", "ada@beta.example"])
        #expect(try await bench.states() == [.sent, .sent])
    }

    @Test(
        "who chose less gets less, and why stands on the delivery",
        arguments: [
            (MessageChoice.Incidents.all, 3), (.changes, 2), (.ends, 1), (.none, 0),
        ])
    func choice(_ incidents: MessageChoice.Incidents, _ mails: Int) async throws {
        let bench = try await bench()
        let alpha = try #require(EmailAddress("Ada@alpha.example"))
        try await bench.store.change([.putChoice(alpha, MessageChoice(incidents: incidents), at: bench.now)])
        let (courier, conductor) = (bench.courier(), Conductor(operations: bench.operations))
        while try await courier.tick(at: bench.now) > 0 {}
        for (number, status) in [IncidentStatus.investigating, .identified].enumerated() {
            bench.pass(.minutes(1))
            try await bench.give(
                .postUpdate(PostUpdate(incident: Bench.incident, status: status, body: "Still.")),
                id: CommandID("word-\(number)"))
            _ = try await conductor.tick(at: bench.now)
            while try await courier.tick(at: bench.now) > 0 {}
        }
        #expect(bench.channel.messages.filter { $0.to.domain == "alpha.example" }.count == mails)
        #expect(bench.channel.messages.filter { $0.to.domain == "beta.example" }.count == 3)
        let suppressed = try await bench.deliveries([.suppressed])
        #expect(suppressed.count == 3 - mails && suppressed.allSatisfy { $0.reason != nil })
    }

    @Test("nobody is promised a word that they chose not to get")
    func withheldPromise() async throws {
        let bench = try await bench()
        let alpha = try #require(EmailAddress("ada@alpha.example"))
        try await bench.store.change([.putChoice(alpha, MessageChoice(incidents: .ends), at: bench.now)])
        let courier = bench.courier()
        try await courier.tick(at: bench.now)
        bench.pass(.minutes(1))
        try await bench.give(
            .postUpdate(PostUpdate(incident: Bench.incident, status: .resolved, body: "Well.")), id: "end")
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        while try await courier.tick(at: bench.now) > 0 {}
        func promises(_ domain: String) -> [Bool] {
            bench.channel.messages.filter { $0.to.domain == domain }.map { mail in
                mail.text.contains("next_by") || mail.text.contains("report_by")
            }
        }
        #expect(promises("alpha.example") == [false, false])
        #expect(promises("beta.example") == [true, true])
    }

    @Test("an address that its server does not know is mailed to no more, and somebody of ours is told")
    func quarantine() async throws {
        let bench = try await bench()
        var site = Installation(id: "alpha-hq", customer: "alpha")
        site.accountManager = "mara@acme.example"
        try await bench.store.change([.putInstallations([site])])
        bench.channel.answer(.refused("550 5.1.1 no such user"))
        let courier = bench.courier()
        while try await courier.tick(at: bench.now) > 0 {}
        let contact = try #require(try await bench.store.fleet().contacts["alpha"]?.first)
        #expect(contact.quarantine?.reason == "550 5.1.1 no such user" && !contact.hearsOfPlannedChanges)
        #expect(
            bench.channel.messages.map(\.to.description).sorted() == [
                "ada@alpha.example", "ada@beta.example", "mara@acme.example",
            ])
        let letter = try #require(bench.channel.messages.first { $0.to.domain == "acme.example" })
        #expect(letter.unsubscribe == nil && letter.replyTo == nil)
        bench.pass(.minutes(1))
        try await bench.give(
            .postUpdate(PostUpdate(incident: Bench.incident, status: .identified, body: "Found.")), id: "word")
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(bench.channel.messages.count == 4, "beta hears, alpha does not")
        #expect(try await bench.deliveries([.suppressed]).first?.reason?.contains("quarantined") == true)
        try await bench.store.change([.liftQuarantine(contact.email)])
        #expect(try await bench.store.fleet().contacts["alpha"]?.first?.quarantine == nil)
    }

    @Test("a message that is refused for what it holds says nothing of the address")
    func refusedForContent() async throws {
        let bench = try await bench()
        bench.channel.answer(.refused("550 5.7.1 looks like spam"))
        try await bench.courier().tick(at: bench.now)
        #expect(try await bench.store.quarantines().isEmpty)
        #expect(try await bench.states().sorted { $0.rawValue < $1.rawValue } == [.dead, .sent])
    }

    /// Two minutes later "Word 1." and so on, and all that leaves with it.
    private func say(_ number: Int, on bench: Bench, _ courier: Courier, _ conductor: Conductor) async throws {
        bench.pass(.minutes(2))
        try await bench.give(
            .postUpdate(PostUpdate(incident: Bench.incident, status: .investigating, body: "Word \(number).")),
            id: CommandID("word-\(number)"))
        _ = try await conductor.tick(at: bench.now)
        while try await courier.tick(at: bench.now) > 0 {}
    }

    @Test("who has had enough for an hour gets what follows as one message with all of it; the end is never put off")
    func ceiling() async throws {
        var settings = Settings()
        settings.ceiling = 2
        let bench = try await Bench(settings: settings)
        try await bench.give(.changeOutbound(.live), id: "outbound")
        try await bench.ownedIncident()
        let (courier, conductor) = (bench.courier(), Conductor(operations: bench.operations))
        while try await courier.tick(at: bench.now) > 0 {}
        for number in 1...4 { try await say(number, on: bench, courier, conductor) }
        func mails() -> [OutgoingMessage] { bench.channel.messages.filter { $0.to.domain == "alpha.example" } }
        #expect(mails().count == 2)
        let merged = try await bench.deliveries([.merged])
        #expect(merged.allSatisfy { $0.reason?.contains("merged into update/") == true } && merged.count == 4)
        #expect(try await bench.deliveries([.queued]).count == 2, "one message each")
        bench.pass(.hours(1))
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(mails().count == 3)
        #expect((2...4).allSatisfy { mails().last?.text.contains("Word \($0).") == true })
        #expect(mails().last?.text.contains("Word 1.") == false, "what they have had is not said again")
    }

    @Test("whose server took nothing has had nothing: the first word after it does not wait for the hour")
    func ceilingOfNothing() async throws {
        var settings = Settings()
        settings.ceiling = 2
        let bench = try await Bench(settings: settings)
        try await bench.give(.changeOutbound(.live), id: "outbound")
        try await bench.ownedIncident()
        let (courier, conductor) = (bench.courier(), Conductor(operations: bench.operations))
        while try await courier.tick(at: bench.now) > 0 {}
        func tried() -> Int { bench.channel.messages.count { $0.to.domain == "alpha.example" } }
        #expect(tried() == 1)
        for number in 1...3 {
            bench.channel.answer(.refused("550 5.7.1 policy"), to: "alpha.example")
            try await say(number, on: bench, courier, conductor)
            #expect(tried() == 1 + number)
        }
        try await say(4, on: bench, courier, conductor)
        #expect(tried() == 5)
        try await say(5, on: bench, courier, conductor)
        #expect(tried() == 5, "two have come by now")
    }

    @Test("so it is for what was said while no courier ran: what one round has made ready counts as well")
    func ceilingInOneRound() async throws {
        var settings = Settings()
        settings.ceiling = 5
        let bench = try await Bench(settings: settings)
        try await bench.give(.changeOutbound(.live), id: "outbound")
        try await bench.ownedIncident()
        let (courier, conductor) = (bench.courier(), Conductor(operations: bench.operations))
        let opening = IncidentOpening(
            title: "Faxes fail", impact: .major, components: [], visibility: .audience, began: bench.now,
            concerns: .always, signal: Signal(source: .staff, at: bench.now))
        for id in ["fax", "door"] {
            try await bench.operations.open(
                IncidentID(id), opening, body: "It fails.", command: CommandID("own-\(id)"), by: "ada", at: bench.now)
        }
        _ = try await conductor.tick(at: bench.now)
        while try await courier.tick(at: bench.now) > 0 {}
        func mails() -> [OutgoingMessage] { bench.channel.messages.filter { $0.to.domain == "alpha.example" } }
        #expect(mails().count == 3)
        for incident in [Bench.incident, "fax", "door"] {
            bench.pass(.seconds(5))
            try await bench.give(
                .postUpdate(PostUpdate(incident: incident, status: .investigating, body: "Still.")),
                id: CommandID("word-\(incident)"))
            _ = try await conductor.tick(at: bench.now)
        }
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(mails().count == 5)
        bench.pass(.hours(1))
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(mails().count == 6)
        #expect(mails().last?.text.contains("Still.") == true)
    }

    @Test("that something began is not put off by the ceiling where it goes along with a later word, nor said twice")
    func ceilingAndBeginning() async throws {
        var settings = Settings()
        settings.ceiling = 1
        let bench = try await Bench(settings: settings)
        try await bench.give(.changeOutbound(.live), id: "outbound")
        try await bench.ownedIncident()
        let (courier, conductor) = (bench.courier(), Conductor(operations: bench.operations))
        while try await courier.tick(at: bench.now) > 0 {}
        let opening = IncidentOpening(
            title: "Faxes fail", impact: .major, components: [], visibility: .audience, began: bench.now,
            concerns: .always, signal: Signal(source: .staff, at: bench.now))
        try await bench.operations.open(
            "fax", opening, body: "Faxes fail.", command: "own-fax", by: "ada", at: bench.now)
        try await bench.give(
            .postUpdate(PostUpdate(incident: "fax", status: .investigating, body: "We look.")), id: "word")
        _ = try await conductor.tick(at: bench.now)
        while try await courier.tick(at: bench.now) > 0 {}
        let mails = bench.channel.messages.filter { $0.to.domain == "alpha.example" }
        #expect(mails.count == 2)
        #expect(["Faxes fail.", "We look."].allSatisfy { mails.last?.text.contains($0) == true })
    }

    @Test("what was captured and promises a time that is over goes as one message, with the promise in force")
    func overtaken() async throws {
        let bench = try await Bench()
        try await bench.ownedIncident()
        let (courier, conductor) = (bench.courier(), Conductor(operations: bench.operations))
        while try await courier.tick(at: bench.now) > 0 {}
        bench.pass(.hours(1))
        while try await conductor.tick(at: bench.now) {}
        bench.pass(.minutes(2))
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(bench.channel.messages.isEmpty)
        bench.pass(.minutes(5))
        try await bench.give(.changeOutbound(.live), id: "live")
        while try await courier.tick(at: bench.now) > 0 {}
        let mails = bench.channel.messages.filter { $0.to.domain == "alpha.example" }
        #expect(mails.count == 1, "one, and the holding line not beside it")
        #expect(mails.first?.text.contains("Calls fail.") == true)
        #expect(try await bench.deliveries([.merged]).allSatisfy { $0.reason?.contains("merged into update/") == true })
        #expect(try await bench.deliveries([.merged]).count == 2)
    }

    @Test("while outbound is captured nothing leaves; going live sends what was captured")
    func capture() async throws {
        let bench = try await bench(.capture)
        let courier = bench.courier()
        try await courier.tick(at: bench.now)
        #expect(bench.channel.messages.isEmpty)
        #expect(try await bench.states() == [.captured, .captured])
        try await bench.give(.changeOutbound(.live), id: "live")
        try await courier.tick(at: bench.now)
        #expect(bench.channel.messages.count == 2)
    }

    @Test("the allow-list lets through an address or a domain", arguments: ["ada@alpha.example", "@alpha.example"])
    func allowList(_ allowed: String) async throws {
        let bench = try await bench(.allowList)
        try await bench.courier(allowed: [allowed]).tick(at: bench.now)
        #expect(bench.channel.messages.map(\.to.description) == ["ada@alpha.example"])
        #expect(Set(try await bench.states()) == [.sent, .captured])
    }

    @Test(
        "what was captured leaves under the allow-list for those who are on it, in one mail with what is said after it")
    func captureThenAllowList() async throws {
        let bench = try await bench(.capture)
        let courier = bench.courier(allowed: ["@alpha.example"])
        try await courier.tick(at: bench.now)
        #expect(try await bench.states() == [.captured, .captured])
        bench.pass(.minutes(1))
        try await bench.give(.changeOutbound(.allowList), id: "list")
        try await bench.give(
            .postUpdate(PostUpdate(incident: Bench.incident, status: .identified, body: "Found.")), id: "word")
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(bench.channel.messages.map(\.to.domain) == ["alpha.example"])
        #expect(["Calls fail.", "Found."].allSatisfy { bench.channel.messages[0].text.contains($0) })
        #expect(try await bench.deliveries([.captured]).map(\.customer) == ["beta", "beta"])
        try await bench.give(.changeOutbound(.live), id: "live")
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(bench.channel.messages.map(\.to.domain) == ["alpha.example", "beta.example"])
        #expect(["Calls fail.", "Found."].allSatisfy { bench.channel.messages[1].text.contains($0) })
    }

    @Test(
        "how long a message waits and how often it is tried depends on what went wrong; then a person must look",
        arguments: [
            (SendError.later("451 busy"), 30, TimeSpan.hours(11)), (.unreachable("no route"), 60, .hours(26)),
            (.uncertain("no answer"), 2, .seconds(9)),
        ])
    func retries(_ error: SendError, _ limit: Int, _ atLeast: TimeSpan) async throws {
        let bench = try await bench()
        for _ in 0..<limit * 2 { bench.channel.answer(error) }
        let courier = bench.courier()
        let began = bench.now
        for attempt in 1...limit {
            try await courier.tick(at: bench.now)
            #expect(bench.channel.messages.count == attempt * 2)
            let waiting = try await bench.deliveries([.queued, .uncertain]).map(\.notBefore)
            guard let first = waiting.min(), let last = waiting.max() else { break }
            if attempt == 1 { #expect(first - bench.now >= .seconds(10) && last - bench.now < .seconds(13)) }
            #expect(first != last, "what failed together does not come back together")
            #expect(try await courier.tick(at: first - .seconds(1)) == 0, "not before its time")
            bench.clock.advance(to: last)
        }
        #expect(bench.now - began > atLeast)
        #expect(try await bench.states() == [.dead, .dead])
        #expect(try await bench.deliveries().allSatisfy { $0.reason != nil })
    }

    @Test("a program that takes its time holds up its own messages and nobody else's")
    func slowProgram() async throws {
        var settings = Settings()
        settings.endpoints = [Endpoint(name: "ops", customer: "alpha")]
        let bench = try await Bench(settings: settings)
        try await bench.give(.changeOutbound(.live), id: "live")
        let slow = HeldChannel("ops")
        let courier = bench.courier(endpoints: [slow])
        let conductor = Conductor(operations: bench.operations)
        try await bench.ownedIncident()
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(bench.channel.messages.count == 2, "both mails left beside it")
        bench.pass(.minutes(1))
        try await bench.give(
            .postUpdate(PostUpdate(incident: Bench.incident, status: .identified, body: "Found.")), id: "word")
        _ = try await conductor.tick(at: bench.now)
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(bench.channel.messages.count == 4)
        #expect(try await bench.deliveries([.queued]).map(\.reason) == ["the one before is still on its way"])
        await slow.letGo()
        await courier.finish()
        bench.pass(.seconds(3))
        while try await courier.tick(at: bench.now) > 0 {}
        await courier.finish()
        #expect(await slow.messages.count == 2)
        #expect(Set(try await bench.states()) == [.sent])
    }

    @Test("no more than so many mails are on the way to one domain at a time; others go on beside them")
    func perDomain() async throws {
        let bench = try await Bench()
        let colleagues = try (1...6).map { number in
            Contact(
                id: ContactID("bo\(number)@alpha.example"), customer: "alpha",
                email: try #require(EmailAddress("bo\(number)@alpha.example")))
        }
        try await bench.store.change([.putContacts(colleagues)])
        try await bench.give(.changeOutbound(.live), id: "live")
        try await bench.ownedIncident()
        let server = HeldChannel("email", isOpen: true)
        let courier = bench.courier(mail: server, parallel: 4, perDomain: 2)
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(await server.messages.count == 8)
        #expect(await server.most["alpha.example", default: 9] <= 2)
        #expect(Set(try await bench.states()) == [.sent])
    }

    @Test("who says when to come back is not bothered earlier")
    func retryAfter() async throws {
        let bench = try await bench()
        bench.channel.answer(.later("429", after: .minutes(7)))
        try await bench.courier().tick(at: bench.now)
        #expect(try await bench.deliveries([.queued]).map(\.notBefore) == [bench.now + .minutes(7)])
    }

    @Test("what is refused for good is not tried again")
    func refused() async throws {
        let bench = try await bench()
        bench.channel.answer(.refused("550 unknown"))
        let courier = bench.courier()
        try await courier.tick(at: bench.now)
        bench.pass(.hours(1))
        try await courier.tick(at: bench.now)
        #expect(bench.channel.messages.count == 2)
        #expect(Set(try await bench.states()) == [.dead, .sent])
    }

    @Test("an answer that never came leaves the message in doubt; it goes again under the same Message-ID")
    func uncertain() async throws {
        let bench = try await bench()
        bench.channel.answer(.uncertain("no answer"))
        let courier = bench.courier()
        try await courier.tick(at: bench.now)
        #expect(Set(try await bench.states()) == [.uncertain, .sent])
        bench.pass(.minutes(1))
        try await courier.tick(at: bench.now)
        #expect(try await bench.states() == [.sent, .sent])
        #expect(bench.channel.messages.count == 3)
        #expect(Set(bench.channel.messages.map(\.messageID)).count == 2)
        let twice = try await bench.store.deliveries(DeliveryQuery(isDoubted: true))
        #expect(twice.map(\.reason) == ["it may have arrived twice"] && twice.allSatisfy(\.isDoubted))
    }

    @Test("what was put off before, or was on the wire at a crash, is repeated once all the same where nobody answers")
    func uncertainLater() async throws {
        let bench = try await bench()
        let courier = bench.courier()
        for _ in 0..<3 { bench.channel.answer(.later("450 busy"), to: "alpha.example") }
        for _ in 0..<2 { bench.channel.answer(.uncertain("no answer"), to: "alpha.example") }
        func turn() async throws -> [DeliveryState] {
            try await courier.tick(at: bench.now)
            bench.pass(.hours(1))
            return try await bench.deliveries().filter { $0.customer == "alpha" }.map(\.state)
        }
        for _ in 0..<3 { #expect(try await turn() == [.queued]) }
        #expect(try await turn() == [.uncertain])
        #expect(try await turn() == [.dead], "a person looks before it comes a third time")

        let generation = try #require(
            try await bench.store.acquireLease(
                "courier", holder: "dead", at: bench.now, until: bench.now + .seconds(60)))
        let id = try #require(try await bench.deliveries([.dead]).first?.id)
        try await bench.store.change([
            .stepDelivery(id, .goLive, at: bench.now, reason: nil, notBefore: nil, generation: generation)
        ])
        _ = try await bench.store.claimDeliveries(at: bench.now, limit: 9, generation: generation)
        try await bench.store.change([
            .stepDelivery(id, .handOver, at: bench.now, reason: nil, notBefore: nil, generation: generation)
        ])
        bench.pass(.seconds(61))
        bench.channel.answer(.uncertain("no answer"), to: "alpha.example")
        #expect(try await turn() == [.uncertain])
        #expect(try await turn() == [.sent])
    }

    @Test("after a crash, what was on the wire is in doubt and what was only claimed is free; nobody sends meanwhile")
    func crash() async throws {
        let bench = try await bench()
        let generation = try #require(
            try await bench.store.acquireLease(
                "courier", holder: "dead", at: bench.now, until: bench.now + .seconds(60)))
        let claimed = try await bench.store.claimDeliveries(at: bench.now, limit: 9, generation: generation)
        try await bench.store.change([
            .stepDelivery(
                claimed[0].id, .handOver, at: bench.now, reason: nil, notBefore: nil, generation: generation)
        ])
        let courier = bench.courier("alive")
        #expect(try await courier.tick(at: bench.now) == 0, "the lease is another's")
        bench.pass(.seconds(61))
        try await courier.tick(at: bench.now)
        #expect(try await bench.states() == [.sent, .sent])
        #expect(bench.channel.messages.count == 2)
        #expect(try await bench.deliveries().map(\.attempts).sorted() == [1, 2], "one of them for the second time")
        #expect(try await bench.deliveries().filter(\.isDoubted).map(\.attempts) == [2], "and it can be found")
    }

    @Test(
        "a store that fails in the middle of a round leaves nothing lying, and sends nothing twice"
    )
    func interrupted() async throws {
        for fault in [ScriptedStore.Fault.before, .after] {
            for step in [DeliveryState.Step.handOver, .settle] {
                let store = ScriptedStore(MemoryStore())
                let bench = try await bench(on: store)
                let courier = bench.courier()
                store.failChange { rows in
                    if case .stepDelivery(_, step, _, _, _, _) = rows.first { fault } else { nil }
                }
                await #expect(throws: Failure.self) { try await courier.tick(at: bench.now) }
                let sent = bench.channel.messages.count
                #expect(sent == (step == .settle ? 1 : 0))
                bench.pass(.minutes(1))
                while try await courier.tick(at: bench.now) > 0 {}
                #expect(try await bench.states() == [.sent, .sent], "\(fault) \(step)")
                #expect(bench.channel.messages.count == 2, "it was marked that the first left: \(fault) \(step)")
                #expect(try await bench.deliveries().allSatisfy { !$0.isDoubted && $0.attempts == 1 })
            }
        }
    }

    @Test("what was sent is kept as it was said, without the links that are its recipient's")
    func kept() async throws {
        let bench = try await bench()
        let courier = bench.courier(links: { messages in
            messages.map { _ in MessageLinks(customerPage: "https://s.example/c/SECRET") }
        })
        try await courier.tick(at: bench.now)
        let sent = try #require(bench.channel.messages.first)
        #expect(sent.text.contains("SECRET"))
        let kept = try #require(try await bench.store.sentMessage(sent.delivery))
        #expect(kept.subject == sent.subject && kept.to == sent.to && kept.messageID == sent.messageID)
        #expect(kept.text == sent.text.replacing("https://s.example/c/SECRET", with: "http://127.0.0.1:8080/c/..."))
        #expect(kept.at == bench.now)
    }

    @Test("the last look: who is not in the audience hears nothing")
    func lastLook() async throws {
        let bench = try await bench()
        let stray = Delivery(
            recipient: "ada@gamma.example", customer: "gamma", subject: .update(Bench.incident, "u1"),
            queuedAt: bench.now)
        try await bench.store.change([.putDeliveries([stray])])
        try await bench.courier().tick(at: bench.now)
        let row = try #require(try await bench.store.deliveries(DeliveryQuery(id: stray.id)).first)
        #expect(row.state == .suppressed)
        #expect(row.reason == "not in the audience")
        #expect(bench.channel.messages.count == 2)
    }
}
