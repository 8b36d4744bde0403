import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("A customer's own page")
struct CustomerPageTests {
    /// A rollout under way whose first wave has been announced, and the path of customer 1's page.
    private func announced() async throws -> (site: TestSite, path: String) {
        let site = try await TestSite()
        try await site.startRollout()
        let conductor = Conductor(operations: site.operations)
        while try await conductor.tick(at: site.now) {}
        let due = await site.operations.ledger.read { [now = site.now] in $0.agenda.nextAt(after: now) }
        site.now = try #require(due)
        while try await conductor.tick(at: site.now) {}
        return (site, try await link(site))
    }

    private func link(_ site: TestSite, contact: String? = "person1@acme1.example") async throws -> String {
        let body = contact.map { "{\"contact\":\"\($0)\"}" } ?? ""
        let url = try #require(
            try await site.post("/api/v1/customers/customer-1/links", body).json["url"] as? String)
        return String(url.dropFirst("http://localhost".count))
    }

    private func form(
        _ site: TestSite, _ path: String, _ fields: String, headers: [String: String] = [:]
    ) async throws -> Answer {
        try await site.send(
            .post, path, body: fields, type: "application/x-www-form-urlencoded", headers: headers)
    }

    @Test("shows what is coming and nothing of anybody else, nor a word that is internal")
    func onlyTheirs() async throws {
        let (site, path) = try await announced()
        _ = try await site.own(
            #"{"title":"Fax is slow","impact":"minor","components":["fax"],"body":"We look into it.","audience":"customer==customer-2"}"#
        )
        let page = try await site.get(path, token: nil)
        #expect(page.status == 200)
        #expect(page["Referrer-Policy"] == "no-referrer" && page["Cache-Control"] == "no-store")
        #expect(page.body.contains("Acme Clinic 1") && page.body.contains("site-01") && page.body.contains("pbx 5.2.0"))
        for word in ["Acme Clinic 2", "site-03", "customer-2", "secret pilot", "the rest", "Fax is slow", "pbx-5.2<"] {
            #expect(!page.body.contains(word), "\(word)")
        }
    }

    @Test("shows an appointment that was made before its notice has gone")
    func appointedBefore() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let path = try await link(site)
        let start = site.now + .days(20)
        let made = try await site.post(
            "/api/v1/appointments",
            #"{"rollout":"pbx-5.2","installation":"site-01","start":"\#(start)","person":"Dana Levi"}"#)
        #expect(made.status == 201, "\(made.body)")
        let page = try await site.get(path, token: nil).body
        #expect(page.contains("site-01") && page.contains("Dana Levi") && page.contains("pbx 5.2.0"), "\(page)")
        #expect(!page.contains("/agree\"") && !page.contains("No change is planned"))
    }

    @Test("shows what is broken for them, and when they hear next")
    func broken() async throws {
        let (site, path) = try await announced()
        _ = try await site.own(
            #"{"title":"Fax is slow","impact":"minor","components":["fax"],"body":"We look into it.","audience":"customer==customer-1"}"#
        )
        let page = try await site.get(path, token: nil).body
        #expect(
            page.contains("Fax is slow") && page.contains("We look into it.")
                && page.contains("You hear from us again by"))
    }

    @Test("an address that was never made, was taken back or has ended shows what any unknown address shows")
    func unknown() async throws {
        let (site, path) = try await announced()
        let never = try await site.get("/c/\(String(repeating: "x", count: 43))", token: nil)
        #expect(never.status == 404)
        site.now = site.now + .days(91)
        #expect(try await site.get(path, token: nil).status == 404, "ended")
        let second = try await link(site)
        #expect(try await site.get(second, token: nil).status == 200)
        #expect(try await site.send(.delete, "/api/v1/customers/customer-1/links", token: TestSite.admin).status == 204)
        #expect(try await site.get(second, token: nil).status == 404, "taken back")
        #expect(try await site.get("/t" + second.dropFirst(2), token: nil).status == 404, "of another kind")
    }

    @Test("the secret of a link is not stored, and reading it again does not show it")
    func hashed() async throws {
        let (site, path) = try await announced()
        let secret = String(path.dropFirst(3))
        #expect(try await site.store.link(secretHash: secret) == nil)
        #expect(try await site.store.link(secretHash: Secret.hash(secret))?.subject == "customer-1")
    }

    @Test("a link that is followed changes nothing; what is said is a POST and records who pressed")
    func agree() async throws {
        let (site, path) = try await announced()
        for step in ["agree", "move", "decline", "pin", "early", "not-early"] {
            #expect(try await site.get("\(path)/\(step)", token: nil).status == 404, "\(step)")
        }
        #expect(try await site.store.answers(AnswerQuery()).isEmpty)
        let before = try await site.store.notices(NoticeQuery(customer: "customer-1"))
        let wave = try #require(before.first).wave + 1
        let seen = try #require(before.first).mark
        #expect(try await site.get(path, token: nil).body.contains("name=\"seen\" value=\"\(seen)\""))
        for stale in ["&seen=1.1.0", "&seen=", ""] {
            let old = try await form(site, "\(path)/agree", "rollout=pbx-5.2&wave=\(wave)&key=k\(stale)")
            #expect(old.status == 303 && old["Location"]?.contains("?said=over&") == true, "the day moved meanwhile")
        }
        #expect(try await site.store.answers(AnswerQuery()).isEmpty)
        let answer = try await form(site, "\(path)/agree", "rollout=pbx-5.2&wave=\(wave)&key=k&seen=\(seen)")
        let thanks = try #require(answer["Location"])
        #expect(answer.status == 303 && thanks.hasPrefix("\(path)?said=agreed&code="))
        let again = try await form(site, "\(path)/agree", "rollout=pbx-5.2&wave=\(wave)&key=k&seen=\(seen)")
        #expect(again.status == 303, "the same form over a bad connection")
        let answers = try await site.store.answers(AnswerQuery(customer: "customer-1"))
        #expect(answers.count == 1 && answers.first?.contact == "customer-1/person1@acme1.example")
        #expect(try await site.store.notices(NoticeQuery(customer: "customer-1")).first?.state == .acknowledged)
        #expect(
            try await site.get(thanks, token: nil).body.contains("We have noted that the day suits you"))
        #expect(
            try await !site.get("\(path)?said=agreed", token: nil).body.contains("We have noted"),
            "a link does not thank whoever said nothing")
    }

    @Test("a day that is past suits nobody: whoever has not answered yet agrees to any from now on")
    func passedDay() async throws {
        let (site, path) = try await announced()
        var notice = try #require(try await site.store.notices(NoticeQuery(customer: "customer-1")).first)
        let today = site.operations.settings.calendar.zone.localDate(at: site.now)
        notice.mustAgree = true
        for (day, button) in [(today + 3, "This day suits us"), (today - 2, "You may go ahead")] {
            notice.move(notice.installations, to: day, at: site.now)
            try await site.store.change([.replaceNotices([notice])])
            let page = try await site.get(path, token: nil).body
            #expect(page.contains(button) && page.contains("The day is past") == (day < today), "\(day)")
        }
    }

    @Test("who is no contact of the customer any more finds no page, and what they press is nothing")
    func removed() async throws {
        let (site, path) = try await announced()
        let (source, contact) = (links(site), try #require(TestSite.contacts.first))
        let mailed = try await customerPage(source, contact, site)
        #expect(try await site.get(mailed, token: nil).status == 200)
        let gone = Contact(
            id: "customer-1/gone@acme1.example", customer: "customer-1",
            email: try #require(EmailAddress("gone@acme1.example")))
        let old = try await customerPage(source, gone, site)
        #expect(try await site.get(old, token: nil).status == 404)
        #expect(try await form(site, "\(old)/pin", "installation=site-01&day=2026-12-20").status == 404)
        #expect(try await site.store.answers(AnswerQuery()).isEmpty)
        #expect(try await site.get(path, token: nil).status == 200)
    }

    @Test("after the links were taken back, the next mail has one that works, and the old one stays dead")
    func unlinked() async throws {
        let (site, _) = try await announced()
        let (source, contact) = (links(site), try #require(TestSite.contacts.first))
        let before = try await customerPage(source, contact, site)
        #expect(try await customerPage(source, contact, site) == before)
        for _ in 0..<2 {
            _ = try await site.send(.delete, "/api/v1/customers/customer-1/links", token: TestSite.admin)
            let after = try await customerPage(source, contact, site)
            #expect(after != before)
            #expect(try await site.get(before, token: nil).status == 404)
            #expect(try await site.get(after, token: nil).status == 200)
        }
    }

    @Test("what is over, what is another's and what never was are one answer, in the customer's words")
    func over() async throws {
        let (site, path) = try await announced()
        for rollout in ["pbx-5.2", "never"] {
            let answer = try await form(site, "\(path)/agree", "rollout=\(rollout)&wave=9&key=\(rollout)")
            let shown = try #require(answer["Location"])
            #expect(answer.status == 303 && shown.hasPrefix("\(path)?said=over&code="), "\(rollout): \(answer.status)")
            let page = try await site.get(shown, token: nil).body
            #expect(page.contains("That is not possible any more") && !page.contains("evenkeel rollout"))
        }
    }

    private func links(_ site: TestSite) -> Links {
        Links(store: site.store, baseURL: "http://localhost", clock: { [site] in site.now })
    }

    private func customerPage(_ links: Links, _ contact: Contact, _ site: TestSite) async throws -> String {
        let mail = Delivery(
            recipient: contact.id, customer: contact.customer, subject: .update("i", "u1"), queuedAt: site.now)
        let url = try #require(try await links.links(of: mail, for: contact).customerPage)
        return String(url.dropFirst("http://localhost".count))
    }

    @Test("nobody answers for another customer, and no other site's form is taken")
    func forged() async throws {
        let (site, path) = try await announced()
        let conductor = Conductor(operations: site.operations)
        // Time goes on until somebody else has a notice, too.
        var notices: [NoticeRow] = []
        while !notices.contains(where: { $0.customer != "customer-1" }) {
            let due = await site.operations.ledger.read { [now = site.now] in $0.agenda.nextAt(after: now) }
            site.now = try #require(due)
            while try await conductor.tick(at: site.now) {}
            notices = try await site.store.notices(NoticeQuery(rollout: "pbx-5.2"))
        }
        let other = try #require(notices.first { $0.customer != "customer-1" })
        let pin = try await form(site, "\(path)/pin", "installation=site-05&day=2026-06-20&key=k")
        #expect(pin["Location"]?.contains("said=over") == true, "a site of another customer")
        #expect(await site.operations.ledger.read { $0.pins.isEmpty })
        _ = try await form(site, "\(path)/agree", "rollout=pbx-5.2&wave=\(other.wave + 1)&key=k")
        #expect(
            try await site.store.notices(NoticeQuery(customer: other.customer)).allSatisfy { $0.state == .announced })
        let crossed = try await form(
            site, "\(path)/agree", "rollout=pbx-5.2&wave=1&key=z", headers: ["Sec-Fetch-Site": "cross-site"])
        #expect(crossed.status == 403)
    }

    @Test("a decline without a reason is refused, a pin keeps the site out of the planner and the engine")
    func declineAndPin() async throws {
        let (site, path) = try await announced()
        let wordless = try await form(site, "\(path)/decline", "rollout=pbx-5.2&wave=1&key=a")
        #expect(wordless.status == 422 && wordless.body.contains("Go back and say why in one sentence."))
        #expect(wordless.body.contains("href=\"\(path)\"") && !wordless.body.contains("journalled"))
        let pinned = try await form(site, "\(path)/pin", "installation=site-01&day=2026-08-01&key=b")
        #expect(pinned.status == 303)
        #expect(await site.operations.ledger.read { $0.pins["site-01"]?.byCustomer } == true)
        let fleet = try await site.operations.fleetForPlanning()
        #expect(fleet["site-01"]?.pinnedUntil?.description == "2026-08-01")
        #expect(try await site.get(path, token: nil).body.contains("Nothing is changed until"))
    }

    @Test("a wish to be among the first is seen by them and by us, and they can take it back")
    func early() async throws {
        let (site, path) = try await announced()
        func shown() async throws -> [String] {
            let (cookie, _) = try await site.logIn()
            let places = [
                "page": try await site.get(path, token: nil).body.contains("No longer put us early"),
                "console": try await site.page("/console/customers/customer-1", cookie).body
                    .contains("They asked to be among the first"),
                "api": try await site.get("/api/v1/customers/customer-1", token: TestSite.reader)
                    .json["early_since"] != nil,
                "today": try await site.page("/console", cookie).body
                    .contains("Asked to be among the first, this week"),
            ]
            return places.filter { $0.value }.keys.sorted()
        }
        #expect(try await shown() == [])
        func press(_ step: String) async throws -> String {
            let thanks = try #require(try await form(site, "\(path)/\(step)", "key=k")["Location"])
            return try await site.get(thanks, token: nil).body
        }
        #expect(try await press("early").contains("We have noted that you would like to be among the first."))
        #expect(try await shown() == ["api", "console", "page", "today"])
        let other = try await site.get("/api/v1/customers/customer-2", token: TestSite.reader)
        #expect(other.status == 200 && other.json["early_since"] == nil, "of nobody else")
        site.now = site.now + .days(8)
        #expect(try await shown() == ["api", "console", "page"], "it is news for a week")
        #expect(try await press("not-early").contains("We no longer put you early"))
        #expect(try await site.get(path, token: nil).body.contains("Yes, put us early"))
        #expect(try await shown() == [])
    }

    @Test("is written in the reader's language, Hebrew from right to left")
    func languages() async throws {
        let (site, _) = try await announced()
        for (locale, lang, direction) in [("it", "it", "ltr"), ("he", "he", "rtl"), ("de", "en", "ltr")] {
            var contact = TestSite.contacts[0]
            contact.locale = locale
            try await site.store.change([.putContacts([contact])])
            let page = try await site.get(try await link(site), token: nil).body
            #expect(page.contains("<html lang=\"\(lang)\" dir=\"\(direction)\">"), "\(locale)")
        }
    }

    @Test("what was said on the telephone is recorded with a name and a note, and needs both")
    func telephone() async throws {
        let (site, _) = try await announced()
        let path = "/api/v1/notices/answers"
        let body = #"{"customer":"customer-1","rollout":"pbx-5.2","answer":"agreed","person":"Ada","note":"Any time."}"#
        #expect(try await site.post(path, body, token: TestSite.reader).status == 403)
        let nameless = try await site.post(
            path, #"{"customer":"customer-1","rollout":"pbx-5.2","answer":"agreed","note":"Yes."}"#)
        #expect(nameless.status == 422 && nameless.code == "person_missing")
        for wave in [Int.min, 0] {
            let odd = try await site.post(path, body.replacing("\"answer\"", with: "\"wave\":\(wave),\"answer\""))
            #expect(odd.status == 422 && odd.code == "bad_value", "\(wave)")
        }
        let part = try await site.post(
            path, body.replacing("\"answer\"", with: "\"installations\":[\"site-01\"],\"answer\""))
        #expect(part.status == 422 && part.body.contains("all sites"), "\(part.body)")
        let recorded = try await site.post(path, body)
        #expect(recorded.status == 201 && recorded.json["person"] as? String == "Ada")
        let list = try await site.get("\(path)?customer=customer-1", token: TestSite.reader)
        #expect(list.body.contains("\"Any time.\"") && list.body.contains("\"root\""))
    }

    @Test(
        "in the console a call is recorded by name, time and note, counts as proof, and a form sent twice counts once")
    func telephoneForm() async throws {
        let (site, _) = try await announced()
        let (cookie, csrf) = try await site.logIn()
        let page = try await site.get("/console/customers/customer-1", token: nil, headers: ["Cookie": cookie])
        #expect(page.body.contains("action=\"/console/customers/customer-1/answers\""))
        let time = site.context.zone.localText(site.now)
        func send(_ fields: [String: String], csrf: String = csrf) async throws -> Answer {
            let all = [
                "csrf": csrf, "rollout": "pbx-5.2", "answer": "agreed", "person": "Ada", "at": time, "note": "Any day.",
            ]
            .merging(fields) { _, given in given }
            let body = all.sorted { $0.key < $1.key }.map { name, value in
                "\(name)=\(value.replacing("&", with: "%26").replacing(" ", with: "+").replacing(":", with: "%3A"))"
            }.joined(separator: "&")
            return try await site.form("/console/customers/customer-1/answers", body, cookie: cookie)
        }
        #expect(try await send([:], csrf: "wrong").status == 403)
        for (missing, status) in [("person", 422), ("note", 422), ("at", 422)] {
            #expect(try await send([missing: ""]).status == status, "\(missing)")
        }
        #expect(try await send(["answer": "pinned"]).status == 422, "nothing that is not said on the telephone")
        for _ in 0..<2 { #expect(try await send([:]).status == 303) }
        let answers = try await site.store.answers(AnswerQuery(customer: "customer-1"))
        #expect(answers.count == 1)
        let dayBefore = site.context.zone.localText(site.now - .days(1))
        #expect(try await send(["at": dayBefore, "note": "Before the notice."]).status == 303)
        let answer = try #require(answers.first)
        #expect(answer.person == "Ada" && answer.note == "Any day." && answer.recordedBy == "root")
        #expect(answer.way == .telephone && answer.at <= site.now)
        let notice = try await site.store.notices(NoticeQuery(rollout: "pbx-5.2", customer: "customer-1")).first
        #expect(notice?.state == .acknowledged, "it counts")
        let after = try await site.get("/console/customers/customer-1", token: nil, headers: ["Cookie": cookie])
        #expect(after.body.contains("Any day.") && after.body.contains("Ada"))
        #expect(after.body.ranges(of: "the day has moved since").count == 1, "of the call before the notice")
    }
}
