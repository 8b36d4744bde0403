import EvenkeelDomain
import EvenkeelLedger
import Testing

@testable import EvenkeelServer

@Suite("Pauses on the page of a rollout")
struct PausePageTests {
    private let page = "/console/rollouts/pbx-5.2"

    @Test("each stands there with its owner and is lifted by its own button; nothing else offers to resume")
    func own() async throws {
        let test = try await TestSite()
        try await test.startRollout()
        let pauses = [
            #"{"reason":"Wait for us.","owner":"customer","customer":"customer-1"}"#,
            #"{"reason":"The bench is full.","owner":"system"}"#,
        ]
        for body in pauses { #expect(try await test.post("/api/v1/rollouts/pbx-5.2/pause", body).status < 300) }
        let (cookie, csrf) = try await test.logIn()
        func shown() async throws -> String { try await test.get(page, token: nil, headers: ["Cookie": cookie]).body }
        var body = try await shown()
        for words in [
            "Wait for us.", "The bench is full.", "Lift the customer&#39;s pause", "Lift the system&#39;s pause",
        ] {
            let plain = words.replacing("&#39;", with: "'")
            #expect(body.contains(words) || body.contains(plain), "\(words)")
        }
        #expect(!body.contains("\(page)/resume"))
        let lift = "\(page)/lift"
        #expect(
            try await test.form(lift, "csrf=wrong&owner=system&reason=x", cookie: cookie).status == 403)
        #expect(
            try await test.form(lift, "csrf=\(csrf)&owner=system&reason=There+is+room", cookie: cookie).status == 303)
        body = try await shown()
        #expect(!body.contains("The bench is full.") && body.contains("Wait for us."), "only its own")
        #expect(
            try await test.form(
                lift, "csrf=\(csrf)&owner=customer&customer=customer-1&reason=They+called", cookie: cookie
            ).status == 303)
        #expect(await test.operations.ledger.read { $0.rollouts["pbx-5.2"]?.pauses.isEmpty } == true)
        #expect(try await test.form(lift, "csrf=\(csrf)&owner=nobody&reason=x", cookie: cookie).status == 422)
    }
}
