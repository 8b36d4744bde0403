import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("The public subscribes, confirms and leaves")
struct SubscriptionTests {
    private static let eve = "eve@public.example"

    private func ask(
        _ site: TestSite, _ address: String = eve, _ more: String = "", headers: [String: String] = [:]
    ) async throws -> Answer {
        try await site.send(
            .post, "/subscribe", body: "email=\(address)&locale=en\(more)", type: "application/x-www-form-urlencoded",
            headers: headers)
    }

    private func questions(_ site: TestSite) async throws -> [Delivery] {
        try await site.store.deliveries(DeliveryQuery(subjectPrefix: "confirm/"))
    }

    private func links(_ site: TestSite) -> Links {
        Links(store: site.store, baseURL: "http://localhost", clock: { [site] in site.now })
    }

    /// The path of the link in the mail that asks for confirmation.
    private func confirmation(_ site: TestSite) async throws -> String {
        let delivery = try #require(try await questions(site).last)
        let contact = try #require(EmailAddress(Self.eve)).description
        let reader = Contact(
            id: delivery.recipient, customer: Subscriber.customer, email: try #require(EmailAddress(contact)))
        let made = try await links(site).links(of: delivery, for: reader)
        #expect(made.customerPage == nil && made.unsubscribe == nil)
        return String(try #require(made.confirm).dropFirst("http://localhost".count))
    }

    private func subscribed(_ more: String = "") async throws -> (site: TestSite, leave: String) {
        let site = try await TestSite()
        _ = try await ask(site, Self.eve, more)
        let path = try await confirmation(site)
        #expect(try await site.send(.post, path).status == 200)
        let subscriber = try #require(try await site.store.subscribers().first)
        let mail = Delivery(
            recipient: subscriber.contact.id, customer: Subscriber.customer, subject: .update("i", "u1"),
            queuedAt: site.now)
        let made = try await links(site).links(of: mail, for: subscriber.contact)
        #expect(made.customerPage == nil, "nobody's customer has no customer's page")
        return (site, String(try #require(made.unsubscribe).dropFirst("http://localhost".count)))
    }

    @Test("the form offers each component, in the reader's language, from right to left where it reads so")
    func form() async throws {
        let site = try await TestSite()
        let page = try await site.get("/subscribe", token: nil)
        #expect(page.status == 200 && page.body.contains("Fax &lt;beta&gt;") && page.body.contains("Telephony"))
        let hebrew = try await site.get("/subscribe", token: nil, headers: ["Accept-Language": "he-IL,en;q=0.5"])
        #expect(hebrew.body.contains(#"<html lang="he" dir="rtl">"#))
        #expect(try await site.get("/subscribe?lang=it", token: nil).body.contains("Iscriversi"))
        #expect(try await site.get("/", token: nil).body.contains(#"href="/subscribe""#))
    }

    @Test("asking queues one mail and subscribes nobody; opening its link neither; pressing its button does")
    func doubleOptIn() async throws {
        let site = try await TestSite()
        #expect(try await ask(site, Self.eve, "&component:fax=yes").status == 202)
        #expect(try await questions(site).count == 1)
        let path = try await confirmation(site)
        let shown = try await site.get(path, token: nil)
        #expect(shown.status == 200 && shown.body.contains(Self.eve) && shown.body.contains("Fax &lt;beta&gt;"))
        #expect(try await site.send(.head, path).status == 200)
        #expect(try await site.store.subscribers().isEmpty)
        let forged = try await site.send(.post, path, headers: ["Sec-Fetch-Site": "cross-site"])
        #expect(forged.status == 403)
        #expect(try await site.store.subscribers().isEmpty)
        #expect(try await site.send(.post, path).status == 200)
        let subscriber = try #require(try await site.store.subscribers().first)
        #expect(subscriber.address.description == Self.eve && subscriber.components == ["fax"])
    }

    @Test("the link works for 24 hours, and no longer")
    func ended() async throws {
        let site = try await TestSite()
        _ = try await ask(site)
        let path = try await confirmation(site)
        site.now = TestSite.start + .hours(24) - .seconds(1)
        #expect(try await site.get(path, token: nil).status == 200)
        site.now = TestSite.start + .hours(24)
        #expect(try await site.get(path, token: nil).status == 404)
        #expect(try await site.send(.post, path).status == 404)
        #expect(try await site.store.subscribers().isEmpty)
    }

    @Test("the answer is the same to the byte for an address that is subscribed, asked a moment ago, or never heard of")
    func uniform() async throws {
        let (site, _) = try await subscribed()
        site.now = TestSite.start + .hours(2)
        let known = try await ask(site)
        let again = try await ask(site)
        let never = try await ask(site, "nobody@public.example")
        #expect(known.status == 202 && known.body == again.body && known.body == never.body)
        #expect(known.headers == never.headers)
        for _ in 0..<QuestionLimit.perAddress { #expect(try await ask(site).body == known.body) }
        #expect(try await questions(site).count == 3, "one of the first hour, two of this")
        let api = try await site.post("/api/v1/subscriptions", #"{"email":"eve@public.example"}"#, token: nil)
        let other = try await site.post("/api/v1/subscriptions", #"{"email":"adam@public.example"}"#, token: nil)
        #expect(api.status == 202 && api.body == other.body)
    }

    @Test("who asks for more addresses than people have is told to wait, whatever the addresses")
    func limited() async throws {
        let site = try await TestSite()
        for number in 0..<QuestionLimit.perClient {
            #expect(try await ask(site, "a\(number)@public.example").status == 202)
        }
        let refused = try await ask(site, "one-more@public.example")
        #expect(refused.status == 429)
        let api = try await site.post("/api/v1/subscriptions", #"{"email":"eve@public.example"}"#, token: nil)
        #expect(api.status == 429 && api.code == "too_many_questions" && api["Retry-After"] == "3600")
        #expect(try await questions(site).count == QuestionLimit.perClient)
        site.now = TestSite.start + .hours(1)
        #expect(try await ask(site).status == 202)
    }

    @Test(
        "what is no address, no component or no language is refused by name, and nothing is queued",
        arguments: [
            (#"{"email":"eve"}"#, "email"), (#"{"email":"e\nve@public.example"}"#, "email"),
            (#"{"email":"\"eve\"@public.example"}"#, "email"), (#"{"email":"èv@public.example"}"#, "email"),
            (#"{"email":"a@b.example,c@d.example"}"#, "email"),
            (#"{"email":"a@b.example\r\nBcc: c@d.example"}"#, "email"),
            (#"{"email":"eve@public.example","components":["tills"]}"#, "components"),
            (#"{"email":"eve@public.example","locale":"it/../he"}"#, "locale"),
            (#"{"email":"eve@public.example","admin":true}"#, "admin"),
        ])
    func refused(body: String, member: String) async throws {
        let site = try await TestSite()
        let answer = try await site.post("/api/v1/subscriptions", body, token: nil)
        #expect(answer.status == 422 && answer.json["member"] as? String == member, "\(answer.body)")
        #expect(try await questions(site).isEmpty)
        #expect(try await ask(site, "eve%0D%0ABcc:x@public.example").status == 422)
    }

    @Test("one click by POST deletes the address; a GET never does; the way back stands beside it")
    func leaves() async throws {
        let (site, path) = try await subscribed()
        #expect(try await site.get(path, token: nil).body.contains(Self.eve))
        #expect(try await site.store.subscribers().count == 1)
        let answer = try await site.send(
            .post, path, body: "List-Unsubscribe=One-Click", type: "application/x-www-form-urlencoded",
            headers: ["Origin": "https://mail.example"])
        #expect(answer.status == 200 && answer.body.contains("/subscribe"))
        #expect(try await site.store.subscribers().isEmpty)
        #expect(try await site.store.choice(of: try #require(EmailAddress(Self.eve))) == nil)
        #expect(try await site.get(path, token: nil).status == 200)
    }

    @Test("a subscriber chooses components and how much, behind the link of each mail")
    func chooses() async throws {
        let (site, path) = try await subscribed("&component:fax=yes")
        let form = "incidents=ends&component:telephony=yes&component:none=yes"
        let answer = try await site.send(.post, path, body: form, type: "application/x-www-form-urlencoded")
        #expect(answer.status == 303 && answer["Location"]?.hasPrefix("\(path)?said=saved&code=") == true)
        let subscriber = try #require(try await site.store.subscribers().first)
        #expect(subscriber.components == ["telephony"] && subscriber.incidents == .ends)
        #expect(
            try await site.send(.post, path, body: "incidents=none", type: "application/x-www-form-urlencoded").status
                == 422)
    }

    @Test("who subscribed is read with a token and deleted with an admin's")
    func managed() async throws {
        let (site, _) = try await subscribed()
        #expect(try await site.get("/api/v1/subscribers", token: nil).status == 401)
        #expect(try await site.get("/api/v1/subscribers", token: TestSite.reporter).status == 403)
        let page = try await site.get("/api/v1/subscribers", token: TestSite.reader)
        #expect(page.status == 200 && page.body.contains(Self.eve))
        let path = "/api/v1/subscribers/\(Self.eve)"
        #expect(try await site.send(.delete, path, token: TestSite.reader).status == 403)
        #expect(try await site.send(.delete, path, token: TestSite.admin).status == 204)
        #expect(try await site.send(.delete, path, token: TestSite.admin).status == 404)
    }
}
