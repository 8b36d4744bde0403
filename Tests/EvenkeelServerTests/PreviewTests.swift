import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("An update is looked at before it is sent")
struct PreviewTests {
    private func deliveries(_ site: TestSite) async throws -> Int {
        _ = try await Conductor(operations: site.operations).tick(at: site.now)
        return try await site.store.deliveries(DeliveryQuery()).count
    }

    @Test(
        "the same form with another button shows the mail in every language, keeps what was written, and sends nothing")
    func update() async throws {
        let site = try await TestSite()
        let id = try await site.own(
            #"{"title":"Calls drop","components":["telephony"],"body":"b","audience":"customer==customer-1"}"#)
        let before = try await deliveries(site)
        let position = await site.operations.ledger.read { $0.position }
        let (cookie, csrf) = try await site.logIn()
        let fields = "status=identified&body=A+bad+%3Ccard%3E.&next_in=15&text-it=Una+scheda."
        let path = "/console/incidents/\(id)/updates"
        let page = try await site.form(path, "csrf=\(csrf)&step=preview&\(fields)", cookie: cookie)
        #expect(page.status == 200)
        for text in [
            "Preview: nothing has been sent", "Mail, English: 1 contact would read this", "Mail, Italiano: nobody",
            "Mail, עברית", "A bad &lt;card&gt;.</textarea>", "Una scheda.</textarea>", "value=\"15\"",
            "<option value=\"identified\" selected>",
        ] { #expect(page.body.contains(text), "\(text)") }
        let letter = page.body.components("<pre lang=\"en\"", "</pre>")
        #expect(letter.contains("A bad &lt;card&gt;.") && !letter.contains("<a "), "\(letter)")
        #expect(try await deliveries(site) == before)
        #expect(await site.operations.ledger.read { $0.position } == position)
        #expect(await site.operations.ledger.read { $0.incidents[IncidentID(id)]?.updates.count } == 1)
        #expect(try await site.form(path, "csrf=\(csrf)&step=post&\(fields)", cookie: cookie).status == 303)
        #expect(
            await site.operations.ledger.read { $0.incidents[IncidentID(id)]?.updates.last?.body } == "A bad <card>.")
    }

    @Test("what is written beside building blocks reaches every reader, whatever language its author ticked them in")
    func written() async throws {
        let site = try await TestSite()
        let id = try await site.own(
            #"{"title":"Calls drop","components":["telephony"],"body":"b","audience":"customer==customer-1"}"#)
        let phrase = try #require(PhraseLibrary.all.first { $0.block == .doing })
        let (cookie, csrf) = try await site.logIn()
        let page = try await site.form(
            "/console/incidents/\(id)/updates",
            "csrf=\(csrf)&step=preview&lang=it&phrase-\(phrase.id)=on&body=Una+scheda+guasta.", cookie: cookie)
        let english = page.body.components("<pre lang=\"en\"", "</pre>")
        #expect(english.contains("What we are doing:") && english.contains("Una scheda guasta."), "\(english)")
        let italian = page.body.components("<pre lang=\"it\"", "</pre>")
        #expect(italian.contains("Una scheda guasta."), "\(italian)")
        #expect(page.body.contains("rows=\"4\" dir=\"auto\">Una scheda guasta.</textarea>"))
    }

    @Test("what the leak guard would refuse is said in the preview, and so is what nobody may post at all")
    func refusals() async throws {
        let site = try await TestSite()
        let id = try await site.own(
            #"{"title":"Calls drop","components":["telephony"],"body":"b","audience":"customer==customer-1"}"#)
        let (cookie, csrf) = try await site.logIn()
        func preview(_ step: String, _ fields: String) async throws -> Answer {
            try await site.form(
                "/console/incidents/\(id)/\(step)", "csrf=\(csrf)&step=preview&\(fields)", cookie: cookie)
        }
        let flagged = try await preview("updates", "body=As+at+Acme+Clinic+2.")
        #expect(
            flagged.status == 200 && flagged.body.contains("looks like") && flagged.body.contains("It will be refused"))
        let stands = try await preview("updates", "body=As+at+Acme+Clinic+2.&override=They+know.")
        #expect(stands.body.contains("It may stand, for the reason you gave."))
        #expect(try await preview("updates", "body=").status == 422)
        let late = try await preview("updates", "body=x&next_in=99999")
        #expect(late.status == 422 && late.body.contains("the next word is due by"), "the cap is named")
        #expect(try await preview("updates", "body=x&next_in=0").body.contains("cannot lie in the past"))
        let resolve = try await preview("resolve", "body=It+works.")
        #expect(
            resolve.status == 200 && resolve.body.contains("It works.")
                && resolve.body.contains("<details class=\"card\" open>"))
        #expect(await site.operations.ledger.read { $0.incidents[IncidentID(id)]?.status } == .investigating)
    }

    @Test("the first statement on what is suspected can be looked at, with those it would go to")
    func own() async throws {
        let site = try await TestSite()
        try await site.suspect("sus-1")
        let (cookie, csrf) = try await site.logIn()
        let page = try await site.form(
            "/console/incidents/sus-1/own", "csrf=\(csrf)&step=preview&body=Fax+fails.", cookie: cookie)
        #expect(page.status == 200 && page.body.contains("Mail, English: 6 contacts would read this"))
        #expect(await site.operations.ledger.read { $0.incidents["sus-1"]?.status } == .suspected)
        let forged = try await site.form(
            "/console/incidents/sus-1/own", "step=preview&body=x", cookie: cookie)
        #expect(forged.status == 403)
    }
}

extension String {
    /// What stands between two marks, or nothing.
    fileprivate func components(_ from: String, _ to: String) -> Substring {
        guard let start = firstRange(of: from), let end = self[start.upperBound...].firstRange(of: to) else {
            return ""
        }
        return self[start.upperBound..<end.lowerBound]
    }
}
