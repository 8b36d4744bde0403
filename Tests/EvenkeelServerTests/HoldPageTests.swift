import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("Guards and holds in the console")
struct HoldPageTests {
    private static let path = "/console/holds"

    private func hold(_ site: TestSite, _ id: HoldID, _ predicate: String, why: String) async throws {
        try await site.operations.perform(
            .addHold(
                Hold(
                    id: id, predicate: try Predicate(parsing: predicate), owner: "dana", why: why, since: site.now,
                    expires: site.now + .days(7))), id: CommandID("add/\(id)"), by: "root", at: site.now)
    }

    @Test("every hold stands with whom it keeps out of which rollout, its owner, reason and end, and the guards below")
    func list() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let (cookie, _) = try await site.logIn()
        #expect(try await site.page(Self.path, cookie).body.contains("No hold is in force"))
        #expect(
            try await site.page("/console", cookie).body.contains("<a href=\"/console/holds\">Guards and holds</a>"))
        try await hold(site, "h1", "feature==fax", why: "Faxes <stop>.")
        let page = try await site.page(Self.path, cookie).body
        for text in [
            "feature==fax", "Faxes &lt;stop&gt;.", "<bdi>dana</bdi>", "2026-06-08 08:00", "pbx-5.2</a>: 6 sites",
            "There is no guard yet.",
        ] { #expect(page.contains(text), "\(text)") }
        let answer = try await site.get("/api/v1/holds", token: TestSite.reader)
        #expect(answer.body.contains(#""keeps":[{"installations":6,"rollout":"pbx-5.2"}]"#), "\(answer.body)")
    }

    @Test("a hold is asked about before it is added, and made longer, excepted from and lifted with a reason each time")
    func steps() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let (cookie, csrf) = try await site.logIn()
        func press(_ step: String, _ fields: String) async throws -> Answer {
            try await site.form("\(Self.path)\(step)", "csrf=\(csrf)&\(fields)", cookie: cookie)
        }
        let asked = try await press("", "step=ask&predicate=customer%3D%3Dcustomer-1&why=Audit.&days=14")
        #expect(
            asked.status == 200 && asked.body.contains("pbx-5.2: 2 sites.") && asked.body.contains("value=\"Audit.\""))
        #expect(await site.operations.ledger.read { $0.holds.isEmpty })
        #expect(try await press("", "step=add&predicate=custommer%3D%3Dx&why=Audit.").status == 422)
        #expect(try await press("", "step=add&predicate=customer%3D%3Dcustomer-1&why=").status == 422)
        #expect(try await press("", "step=add&predicate=customer%3D%3Dcustomer-1&why=Audit.&days=0").status == 422)
        #expect(try await press("", "step=add&predicate=customer%3D%3Dcustomer-1&why=Audit.&days=14").status == 303)
        let id = try #require(await site.operations.ledger.read { $0.holds.keys.first })

        #expect(try await press("/\(id)/renew", "days=30&why=").status == 422)
        #expect(try await press("/\(id)/renew", "days=30&why=It+takes+longer.").status == 303)
        #expect(try await press("/\(id)/override", "rollout=pbx-5.2&installations=&why=x").status == 422)
        #expect(try await press("/\(id)/override", "rollout=pbx-5.2&installations=site-99&why=x").status == 404)
        #expect(try await press("/\(id)/override", "rollout=none&installations=site-01&why=x").status == 404)
        #expect(
            try await press("/\(id)/override", "rollout=pbx-5.2&installations=site-01&why=It+is+a+spare.").status == 303
        )
        let page = try await site.page(Self.path, cookie).body
        for text in [
            "2026-07-01 08:00", "by root, until 2026-07-01 08:00: It takes longer.", "Goes all the same",
            "<bdi>site-01</bdi> in", "It is a spare.", "pbx-5.2</a>: 1 site<",
        ] { #expect(page.contains(text), "\(text)") }

        #expect(try await press("/\(id)/lift", "why=").status == 422)
        #expect(try await press("/\(id)/lift", "why=The+audit+is+over.").status == 303)
        #expect(await site.operations.ledger.read { $0.holds.isEmpty })
        #expect(try await press("/\(id)/lift", "why=again").status == 409)
    }

    @Test("on the page of a rollout, and to whoever asks why, a site that is held or let go in spite of it says so")
    func rollout() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        try await hold(site, "h1", "customer==customer-1", why: "Audit.")
        func letGo(_ installation: String) async throws -> Answer {
            try await site.post(
                "/api/v1/holds/h1/override",
                #"{"rollout":"pbx-5.2","installations":["\#(installation)"],"why":"A spare."}"#)
        }
        #expect(try await letGo("site-1").code == "unknown_installation", "mistyped")
        #expect(try await letGo("site-01").status == 200)
        let (cookie, _) = try await site.logIn()
        var pages = ""
        for wave in 1...2 { pages += try await site.page("/console/rollouts/pbx-5.2?wave=\(wave)", cookie).body }
        #expect(pages.contains("<a href=\"/console/holds#h1\"><bdi>held by h1 of dana: Audit.</bdi></a>"))
        #expect(pages.contains("<bdi>goes in spite of hold h1, by root: A spare.</bdi>"))
        #expect(pages.components(separatedBy: "held by h1").count == 2, "and nobody else")
        let why = try await site.get("/api/v1/rollouts/pbx-5.2/why/site-01")
        #expect(why.body.contains("It goes in spite of hold h1, by root: A spare."), "\(why.body)")
        #expect(!(try await site.get("/api/v1/rollouts/pbx-5.2/why/site-03").body.contains("in spite of")))
    }

    @Test("without a session there is no page of holds, and without its token no form changes one")
    func strangers() async throws {
        let site = try await TestSite()
        try await hold(site, "h1", "feature==fax", why: "Fax.")
        #expect(try await site.get(Self.path, token: nil)["Location"] == "/login")
        #expect(try await site.get(Self.path, token: TestSite.reader).status == 303)
        let (cookie, _) = try await site.logIn()
        for step in ["", "/h1/renew", "/h1/override", "/h1/lift"] {
            let answer = try await site.form("\(Self.path)\(step)", "why=x&predicate=feature==fax", cookie: cookie)
            #expect(answer.status == 403, "\(step)")
        }
        #expect(await site.operations.ledger.read { $0.holds["h1"]?.renewals } == nil)
    }
}
