import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Foundation
import Testing

@testable import EvenkeelServer

/// Mustache renders a misspelt key as nothing, so every key of every template is looked up in models of its page.
@Suite("Templates and their models")
struct TemplateTests {
    @Test(
        "Every key of every template exists in its page's model, every section is filled by some example, and every template is used"
    )
    func keys() async throws {
        let samples = try await Self.samples()
        var used: Set<String> = []
        for (template, models) in samples {
            var walk = TemplateWalk(folder: Templates.folder.appendingPathComponent("templates"))
            try walk.check(template, models: models)
            #expect(walk.problems.isEmpty, "\(template): \(walk.problems.joined(separator: "; "))")
            used.formUnion(walk.used)
        }
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Templates.folder.appendingPathComponent("templates").path)
        #expect(used == Set(files.map { String($0.dropLast(".mustache".count)) }))
    }

    @Test("A misspelt key, a section that nothing fills and a key of an outer scope behind a dot are found")
    func walk() throws {
        struct Inner { let name: String? }
        struct Outer {
            let title: String
            let inner: [Inner]
            let empty: [Inner]
        }
        var walk = TemplateWalk(folder: URL(fileURLWithPath: "/"))
        walk.check(
            text: "{{title}} {{titel}} {{#inner}}{{name}} {{.title}}{{/inner}} {{#empty}}{{name}}{{/empty}}",
            models: [Outer(title: "t", inner: [Inner(name: nil)], empty: [])])
        #expect(walk.problems == ["no key titel", "no key .title", "section empty is empty in every example"])
    }

    /// Models with every list filled and every optional set, made from a site where a lot has happened.
    private static func samples() async throws -> [String: [Any]] {
        let test = try await TestSite()
        let site = try await Site(test.context)
        try await test.startRollout()
        let open = try await test.own(PublicPageTests.outage)
        let done = try await test.own(
            #"{"title":"Old","impact":"major","visibility":"public","components":["fax"],"body":"b","audience":"customer==customer-1"}"#
        )
        let minor = try await test.own(#"{"title":"Small","impact":"minor","components":["fax"],"body":"b"}"#)
        _ = try await test.post("/api/v1/incidents/\(done)/resolve", #"{"body":"works"}"#)
        try await test.suspect("sus-1")
        let conductor = Conductor(operations: test.operations)
        _ = try await conductor.tick(at: test.now)
        _ = try await test.courier.tick(at: test.now)
        let frame = ConsoleFrame(
            siteName: "S", who: "root", outbound: "o", outboundClass: "capture", csrf: "c", formKey: "k", clock: "c",
            title: "T", links: ConsoleFrame.links(.today), stopRefresh: "/stop", startRefresh: "/start")
        let zone = site.context.zone
        func publicView() async throws -> PublicView {
            try await PublicView(ledger: site.ledger, publications: Publications(store: site.store))
        }
        let beforeReport = try #require(try await publicView().incident(done))
        _ = try await test.post(
            "/api/v1/incidents/\(done)/report",
            #"{"what_happened":"w","causes":[{"kind":"ours","text":"c"}],"actions":[{"text":"a","owner":"o","due":"2026-01-01"}]}"#
        )
        let today = try await TodayModel.of(site: site, frame: frame)
        let running = try await RolloutModel.of(try await site.rollout("pbx-5.2"), wave: nil, site: site, frame: frame)
        _ = try await test.post("/api/v1/rollouts/pbx-5.2/halt", #"{"reason":"smoke"}"#)
        let halted = try await RolloutModel.of(try await site.rollout("pbx-5.2"), wave: nil, site: site, frame: frame)
        let decisions = try await TodayModel.of(site: site, frame: frame)
        let view = try await publicView()
        let shown = view.incidents + [beforeReport]
        var incidents: [Any] = []
        for id in [open, done, minor, "sus-1"] {
            var incident = try await site.incident(IncidentID(id))
            if id == minor { incident.origin = .rollout("pbx-5.2", wave: 0) }
            incidents.append(
                IncidentModel(
                    incident,
                    audience: try await site.store.audience(incident.id) + [
                        AudienceMember(customer: "c", reason: "r", maybe: true)
                    ],
                    customers: [:], components: ["Fax"], settings: site.context.settings, frame: frame, now: site.now))
        }
        let delivery = try #require(try await site.store.deliveries(DeliveryQuery(limit: 1)).first)
        let message = try await site.context.courier.prepare(delivery)
        var settled = delivery
        (settled.settledAt, settled.reason) = (site.now, "r")
        var customer = try await CustomerReading.of("customer-1", site: site)
        customer.contacts[0].phone = "+49 30 1234"
        return [
            "home": [HomeModel(view, siteName: "S", now: site.now, zone: zone)],
            "history": [HistoryModel(view, siteName: "S", now: site.now, zone: zone)],
            "public-incident": shown.map { PublicIncidentModel($0, siteName: "S", now: site.now, zone: zone) },
            "error": [ErrorModel(Sentences.notFound, siteName: "S", path: "/")],
            "login": [LoginModel(siteName: "S", problem: Sentences.wrongToken)], "today": [today, decisions],
            "rollouts": [try await RolloutListModel.of(site: site, frame: frame)],
            "rollout": [running, halted, Self.full(running)],
            "revision": [
                RevisionModel(
                    frame: frame, id: "r", number: 2, parent: 1, proposal: "p", approvals: "a", needsApproval: true,
                    summary: "s", moves: [.init(id: "i", from: "f", to: "t", dayBefore: "d", day: "e")],
                    hasMoves: true, more: 1, told: [.init(customer: "c", path: "/", sites: "s")], hasTold: true),
                try await RevisionModel.of(
                    try await site.rollout("pbx-5.2"), revision: 1, site: site, frame: frame),
            ],
            "incidents": [await IncidentListModel.of(site: site, frame: frame)],
            "incident": incidents,
            "outbox": [
                try await OutboxModel.of(state: nil, site: site, frame: frame),
                OutboxModel(frame: frame, filters: [], deliveries: [], choices: [], extent: "e"),
            ],
            "delivery": [
                DeliveryModel(delivery, message, subject: "s", frame: frame, now: site.now, zone: zone),
                DeliveryModel(settled, .nothing(reason: "r"), subject: "s", frame: frame, now: site.now, zone: zone),
            ],
            "journal": [
                try await JournalModel.of(before: nil, site: site, frame: frame),
                JournalModel(frame: frame, entries: [], head: "", position: 0, older: "/"),
            ],
            "customer": [try await CustomerModel.of(customer, site: site, frame: frame)],
        ]
    }

    /// What only a long rollout with evidence has.
    private static func full(_ model: RolloutModel) -> RolloutModel {
        RolloutModel(
            frame: model.frame, id: model.id, release: model.release, state: model.state, stopped: "r",
            stopClass: "minor", incidents: [.init(path: "/", title: "t", status: "s")], revision: 1, selected: 1,
            withheld: 1, kept: [.init(id: "i", reason: "r")], hasKept: true, waves: model.waves, waiting: model.waiting,
            hasWaiting: true,
            verdict: "v", haltLines: "h", picture: "/p.svg", curve: model.curve, waveName: "w", sites: model.sites,
            more: 3,
            canHalt: true,
            steps: model.steps, proposals: [.init(number: 2, path: "/", text: "t")], hasProposals: true,
            answers: [
                .init(at: "a", installation: "i", word: "works", from: "f", way: "w", recordedBy: "r", note: "n")
            ], hasAnswers: true, canAnswer: true)
    }
}
