import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("Diagnosis, repeats, regulators and the report in the console")
struct DiagnosisPageTests {
    private static let report =
        "what_happened=Calls+failed.&cause-1=A+bad+card.&kind-1=ours&what_we_did=We+swapped+it.&action-1=Test+cards."

    private func press(_ site: TestSite, _ id: String, _ step: String, _ fields: String) async throws -> Answer {
        let (cookie, csrf) = try await site.logIn()
        return try await site.form(
            "/console/incidents/\(id)/\(step)", "csrf=\(csrf)&\(fields)", cookie: cookie)
    }

    private func page(_ site: TestSite, _ path: String) async throws -> Answer {
        let (cookie, _) = try await site.logIn()
        return try await site.page("/console/incidents/\(path)", cookie)
    }

    @Test("a diagnosis says who would join and leave before it is taken, and nobody hears a word until then")
    func diagnosis() async throws {
        let site = try await TestSite()
        let id = try await site.own(
            #"{"title":"Calls drop","components":["telephony"],"body":"b","audience":"customer==customer-1"}"#)
        _ = try await Conductor(operations: site.operations).tick(at: site.now)
        let before = try await site.store.deliveries(DeliveryQuery()).count
        let asked = try await press(
            site, id, "diagnosis", "step=ask&concerns=customer%3D%3Dcustomer-2&why=It+was+theirs.")
        #expect(asked.status == 200)
        for text in [
            "Not taken yet.", "1 customer would join", "1 customer would leave", "<bdi>Acme Clinic 2</bdi>",
            "<bdi>Acme Clinic 1</bdi>", "value=\"It was theirs.\"",
        ] { #expect(asked.body.contains(text), "\(text)") }
        let atLeast = try await press(
            site, id, "diagnosis", "step=ask&concerns=customer%3D%3Dcustomer-2&why=x&at_least=on")
        #expect(atLeast.body.contains("0 customers would leave"))
        #expect(try await site.store.deliveries(DeliveryQuery()).count == before)
        #expect(try await press(site, id, "diagnosis", "step=take&concerns=custommer%3D%3Dx&why=x").status == 422)
        #expect(
            try await press(site, id, "diagnosis", "step=take&concerns=customer%3D%3Dcustomer-2&why=").status == 422)
        let taken = try await press(
            site, id, "diagnosis", "step=take&concerns=customer%3D%3Dcustomer-2&why=x&at_least=on")
        #expect(taken.status == 303)
        #expect(try await site.store.audience(IncidentID(id)).map(\.customer) == ["customer-1", "customer-2"])
        #expect(try await page(site, id).body.contains("At least these: the evidence is cut short"))
    }

    @Test("a likely repeat is compared and confirmed on the page, and its audience is told")
    func repeats() async throws {
        let site = try await TestSite()
        let body =
            #"{"title":"Calls drop","impact":"major","components":["telephony"],"body":"Calls drop often.","audience":"customer==customer-1"}"#
        let first = try await site.own(body)
        _ = try await site.post("/api/v1/incidents/\(first)/resolve", #"{"body":"It works."}"#)
        let due = (site.context.zone.localDate(at: site.now) + 5).description
        #expect(
            try await press(site, first, "report", "step=publish&\(Self.report)&owner-1=ada&due-1=\(due)").status == 303
        )
        site.now = site.now + .days(1)
        let second = try await site.own(body)
        #expect(try await page(site, second).body.contains("It looks like 1 earlier."))
        let compared = try await page(site, "\(second)/diagnosis").body
        for text in ["the same component", "1 of 1 corrective actions promised then is still open"] {
            #expect(compared.contains(text), "\(text)")
        }
        let third = try await site.own(body)
        #expect(try await press(site, third, "repeat", "of=\(first)&rejected=yes").status == 303)
        let looked = try await page(site, "\(third)/diagnosis").body
        #expect(looked.contains("No repeat of ") && looked.contains("said so at "), "by whom, and when")
        #expect(looked.contains("/console/incidents/\(first)") && !looked.contains("It is like no earlier incident"))
        let again = #"{"of":"\#(first)","rejected":true}"#
        #expect(try await site.post("/api/v1/incidents/\(third)/repeat", again).status == 200, "it stands")
        #expect(try await press(site, second, "repeat", "of=nothing").status == 404)
        #expect(try await press(site, second, "repeat", "of=\(first)").status == 303)
        #expect(try await page(site, "\(second)/diagnosis").body.contains("Confirmed, and said to its audience"))
    }

    @Test("a regulator's clock is started, filed with a reference, and on no page of a customer")
    func regulators() async throws {
        let site = try await TestSite()
        let id = try await site.own(PublicPageTests.outage)
        #expect(try await press(site, id, "regulators", "regime=gdpr").status == 422)
        #expect(try await press(site, id, "regulators", "regime=nis2").status == 303)
        #expect(try await page(site, "\(id)/diagnosis").body.contains("Regulator, NIS2 early warning"))
        #expect(try await page(site, id).body.contains("Regulator, NIS2 early warning"))
        #expect(try await press(site, id, "filings", "subject=nis2/early-warning&reference=").status == 422)
        #expect(try await press(site, id, "filings", "subject=nis2/early-warning&reference=BSI+4711").status == 303)
        #expect(try await page(site, id).body.contains("NIS2 early warning: told at"))
        for path in ["/", "/incidents/\(id)", "/history"] {
            #expect(!(try await site.get(path, token: nil).body.lowercased().contains("nis2")), "\(path)")
        }
    }

    @Test("the report is written beside its check-list, and what does not pass comes back with nothing lost")
    func report() async throws {
        let site = try await TestSite()
        let id = try await site.own(
            #"{"title":"Calls drop","impact":"major","components":["telephony"],"body":"b","audience":"customer==customer-1"}"#
        )
        #expect(
            try await page(site, "\(id)/report").body.contains("It can be published once the incident is resolved."))
        _ = try await site.post("/api/v1/incidents/\(id)/resolve", #"{"body":"It works."}"#)
        let empty = try await page(site, "\(id)/report").body
        #expect(empty.contains("Missing: There is a cause") && empty.contains("How it went"))
        let due = (site.context.zone.localDate(at: site.now) + 5).description
        let checked = try await press(site, id, "report", "step=check&\(Self.report)&owner-1=&due-1=\(due)")
        #expect(checked.status == 200 && checked.body.contains("Missing: Every action has an owner."))
        #expect(checked.body.contains("value=\"A bad card.\"") && checked.body.contains("Done: There is a cause"))
        let refused = try await press(site, id, "report", "step=publish&\(Self.report)&owner-1=&due-1=\(due)")
        #expect(refused.status == 422 && refused.body.contains("value=\"Test cards.\""))
        let bad = try await press(site, id, "report", "step=publish&\(Self.report)&owner-1=ada&due-1=soon")
        #expect(bad.status == 422)
        #expect(await site.operations.ledger.read { $0.incidents[IncidentID(id)]?.report } == nil)
        let rule =
            "guard-when-1=release.touches%3D%3Dfax&guard-sites-1=feature%3D%3Dfax&guard-hours-1=72&guard-count-1=2&guard-wave-1=2"
        let published = try await press(
            site, id, "report", "step=publish&\(Self.report)&owner-1=ada&due-1=\(due)&\(rule)")
        #expect(published.status == 303, "\(published.body)")
        #expect(await site.operations.ledger.read { $0.guards.count } == 1)
        let (cookie, _) = try await site.logIn()
        let guards = try await site.page("/console/holds", cookie).body
        #expect(guards.contains("A release with release.touches==fax soaks 72 hours at 2 sites with feature==fax"))
    }

    @Test("a published report is changed with a reason, and no action of it may vanish")
    func amendment() async throws {
        let site = try await TestSite()
        let id = try await site.own(
            #"{"title":"Calls drop","impact":"major","components":["telephony"],"body":"b","audience":"customer==customer-1"}"#
        )
        _ = try await site.post("/api/v1/incidents/\(id)/resolve", #"{"body":"It works."}"#)
        let due = (site.context.zone.localDate(at: site.now) + 5).description
        let whole = "\(Self.report)&owner-1=ada&due-1=\(due)"
        #expect(try await press(site, id, "report", "step=publish&\(whole)").status == 303)
        #expect(try await page(site, "\(id)/report").body.contains("Why it changes; it is shown with the report"))
        #expect(try await press(site, id, "report", "step=publish&\(whole)&why=").status == 422)
        let gone = whole.replacingOccurrences(of: "action-1=Test+cards.", with: "action-1=")
        #expect(try await press(site, id, "report", "step=publish&\(gone)&why=x").status == 422)
        let changed = whole.replacingOccurrences(of: "A+bad+card.", with: "Two+bad+cards.")
        #expect(try await press(site, id, "report", "step=publish&\(changed)&why=More+is+known.").status == 303)
        let state = await site.operations.ledger.read { $0.incidents[IncidentID(id)] }
        #expect(
            state?.report?.causes.first?.text == "Two bad cards." && state?.reportEdits.first?.why == "More is known.")
    }

    @Test("a corrected time stands with who, when, why and the time as first written, and who knew first is said")
    func corrections() async throws {
        let site = try await TestSite()
        let id = try await site.own(PublicPageTests.outage)
        #expect(
            try await page(site, id).body.contains(
                "First to know: we, at 2026-06-01 08:00; no customer had to tell us."))
        site.now = site.now + .minutes(30)
        _ = try await site.post(
            "/api/v1/incidents/\(id)/signals/0/correct", #"{"at":"2026-06-01T07:55:00Z","why":"the clock was wrong"}"#)
        let corrected = try await page(site, id).body
        #expect(corrected.contains("First to know: we, at 2026-06-01 07:55"))
        #expect(
            corrected.contains(
                "written as 2026-06-01 08:00, corrected to 2026-06-01 07:55 by root at 2026-06-01 08:30: the clock was wrong"
            ))
    }

    @Test("strangers are sent away from these pages, and forms without their token change nothing")
    func strangers() async throws {
        let site = try await TestSite()
        let id = try await site.own(PublicPageTests.outage)
        for path in ["diagnosis", "report"] {
            #expect(try await site.get("/console/incidents/\(id)/\(path)", token: nil)["Location"] == "/login")
            #expect(try await site.get("/console/incidents/\(id)/\(path)", token: TestSite.reader).status == 303)
            #expect(try await page(site, "nothing/\(path)").status == 404)
        }
        let (cookie, _) = try await site.logIn()
        for step in ["diagnosis", "repeat", "regulators", "filings", "report"] {
            let answer = try await site.form("/console/incidents/\(id)/\(step)", "step=take", cookie: cookie)
            #expect(answer.status == 403, "\(step)")
        }
    }
}
