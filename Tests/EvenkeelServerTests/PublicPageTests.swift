import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Testing

@Suite("What the public reads")
struct PublicPageTests {
    static let outage =
        #"{"title":"Card payment is down","components":["telephony"],"impact":"critical","visibility":"public","body":"Card payment is down. It is ours to fix."}"#

    @Test("A quiet page says so, with every component working")
    func quiet() async throws {
        let site = try await TestSite()
        let page = try await site.get("/", token: nil)
        #expect(page.body.contains("Everything is working."))
        #expect(page.body.contains("Telephony") && page.body.contains("Working"))
        #expect(page.body.contains("Fax &lt;beta&gt;") && !page.body.contains("<beta>"), "text is escaped")
        #expect(try await site.get("/history", token: nil).body.contains("Nothing has been published here."))
    }

    @Test("A public incident stands there with since when, what was said last, and when we speak again")
    func broken() async throws {
        let site = try await TestSite()
        let id = try await site.own(Self.outage)
        site.now = TestSite.start + .minutes(23)
        let page = try await site.get("/", token: nil)
        for text in [
            "One thing is not working as it should: Card payment is down", "Critical", "Investigating", "Since",
            "08:00 UTC", "(23 min ago)", "Card payment is down. It is ours to fix.", "Next update by", "08:30 UTC",
            "(in 7 min)", ">Out<", "/incidents/\(id)",
        ] { #expect(page.body.contains(text), "\(text)") }
        site.now = TestSite.start + .minutes(31)
        let late = try await site.get("/", token: nil)
        #expect(late.body.contains("The next update was due at"), "the page does not promise what is over")

        let incident = try await site.get("/incidents/\(id)", token: nil)
        #expect(incident.status == 200 && incident.body.contains("It is ours to fix."))
        #expect(try await site.get("/history", token: nil).body.contains("Card payment is down"))
    }

    @Test("A page is served from memory until the journal or the minute moves, and a reader who has it gets no body")
    func cached() async throws {
        let site = try await TestSite()
        let first = try await site.get("/", token: nil)
        let tag = try #require(first["ETag"])
        site.now = site.now + .seconds(30)
        #expect(try await site.get("/", token: nil)["ETag"] == tag)
        let known = try await site.get("/", token: nil, headers: ["If-None-Match": tag])
        #expect(known.status == 304 && known.body.isEmpty)
        _ = try await site.own(Self.outage)
        let changed = try await site.get("/", token: nil, headers: ["If-None-Match": tag])
        #expect(changed.status == 200 && changed.body.contains("Card payment is down"), "at once, not a minute later")
        site.now = site.now + .minutes(1)
        #expect(try await site.get("/", token: nil)["ETag"] != changed["ETag"])
    }

    @Test("The feed has an entry for each public incident, with its updates newest first")
    func feed() async throws {
        let site = try await TestSite()
        let id = try await site.own(Self.outage)
        _ = try await site.post(
            "/api/v1/incidents/\(id)/updates", #"{"status":"identified","body":"A <bad> card & cable."}"#)
        let feed = try await site.get("/history.atom", token: nil)
        #expect(feed["Content-Type"] == "application/atom+xml; charset=utf-8")
        for text in [
            "<id>tag:localhost,2005:/history</id>", "<title>Northwind Status - Incident History</title>",
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"http://localhost/history.atom\"/>",
            "<title>Card payment is down</title>", "<published>2026-06-01T08:00:00Z</published>",
            "&lt;p&gt;&lt;small&gt;Jun &lt;var data-var='date'&gt;01&lt;/var&gt;",
            "&lt;strong&gt;Identified&lt;/strong&gt; - A &amp;lt;bad&amp;gt; card &amp;amp; cable.",
        ] { #expect(feed.body.contains(text), "\(text)") }
        let newest = try #require(feed.body.firstRange(of: "Identified"))
        let oldest = try #require(feed.body.firstRange(of: "Investigating"))
        #expect(newest.lowerBound < oldest.lowerBound)
    }

    @Test(
        "An audience incident, its customers, waves and rollouts appear on no public output, and asking for it looks like asking for nothing"
    )
    func leaks() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let secret =
            #"{"title":"Zebra outage","components":["telephony"],"impact":"critical","body":"Zebra text for Acme Clinic 1.","audience":"customer==customer-1"}"#
        let own = try await site.own(secret)
        let fromRollout = try await site.own(#"{"rollout":"pbx-5.2","body":"Zebra text."}"#)
        let published = try await site.own(
            #"{"title":"Zebra two","rollout":"pbx-5.2","components":["fax"],"body":"Zebra private words."}"#)
        // In the same millisecond as what was said before.
        _ = try await site.post(
            "/api/v1/incidents/\(published)/publish", #"{"public_title":"Fax is slow","text":"Fax is slow."}"#)
        _ = try await site.post("/api/v1/incidents/\(published)/updates", #"{"body":"Fax is slow for some."}"#)

        #expect(!own.isEmpty && !fromRollout.isEmpty && !published.isEmpty)
        let home = try await site.get("/", token: nil).body
        let link = try #require(home.firstMatch(of: /href="(\/incidents\/[^"]+)"/)).1
        #expect(home.contains("Fax is slow") && home.contains("One thing is not working"), "one, not four")
        #expect(home.contains("Fax is slow for some."))
        let outputs = [
            "/", "/history", "/history.atom", "/login", "/healthz", "/readyz", "/assets/evenkeel.css", String(link),
            "/nowhere", "/incidents/\(own)", "/incidents/\(fromRollout)",
        ]
        let forbidden =
            [
                "Zebra", own, fromRollout, published, "pbx-5.2", "pbx 5.2.0", "secret pilot", "the rest", "customer-",
                "Acme", "site-0", "Pat 1", "acme1.example",
            ]
        for path in outputs {
            let answer = try await site.get(path, token: nil)
            if !path.hasSuffix(".css") { #expect(!answer.body.contains("root"), "\(path) tells who writes") }
            for text in forbidden {
                #expect(!answer.body.contains(text), "\(path) tells \(text)")
                for field in answer.headers {
                    #expect(!field.value.contains(text), "\(path): \(field.name) tells \(text)")
                }
            }
        }
        let unknown = try await site.get("/incidents/nothing-like-it", token: nil)
        for hidden in [own, fromRollout, "pbx-5.2-w1-1"] {
            let answer = try await site.get("/incidents/\(hidden)", token: nil)
            #expect(answer.status == 404)
            #expect(answer.body == unknown.body, "the same page as for an incident that never was")
            #expect(answer.headers == unknown.headers)
        }
    }

    @Test("A suspected incident is not public even when it has been published, until somebody owns it")
    func suspected() async throws {
        let site = try await TestSite()
        try await site.suspect("sus-1")
        _ = try await site.post("/api/v1/incidents/sus-1/publish", #"{"public_title":"Fax fails"}"#)
        #expect(!(try await site.get("/", token: nil).body.contains("Fax fails")))
        _ = try await site.post("/api/v1/incidents/sus-1/own", #"{"body":"Fax fails."}"#)
        #expect(try await site.get("/", token: nil).body.contains("Fax fails"))
    }

    @Test("Whether a wave goes well or not, components of audience incidents stay as they are")
    func components() async throws {
        let site = try await TestSite()
        let before = try await site.get("/", token: nil).body
        _ = try await site.own(#"{"components":["telephony"],"impact":"critical","body":"Down."}"#)
        #expect(try await site.get("/", token: nil).body == before)
    }

    @Test("A page that is not there says what, why and what to do, and nothing of the server")
    func notFound() async throws {
        let site = try await TestSite()
        let answer = try await site.get("/no/such/page", token: nil)
        #expect(answer.status == 404 && answer.body.contains("There is nothing here."))
        #expect(answer["Content-Security-Policy"] != nil)
        #expect(!answer.body.contains("no/such"))
    }
}
