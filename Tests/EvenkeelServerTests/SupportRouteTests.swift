import EvenkeelDomain
import Testing

@testable import EvenkeelServer

@Suite("Ends of support over the API")
struct SupportRouteTests {
    @Test("a \"not yet\" beyond those allowed asks for a name, and the report says who accepted the risk, and why")
    func acceptance() async throws {
        let site = try await TestSite()
        let made = try await site.post(
            "/api/v1/support", #"{"product":"pbx","below":"5.2.0","ends":"2026-12-01","postponements":1}"#)
        #expect(made.status == 201)
        let path = "/api/v1/support/pbx-before-5.2.0"
        func answer(_ kind: String, by person: String, _ note: String) async throws -> Answer {
            try await site.post(
                "\(path)/answers",
                #"{"customer":"customer-2","answer":"\#(kind)","person":"\#(person)","note":"\#(note)"}"#)
        }
        func report(_ installation: String) async throws -> [String: Any]? {
            let sites = try await site.get("\(path)/report").json["sites"] as? [[String: Any]]
            return sites?.first { $0["installation"] as? String == installation }
        }
        #expect(try await report("site-03")?["text"] as? String == "No answer yet.")
        #expect(try await answer("later", by: "Pat 2", "Not before the audit.").status == 201)
        let more = try await answer("later", by: "Pat 2", "Next year.")
        #expect(more.status == 409 && more.json["code"] as? String == "acceptance_needed")
        #expect(
            try await report("site-03")?["text"] as? String
                == "\"Not yet\" is used up: somebody must accept the risk by name.")
        site.now = site.now + .minutes(1)
        #expect(try await answer("accepts_risk", by: "", "We replace it.").status == 422)
        #expect(try await answer("accepts_risk", by: "Ada Rossi", "We replace it.").status == 201)
        let line = try #require(try await report("site-03"))
        #expect(line["standing"] as? String == "accepted" && line["accepted_by"] as? String == "Ada Rossi")
        #expect(line["text"] as? String == "The risk was accepted by Ada Rossi on 2026-06-01.")
        #expect(line["said"] as? String == "Not before the audit. / We replace it.")
        #expect(try await report("site-01")?["standing"] as? String == "not_answered")
    }
}
