import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner
import Testing

@testable import EvenkeelServer

@Suite("Two pages as they are")
struct GoldenPageTests {
    @Test("The status page with one open incident")
    func home() async throws {
        let site = try await TestSite()
        let id = try await site.own(PublicPageTests.outage)
        site.now = TestSite.start + .minutes(23)
        let page = try await site.get("/", token: nil).body
        // The id of an incident is random.
        try Golden.check(page.replacing(id, with: "inc-0123456789ab"), named: "home.html")
    }

    @Test("A rollout that has just started")
    func rollout() async throws {
        let test = try await TestSite()
        try await test.startRollout()
        let site = try await Site(test.context)
        let frame = ConsoleFrame(
            siteName: "Northwind Status", who: "root", outbound: StatusWords.of(.capture), outboundClass: "capture",
            csrf: "csrf", formKey: "key", clock: "2026-06-01 08:00 UTC", title: "pbx-5.2",
            links: ConsoleFrame.links(.rollouts), stopRefresh: nil, startRefresh: nil)
        let model = try await RolloutModel.of(try await site.rollout("pbx-5.2"), wave: nil, site: site, frame: frame)
        try Golden.check(try site.templates.render(model), named: "rollout.html")
    }

    private static let entitledByAddress = [
        "login", "acknowledge", "customer-page", "customer-incident", "technician", "preferences", "press", "subscribe",
        "confirm", "subscription",
    ]

    @Test("No template writes text without escaping it")
    func escaping() throws {
        for (name, text) in try TemplateWalk.all() {
            #expect(!text.contains("{{{") && !text.contains("{{&"), "\(name)")
            #expect(!text.contains("style=") && !text.contains("<script"), "\(name)")
            // A form that changes something carries the session's key. Logging in has none yet, and on the pages behind an
            // opaque link the address itself, or a code of its own, is what entitles.
            let forms = text.matches(of: /<form method="post"[\s\S]*?<\/form>/).map { String($0.0) }
            for form in forms where !Self.entitledByAddress.contains(name) {
                #expect(form.contains(#"<input type="hidden" name="csrf" value="{{frame.csrf}}">"#), "\(name)")
            }
        }
    }
}
