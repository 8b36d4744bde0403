import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@testable import EvenkeelServer

@Suite("What is said after a report, on the pages of customers")
struct SlippedActionTests {
    private static let outage = #"""
        {"title":"Calls fail","impact":"major","components":["telephony"],"audience":"customer==customer-1","body":"b"}
        """#
    private static let report = """
        {"what_happened":"Calls dropped.","what_we_did":"We went back.",\
        "causes":[{"kind":"ours","text":"An untested change."}],\
        "actions":[{"text":"Try it first.","owner":"Dana","due":"2026-06-03"}]}
        """

    @Test("an action that slips is told beside the report, in the reader's language, with its days as they write them")
    func slip() async throws {
        let site = try await TestSite()
        let id = try await site.own(Self.outage)
        let url = try #require(try await site.post("/api/v1/customers/customer-1/links", "").json["url"] as? String)
        let path = String(url.dropFirst("http://localhost".count)) + "/incidents/\(id)"
        _ = try await site.post("/api/v1/incidents/\(id)/resolve", #"{"body":"Calls work again."}"#)
        #expect(try await site.post("/api/v1/incidents/\(id)/report", Self.report).status == 200)
        let slipped = "by Wednesday 3 June 2026. It is not done. We are sorry."
        #expect(!(try await site.get(path, token: nil).body.contains(slipped)))
        let promise = try #require(
            await site.operations.ledger.read { $0.incidents[IncidentID(id)]?.promises.last { $0.kind == .action } })
        site.now = promise.due
        try await site.operations.perform(
            .missPromise(IncidentID(id), promise.id), id: "slip", by: "conductor", at: site.now)
        let page = try await site.get(path, token: nil).body
        #expect(page.contains(slipped) && page.contains("Try it first."), "\(page)")
        #expect(page.contains("We went back."), "the report stands there still")
        var customer = try #require(try await site.operations.image.current().customers["customer-1"])
        customer.locale = "it"
        try await site.store.change([.putCustomers([customer])])
        let italian = try await site.get(path, token: nil).body
        #expect(italian.contains("entro mercoledì 3 giugno 2026. Non è fatto. Ci scusiamo."), "\(italian)")
    }
}
