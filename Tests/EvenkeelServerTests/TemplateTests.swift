import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Foundation
import HTTPTypes
import Mustache
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

    private static func subscriber() throws -> Subscriber? {
        Subscriber(
            address: try #require(EmailAddress("a@b.example")), components: ["c"], confirmedAt: TestSite.start)
    }

    private static func reply(read: Bool) -> ReplyRow {
        ReplyRow(
            id: "r", contact: "c", customer: "customer-1", thread: "incident/i", from: "f", subject: "s", text: "t",
            receivedAt: TestSite.start, isAutomatic: false, readAt: read ? TestSite.start : nil,
            readBy: read ? "ada" : nil)
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
            ##"{"what_happened":"# h\n\np **s** *e* `c` [l](https://x.example)\n\n> q\n\n- i\n\n1. n\n\n```\nx\n```","what_we_did":"# h\n\np **s** *e* `c` [l](https://x.example)\n\n> q\n\n- i\n\n1. n\n\n```\nx\n```","causes":[{"kind":"ours","text":"c"}],"actions":[{"text":"a","owner":"o","due":"2026-06-02"}]}"##
        )
        _ = try await test.send(
            .put, "/api/v1/incidents/\(done)/report", token: TestSite.admin,
            body:
                ##"{"what_happened":"# h\n\np **s** *e* `c` [l](https://x.example)\n\n> q\n\n- i\n\n1. n\n\n```\nx\n```","what_we_did":"# h\n\np **s** *e* `c` [l](https://x.example)\n\n> q\n\n- i\n\n1. n\n\n```\nx\n```","causes":[{"kind":"ours","text":"d"}],"actions":[{"text":"a","owner":"o","due":"2026-06-02"}],"why":"more is known"}"##,
            type: "application/json")
        _ = try await test.post(
            "/api/v1/maintenances",
            #"{"title":"Work","text":"t","visibility":"public","components":["fax"],"from":"2026-06-09T08:00:00Z","to":"2026-06-09T09:00:00Z"}"#
        )
        // The corrective action is overdue by then.
        test.now = test.now + .days(4)
        let today = try await TodayModel.of(site: site, frame: frame)
        let running = try await RolloutModel.of(try await site.rollout("pbx-5.2"), wave: nil, site: site, frame: frame)
        _ = try await test.post("/api/v1/rollouts/pbx-5.2/halt", #"{"reason":"smoke"}"#)
        let halted = try await RolloutModel.of(try await site.rollout("pbx-5.2"), wave: nil, site: site, frame: frame)
        let decisions = try await TodayModel.of(site: site, frame: frame)
        let view = try await publicView()
        let shown = view.incidents + [beforeReport]
        var ticket = TicketRow(incident: "i", customer: "c", nextAt: test.now)
        (ticket.reference, ticket.url) = ("T-1", "https://tickets.example/1")
        var incidents: [Any] = []
        for id in [open, done, minor, "sus-1"] {
            var incident = try await site.incident(IncidentID(id))
            if id == minor { incident.origin = .rollout("pbx-5.2", wave: 0) }
            if id == open { incident = IncidentPageSample.full(incident) }
            incidents.append(
                IncidentModel(
                    incident,
                    audience: try await site.store.audience(incident.id) + [
                        AudienceMember(customer: "c", reason: "r", maybe: true)
                    ],
                    customers: [:], components: ["Fax"], settings: site.context.settings, frame: frame, now: site.now,
                    tickets: [ticket],
                    composer: ComposerModel(
                        components: [Component(id: "fax", name: "Fax")], author: .italian, path: "/"),
                    preview: IncidentPageSample.preview, likely: 1,
                    unsent: UnsentMail(count: 2, since: test.now, why: "nobody answers"),
                    replies: [Self.reply(read: true), Self.reply(read: false)]))
        }
        let thread = await site.ledger.read { ReplyThread("incident/\(open)", state: $0) }
        let delivery = try #require(try await site.store.deliveries(DeliveryQuery(limit: 1)).first)
        let message = try await site.context.courier.prepare(delivery)
        var record = MessageDocument(delivery: "d", message)
        record.sentAt = site.now.description
        var settled = delivery
        (settled.settledAt, settled.reason) = (site.now, "r")
        try await site.store.change([
            .putAnswer(
                EvenkeelDomain.Answer(
                    id: "a", rollout: "pbx-5.2", customer: "customer-1", kind: .told, way: .telephone, at: test.now,
                    recordedAt: test.now, person: "p", recordedBy: "r", note: "n"))
        ])
        var customer = try await CustomerReading.of("customer-1", site: site)
        customer.contacts[0].phone = "+49 30 1234"
        return [
            "home": [HomeModel(view, siteName: "S", now: site.now, zone: zone)],
            "history": [HistoryModel(view, siteName: "S", now: site.now, zone: zone)],
            "public-incident": shown.map { PublicIncidentModel($0, siteName: "S", now: site.now, zone: zone) },
            "acknowledge": [
                AcknowledgeModel(
                    StaffAlert(id: "a", reason: .missed, person: "p", raisedAt: test.now),
                    try await site.incident(IncidentID(open)), code: "c", siteName: "S")
            ],
            "preferences": [
                PreferenceModel(
                    siteName: "S", words: .of(tag: "it"), address: "a@b.example", path: "/u/x", choice: MessageChoice(),
                    list: .incidents, said: "saved")
            ],
            "subscribe": [false, true].map {
                SubscribeModel(
                    siteName: "S", words: .of(tag: "he"), components: [Component(id: "c", name: "C")], isAsked: $0)
            },
            "confirm": [false, true].map {
                ConfirmModel(
                    siteName: "S", words: .of(tag: "it"), address: "a@b.example", components: $0 ? [] : ["C"],
                    path: "/s/x",
                    isDone: $0)
            },
            "subscription": try [nil, subscriber()].map {
                SubscriptionModel(
                    siteName: "S", tag: "it", address: try #require(EmailAddress("a@b.example")), path: "/u/x",
                    subscriber: $0, components: [Component(id: "c", name: "C")], isSaved: true)
            },
            "press": [false, true].map {
                PressModel(
                    siteName: "S", words: .of(tag: "he"), release: "pbx 5", sites: ["a"], path: "/r/x/trouble",
                    isFine: false, isSaid: $0)
            },
            "replies": [ReplyListModel(frame: frame, replies: [.init(path: "/", title: "t", text: "t")])],
            "reply": [
                ReplyModel(Self.reply(read: true), thread: nil, frame: frame, now: site.now, zone: zone),
                ReplyModel(Self.reply(read: false), thread: thread, frame: frame, now: site.now, zone: zone),
            ],
            "error": [ErrorModel(Sentences.notFound, siteName: "S", path: "/")],
            "login": [LoginModel(siteName: "S", problem: Sentences.wrongToken)],
            "today": [
                today, decisions,
                TodayModel(
                    frame: frame, promises: [],
                    sections: [.init(id: "i", heading: "h", lines: [.init(path: "/", title: "t", text: "t")])]),
            ],
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
            "calendar": [try await CalendarSample.model(frame: frame)],
            "maintenance": [
                MaintenanceListModel([], components: [], frame: frame, zone: zone),
                MaintenanceListModel(
                    try Self.works(at: site.now), components: [Component(id: "c", name: "C")], frame: frame, zone: zone),
            ],
            "appointments": [appointments(frame)],
            "support": [support(frame)],
            "figures": [ConsoleFiguresModel(frame: frame, figures: try await Self.figures(site))],
            "promises": [PublicFiguresModel(siteName: "S", figures: try await Self.figures(site))],
            "incidents": [
                IncidentListModel(frame: frame, incidents: [], components: [], hasComponents: false),
                await IncidentListModel.of(site: site, frame: frame),
            ],
            "holds": try await HoldSample.models(frame: frame),
            "diagnosis": try await IncidentPageSample.diagnoses(frame: frame, site: site),
            "report-editor": try await IncidentPageSample.reports(frame: frame, site: site),
            "incident": incidents,
            "outbox": [
                try await OutboxModel.of(state: nil, site: site, frame: frame),
                try await OutboxModel.of(state: nil, soon: true, site: site, frame: frame),
                OutboxModel(
                    frame: frame, filters: [],
                    deliveries: [
                        .init(
                            path: "/", recipient: "r", customer: "c", customerPath: "/", subject: "s", state: "queued",
                            reason: "r", queued: TimeModel(site.now, now: site.now, zone: zone), leaves: "l")
                    ], announced: [.init(path: "/", title: "t", text: "t")],
                    choices: [], isSoon: true, extent: "e"),
            ],
            "announced": [
                AnnouncedModel(
                    frame: frame, title: "t", rolloutPath: "/",
                    queued: TimeModel(site.now, now: site.now, zone: zone),
                    letters: [.init(customer: "c", path: "/", recipients: "r", subject: "s", text: "t")], more: 2)
            ],
            "delivery": [
                DeliveryModel(delivery, record, subject: "s", frame: frame, now: site.now, zone: zone),
                DeliveryModel(
                    settled, MessageDocument(delivery: "d", .nothing(reason: "r")), subject: "s", frame: frame,
                    now: site.now, zone: zone),
            ],
            "journal": [
                try await JournalModel.of(before: nil, site: site, frame: frame),
                JournalModel(frame: frame, entries: [], head: "", position: 0, older: "/"),
            ],
            "jobs": [JobSample.list(frame: frame), JobListModel(frame: frame, jobs: [])],
            "installation": [JobSample.installation(frame: frame)],
            "technician": [
                TechnicianModel(
                    siteName: "S", person: "p", day: "d", said: "s", formKey: "k",
                    jobs: [
                        .init(
                            id: "a", path: "/", time: "t", customer: "c", site: "s", release: "r", access: "a",
                            calls: [.init(name: "n", phone: "p")], notes: ["s"], hasNotes: true,
                            steps: [
                                .init(number: 1, text: "t", isDone: false, tickPath: "/"),
                                .init(number: 2, text: "t", isDone: true, tickPath: nil),
                            ], hasSteps: true, isUnfinished: true, records: [.init(text: "r")], takesRecords: true,
                            isRollback: true, fullPath: "/", isReady: true, isEarly: true)
                    ], hasJobs: true, later: [.init(time: "t", customer: "c", site: "s")], hasLater: true)
            ],
            "customer-page": try await Self.customerPages(test, site),
            "customer-incident": try await Self.customerIncidents(IncidentID(done), test, site),
            "customer": [try await Self.customer(customer, site, frame)],
        ]
    }

    /// One that a person announced, and a wave.
    private static func works(at now: Timestamp) throws -> [MaintenanceDocument] {
        let note = MaintenanceNote(kind: .scheduled, from: now, to: now + .hours(1), at: now, text: "t")
        let maintenance = Maintenance(
            id: "work-1", title: "T", components: [], visibility: .public, concerns: nil, announcement: note)
        let own = MaintenanceDocument(maintenance, customers: 2, at: now)
        var wave = own
        (wave.rollout, wave.wave, wave.to, wave.visibility) = ("r", 1, nil, "audience")
        return [own, wave]
    }

    private static func appointments(_ frame: ConsoleFrame) -> AppointmentsModel {
        let line = AppointmentsModel.Line(
            id: "a", at: "t", length: "60 min", installation: "i", installationPath: "/i", access: "a", customer: "c",
            customerPath: "/c", rollout: "r",
            rolloutPath: "/r", person: "p", state: "agreed", unreported: "u", note: "n",
            slots: [.init(value: "v", text: "t")],
            canMove: true, path: "/a")
        return AppointmentsModel(
            frame: frame, zone: "UTC", owed: [line], hasOwed: true, coming: [line], hasComing: true, past: [line],
            hasPast: true)
    }

    private static func support(_ frame: ConsoleFrame) -> SupportModel {
        SupportModel(
            frame: frame,
            campaigns: [
                .init(
                    id: "c", title: "t", ends: "e", letters: [.init(text: "l")], summary: "s",
                    lines: [
                        .init(
                            installation: "i", customer: "c", customerPath: "/c", version: "v", why: "w",
                            standing: "accepted", accepted: "a", accountManager: "m")
                    ], hasLines: true, more: 1)
            ], hasCampaigns: true)
    }

    private static func figures(_ site: Site) async throws -> FiguresModel {
        let incidents = await site.ledger.read { Array($0.incidents.values) }
        return FiguresModel(PromiseFigures(incidents, zone: site.context.zone, at: site.now)) {
            FiguresModel.Incident(title: $0, path: "/")
        }
    }

    /// With an address that was found to be none after something had been sent to it.
    private static func customer(
        _ customer: CustomerDocument, _ site: Site, _ frame: ConsoleFrame
    ) async throws -> CustomerModel {
        let contact = try #require(TestSite.contacts.first { $0.customer.text == customer.id })
        var sent = Delivery(
            recipient: contact.id, customer: contact.customer, subject: .summary(opens: site.now), queuedAt: site.now)
        (sent.state, sent.settledAt) = (.sent, site.now)
        let quarantine = Quarantine(since: site.now, reason: "r")
        try await site.store.change([.putDeliveries([sent]), .putQuarantine(contact.email, quarantine)])
        var asked = customer
        asked.earlySince = site.now.description
        let model = try await CustomerModel.of(asked, site: site, frame: frame)
        try await site.store.change([.liftQuarantine(contact.email)])
        return model
    }

    /// One that concerned them, which is over and has its report.
    private static func customerIncidents(_ id: IncidentID, _ test: TestSite, _ site: Site) async throws -> [Any] {
        let link = LinkRow(
            secretHash: "h", kind: .customer, subject: "customer-1", contact: "customer-1/person1@acme1.example",
            createdAt: test.now)
        let pages = [try #require(try await CustomerIncidentModel.of(id, link, path: "/c/x", site: site))]
        let open = try await test.own(
            #"{"title":"Slow","impact":"minor","components":["fax"],"body":"b","audience":"customer==customer-1"}"#)
        _ = try await test.post("/api/v1/incidents/\(open)/resolve", #"{"body":"b","cause":"c"}"#)
        _ = try await test.post("/api/v1/incidents/\(open)/request-report", #"{"customer":"customer-1"}"#)
        let back = try await test.own(
            #"{"title":"Gone","impact":"minor","components":["fax"],"body":"b","audience":"customer==customer-1"}"#)
        _ = try await test.post("/api/v1/incidents/\(back)/restore", #"{"customers":["customer-1"],"how":"h"}"#)
        return pages + [
            try #require(try await CustomerIncidentModel.of(IncidentID(open), link, path: "/c/x", site: site)),
            try #require(try await CustomerIncidentModel.of(IncidentID(back), link, path: "/c/x", site: site)),
        ]
    }

    /// A customer's page with and without everything on it.
    private static func customerPages(_ test: TestSite, _ site: Site) async throws -> [Any] {
        var link = LinkRow(
            secretHash: "h", kind: .customer, subject: "customer-1", contact: "customer-1/person1@acme1.example",
            createdAt: test.now)
        let plain = try await CustomerPageModel.of(link, path: "/c/x", said: "agreed", site: site)
        let change = CustomerPageModel.Change(
            path: "/c/x", title: "t", state: "s", stateClass: "fine",
            sites: [.init(site: "i", day: "d", appointment: "a")],
            text: .init(
                summary: "s", downtime: "d", whatYouDo: "w", whatToTest: "t", wayBack: "b", isInEnglish: true,
                lang: "en", dir: "ltr"),
            canAgree: true, agree: "a", canMove: true, mayNotMove: true, canDecline: true,
            days: [.init(value: "v", text: "t")],
            visits: [
                .init(id: "a", text: "t", path: "/", canMove: true, slots: [.init(value: "v", text: "t")])
            ], rollout: "r", wave: 1, seen: "1.2.0")
        link.contact = nil
        let full = CustomerPageModel(
            siteName: "S", words: .of(tag: "he"), name: "n", path: "/c/x", formKey: "k", said: "s", contact: "c",
            troubles: [
                .init(
                    path: "/", title: "t", status: "s", since: "s", body: "b", outlook: "o", isRestored: true,
                    restored: "r", restoredHow: "h")
            ], hasTroubles: true, changes: [change], hasChanges: true,
            works: [
                .init(title: "t", state: "s", stateClass: "fine", times: "t", text: "t", isInEnglish: true)
            ],
            supports: [
                .init(campaign: "c", text: "t", sites: "s", isAccepted: true, canPostpone: true, mustAccept: true)
            ],
            places: [.init(id: "i", runs: "r", pinned: "p", isPinned: true)], earliestPin: "e", latestPin: "l",
            earlySince: "e", isEarly: true)
        return [plain, try await CustomerPageModel.of(link, path: "/c/x", said: nil, site: site), full]
    }

    /// What only a long rollout with evidence has.
    private static func full(_ model: RolloutModel) -> RolloutModel {
        RolloutModel(
            frame: model.frame, id: model.id, release: model.release, state: model.state, stopped: "r",
            stopClass: "minor", incidents: [.init(path: "/", title: "t", status: "s")],
            replacedBy: [.init(id: "n", path: "/n")], replaces: [.init(id: "o", path: "/o")], diffPath: "/d",
            credit: "c", revision: 1, selected: 1,
            withheld: 1, kept: [.init(id: "i", reason: "r")], hasKept: true, waves: model.waves, waiting: model.waiting,
            hasWaiting: true,
            verdict: "v", haltLines: "h", picture: "/p.svg", curve: model.curve, waveName: "w",
            sites: [true, false].map {
                .init(
                    id: "i", customer: "c", customerPath: "/c", path: "/i", state: "planned", label: "l", reason: "r",
                    report: "r",
                    hold: .init(text: "t", path: "/h", isHeld: $0))
            },
            more: 3,
            canHalt: true,
            steps: model.steps + [.init(name: "advance", label: "l", question: "q", wave: 1)],
            pauses: [
                .init(number: 1, text: "t", label: "l", owner: "customer", customer: "c", installation: "i")
            ], hasPauses: true, failed: ["i"], hasFailed: true, proposals: [.init(number: 2, path: "/", text: "t")],
            hasProposals: true,
            responses: [
                .init(at: "a", installation: "i", word: "works", from: "f", way: "w", recordedBy: "r", note: "n")
            ], hasResponses: true, canRollBack: true, waveNumber: 1, canRespond: true)
    }
}
