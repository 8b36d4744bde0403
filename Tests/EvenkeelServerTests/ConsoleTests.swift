import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import HTTPTypes
import Testing

@Suite("What operators see and press")
struct ConsoleTests {
    @Test("An empty Today says so kindly, and every console page says whether messages leave")
    func quiet() async throws {
        let site = try await TestSite()
        let (cookie, _) = try await site.logIn()
        #expect(try await site.page("/console", cookie).body.contains("Nothing needs you."))
        for path in [
            "/console", "/console/rollouts", "/console/calendar", "/console/maintenance", "/console/appointments",
            "/console/support", "/console/incidents", "/console/holds", "/console/outbox",
            "/console/journal",
            "/console/customers/customer-1",
        ] {
            let page = try await site.page(path, cookie)
            #expect(page.status == 200, "\(path)")
            #expect(page.body.contains("Capture: messages are kept here, nothing leaves"), "\(path)")
            #expect(page.body.contains("<html lang=\"en\">") && page.body.contains("id=\"main\""), "\(path)")
            #expect(!page.body.contains("<script") && !page.body.contains("style="), "\(path)")
        }
    }

    @Test("Today lists promises with their countdown, decisions, waves that open, and suspected incidents")
    func today() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        _ = try await site.own(#"{"title":"Calls drop","components":["telephony"],"body":"Calls drop."}"#)
        try await site.suspect("sus-1")
        let (cookie, csrf) = try await site.logIn()
        let page = try await site.page("/console", cookie).body
        for text in [
            "Calls drop", "09:00", "(in 60 min)", "Fax errors rise", "Suspected since", "The notices of wave 1 go out",
        ] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(!page.contains("Nothing needs you."))
        _ = try await site.form("/console/rollouts/pbx-5.2/halt", "csrf=\(csrf)", cookie: cookie)
        #expect(
            try await site.page("/console", cookie).body.contains(
                "It is halted; somebody must resume it or give it up. Halted in the console by root."))
        let halted = try await site.page("/console/rollouts/pbx-5.2", cookie).body
        #expect(halted.components(separatedBy: "Halted in the console by root.").count == 2, "said once")
        #expect(halted.contains("What shows that the cause is gone?") && halted.contains("name=\"vouched_by\""))
    }

    @Test("What the leak guard flags stands with a reason in every form: new, own, update, resolve and publish")
    func overrides() async throws {
        let site = try await TestSite()
        let (cookie, csrf) = try await site.logIn()
        func press(_ path: String, _ fields: String) async throws -> (without: Int, with: Int) {
            let flagged = "csrf=\(csrf)&key=\(path)&\(fields)"
            let without = try await site.form("/console/incidents\(path)", flagged, cookie: cookie)
            let with = try await site.form(
                "/console/incidents\(path)", flagged + "&override=They+know+of+each+other.", cookie: cookie)
            return (without.status, with.status)
        }
        let name = "As+at+Acme+Clinic+2."
        #expect(try await press("", "components=telephony&impact=minor&body=\(name)") == (422, 303))
        try await site.suspect("sus-1")
        #expect(try await press("/sus-1/own", "body=\(name)") == (422, 303))
        #expect(try await press("/sus-1/updates", "body=\(name)+Still.") == (422, 303))
        #expect(try await press("/sus-1/publish", "public_title=Fax+at+Acme+Clinic+2&text=Fax+fails.") == (422, 303))
        #expect(try await press("/sus-1/resolve", "body=\(name)+Well+again.") == (422, 303))
        for path in ["/console/incidents", "/console/incidents/sus-1"] {
            let page = try await site.page(path, cookie).body
            let forms = page.matches(of: /action="\/console\/incidents[^"]*"[\s\S]*?<\/form>/).map { String($0.0) }
            for form in forms where !form.contains("/restore\"") {
                #expect(form.contains("name=\"override\""), "\(form.prefix(80))")
            }
        }
        let journal = try await site.get("/api/v1/journal?limit=1000").body
        #expect(journal.contains("They know of each other."))
    }

    @Test("A rollout shows its waves, why each site is where it is, and the curve with a table behind it")
    func rollout() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let (cookie, csrf) = try await site.logIn()
        let page = try await site.page("/console/rollouts/pbx-5.2", cookie).body
        for text in [
            "1. secret pilot", "2. the rest", "2 sites, 20 seats, 1 customer<", "nobody has tried", "<svg",
            "points=\"0,200 ",
            "The calendar has the same figures.", "Sites so far", "/console/rollouts/pbx-5.2/halt", "class=\"danger\"",
            "Why it is here",
        ] { #expect(page.contains(text), "\(text)") }
        #expect(try await site.page("/console/rollouts/pbx-5.2?wave=2", cookie).body.contains("Wave 2: the rest"))
        #expect(try await site.page("/console/rollouts/pbx-5.2?wave=3", cookie).status == 422)
        #expect(try await site.page("/console/rollouts/nope", cookie).status == 404)
        let refused = try await site.form("/console/rollouts/pbx-5.2/approve", "csrf=\(csrf)", cookie: cookie)
        #expect(
            refused.status == 409 && refused.body.contains("That is not possible now.")
                && refused.body.contains("pause"))
    }

    @Test("A revision is looked at before it is adopted, with one press")
    func revision() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let (cookie, csrf) = try await site.logIn()
        let path = "/console/rollouts/pbx-5.2"
        let proposed = try await site.form("\(path)/replan", "csrf=\(csrf)&reason=A+site+joined.", cookie: cookie)
        #expect(proposed.status == 303 && proposed["Location"] == "\(path)/revisions/2")
        #expect(try await site.page(path, cookie).body.contains("Revisions that wait to be adopted"))
        let page = try await site.page("\(path)/revisions/2", cookie).body
        #expect(
            page.contains("Proposed by root") && page.contains("A site joined.") && page.contains("keep wave and day"))
        #expect(try await site.form("\(path)/revisions/2/adopt", "csrf=\(csrf)", cookie: cookie).status == 303)
        #expect(try await site.page(path, cookie).body.contains("plan 2"))
        #expect(try await site.page("\(path)/revisions/9", cookie).status == 404)
    }

    @Test("An incident is owned with one press, told how it goes on, restored, resolved and published from one page")
    func incident() async throws {
        let site = try await TestSite()
        try await site.suspect("sus-1")
        let (cookie, csrf) = try await site.logIn()
        let path = "/console/incidents/sus-1"
        #expect(try await site.page(path, cookie).body.contains("Say that it is broken."))
        func press(_ step: String, _ fields: String) async throws -> Answer {
            try await site.form("\(path)/\(step)", "csrf=\(csrf)&\(fields)", cookie: cookie)
        }
        #expect(try await press("own", "body=").status == 422)
        #expect(try await press("own", "body=Fax+fails+%3Cnow%3E.").status == 303)
        let owned = try await site.page(path, cookie).body
        for text in [
            "The next update is due by", "(in 60 min)", "Fax fails &lt;now&gt;.", "feature==fax", "0 of 6 restored",
        ] {
            #expect(owned.contains(text), "\(text)")
        }
        #expect(try await press("updates", "status=identified&body=A+bad+card.&next_in=15").status == 303)
        #expect(try await site.page(path, cookie).body.contains("(in 15 min)"))
        #expect(try await press("updates", "status=identified&body=x&next_in=soon").status == 422)
        #expect(try await press("restore", "customer=customer-2&how=new+card").status == 303)
        #expect(try await site.page(path, cookie).body.contains("1 of 6 restored"))
        #expect(try await press("publish", "public_title=Fax+fails&text=Fax+fails+for+some.").status == 303)
        #expect(try await press("resolve", "body=It+works.").status == 303)
        let done = try await site.page(path, cookie).body
        #expect(
            done.contains("Resolved") && done.contains("The report is due by")
                && done.contains("Public as: <bdi>Fax fails</bdi>"))
        let state = await site.operations.ledger.read { $0.incidents["sus-1"] }
        #expect(state?.updates.map(\.body) == ["Fax fails <now>.", "A bad card.", "Fax fails for some.", "It works."])
    }

    @Test("A new incident needs three fields, and the same form sent twice owns one incident")
    func own() async throws {
        let site = try await TestSite()
        let (cookie, csrf) = try await site.logIn()
        let form = "csrf=\(csrf)&key=k&components=telephony&impact=major&body=Calls+drop."
        let first = try await site.form("/console/incidents", form, cookie: cookie)
        let second = try await site.form("/console/incidents", form, cookie: cookie)
        #expect(first.status == 303 && first["Location"] == second["Location"])
        #expect(await site.operations.ledger.read { $0.incidents.count } == 1)
        #expect(try await site.page("/console/incidents", cookie).body.contains("Telephony: not working as it should"))
    }

    @Test("The outbox shows each message with its state and the text its recipient would read")
    func outbox() async throws {
        let site = try await TestSite()
        _ = try await site.own(
            #"{"title":"Calls drop","components":["telephony"],"body":"Calls <drop>.","audience":"customer==customer-1"}"#
        )
        let conductor = Conductor(operations: site.operations)
        _ = try await conductor.tick(at: site.now)
        _ = try await site.courier.tick(at: site.now)
        let (cookie, csrf) = try await site.logIn()
        let page = try await site.page("/console/outbox", cookie).body
        let link = try #require(page.firstMatch(of: /href="(\/console\/outbox\/[^"]+)"/)).1
        #expect(page.contains("captured") && page.contains("customer-1"))
        let message = try await site.page(String(link), cookie).body
        #expect(
            message.contains("person1@acme1.example") && message.contains("Calls &lt;drop&gt;.")
                && message.contains("name: Pat 1"))
        #expect(try await site.page("/console/outbox?state=sent", cookie).body.contains("There is no message here."))
        #expect(try await site.form("/console/outbound", "csrf=\(csrf)&state=live", cookie: cookie).status == 303)
        #expect(try await site.page("/console", cookie).body.contains("Live: messages leave"))
        let list = try await site.get("/api/v1/deliveries?customer=customer-1")
        let id = try #require((list.json["deliveries"] as? [[String: Any]])?.first?["id"] as? String)
        let preview = try await site.get("/api/v1/deliveries/\(id)/preview")
        #expect((preview.json["text"] as? String)?.contains("Calls <drop>.") == true)
    }

    @Test("The journal says in sentences what was decided, newest first")
    func journal() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let (cookie, _) = try await site.logIn()
        let page = try await site.page("/console/journal", cookie).body
        for text in ["pbx-5.2 was started", "Plan 1 of pbx-5.2", "Component Telephony"] {
            #expect(page.contains(text), "\(text)")
        }
        let started = try #require(page.firstRange(of: "was started"))
        let planned = try #require(page.firstRange(of: "Plan 1 of"))
        #expect(started.lowerBound < planned.lowerBound)
    }

    @Test("The outbox shows the newest messages even where there are more than one page holds, and says so")
    func manyMessages() async throws {
        let site = try await TestSite()
        let id = try await site.own(
            #"{"title":"Calls drop","components":["telephony"],"body":"x","audience":"customer==customer-1"}"#)
        let incident = IncidentID(id)
        let old = (1...250).map { number in
            Delivery(
                recipient: ContactID("customer-2/p\(number)@acme2.example"), customer: "customer-2",
                subject: .moved("pbx-5.1", revision: 1, wave: 0, round: 0), queuedAt: TestSite.start)
        }
        let newest = Delivery(
            recipient: "customer-1/newest@acme1.example", customer: "customer-1",
            subject: .restored(incident, "customer-1"),
            queuedAt: TestSite.start + .minutes(5))
        try await site.store.change([.putDeliveries(old + [newest])])
        let (cookie, _) = try await site.logIn()
        let page = try await site.page("/console/outbox", cookie).body
        #expect(page.contains("The newest 200 of 251."))
        #expect(page.contains("It works again: Calls drop") && page.contains(">newest@acme1.example<"))
        #expect(page.contains("The date moves: pbx-5.1, wave 1") && page.contains("Acme Clinic 1"))
    }

    @Test("A page that shows itself again can be told to stop that, and the section it is in is marked")
    func refresh() async throws {
        let site = try await TestSite()
        let (cookie, _) = try await site.logIn()
        for path in ["/console", "/console/rollouts"] {
            let page = try await site.page(path, cookie).body
            #expect(page.contains("http-equiv=\"refresh\"") && page.contains("href=\"\(path)?refresh=off\""))
            #expect(page.contains("<a href=\"\(path)\" aria-current=\"page\">"))
            let still = try await site.page("\(path)?refresh=off", cookie).body
            #expect(!still.contains("http-equiv=\"refresh\"") && still.contains("show again every 30 seconds"))
        }
        #expect(!(try await site.page("/console/outbox", cookie).body.contains("http-equiv=\"refresh\"")))
    }

    @Test("A customer is one screen")
    func customer() async throws {
        let site = try await TestSite()
        _ = try await site.own(
            #"{"title":"Calls drop","components":["telephony"],"body":"x","audience":"customer==customer-1"}"#)
        let (cookie, _) = try await site.logIn()
        let page = try await site.page("/console/customers/customer-1", cookie).body
        for text in [
            "Acme Clinic 1", "They are affected now.", "Next update promised by", "What to say now",
            "site-01: pbx 5.1.0",
            "person1@acme1.example",
        ] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(
            try await site.page("/console/customers/customer-2", cookie).body.contains("No open incident affects them.")
        )
        #expect(try await site.page("/console/customers/nobody", cookie).status == 404)
    }

    @Test("The screen of a customer says which address takes no mail, and what sent to it may have come back")
    func quarantined() async throws {
        let site = try await TestSite()
        let id = try await site.own(
            #"{"title":"Calls drop","components":["telephony"],"body":"x","audience":"customer==customer-1"}"#)
        let contact = try #require(TestSite.contacts.first { $0.customer == "customer-1" })
        let update = try #require(await site.operations.ledger.read { $0.incidents[IncidentID(id)]?.updates.first?.id })
        var sent = Delivery(
            recipient: contact.id, customer: "customer-1", subject: .update(IncidentID(id), update), queuedAt: site.now)
        (sent.state, sent.settledAt) = (.sent, site.now)
        var early = Delivery(
            recipient: contact.id, customer: "customer-1", subject: .restored(IncidentID(id), "customer-1"),
            queuedAt: site.now - .days(30))
        (early.state, early.settledAt) = (.sent, early.queuedAt)
        let quarantine = Quarantine(since: site.now + .seconds(3), reason: "550 no <user>")
        try await site.store.change([.putDeliveries([sent, early]), .putQuarantine(contact.email, quarantine)])
        let (cookie, _) = try await site.logIn()
        let page = try await site.page("/console/customers/customer-1", cookie).body
        #expect(page.contains("takes no mail since 2026-06-01 08:00: 550 no &lt;user&gt;"), "\(page)")
        #expect(page.ranges(of: "may have come back: 550 no &lt;user&gt;").count == 1, "one of the two")
        let other = try await site.page("/console/customers/customer-2", cookie).body
        #expect(!other.contains("takes no mail"))
        let document = try await site.get("/api/v1/customers/customer-1").body
        #expect(document.contains("\"quarantined\"") && document.contains("550 no <user>"))
    }
}

extension TestSite {
    func page(_ path: String, _ cookie: String) async throws -> Answer {
        try await send(.get, path, headers: ["Cookie": cookie])
    }
}
