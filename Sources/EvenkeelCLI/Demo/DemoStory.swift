import EvenkeelAPI
import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelLedger
import EvenkeelStore
import Foundation

/// The demo's story: moves the clock from one due instant to the next, lets the engine do what it does, and plays the
/// parts that people and sites have in it. Everything people and sites do goes over the HTTP API.
actor DemoStory {
    /// One act of the people at the desk, in the order of the story.
    enum Act: Equatable {
        case waitForHalt
        case firstUpdate(at: Timestamp)
        case identified(at: Timestamp)
        case fix(at: Timestamp)
        case waitForRestore
        case monitoring
        case resolve(at: Timestamp)
        case report(at: Timestamp)
        case next(at: Timestamp)
        case nextGuarded
        case over
    }

    private let deployment: Deployment
    private let clock: DemoClock
    private let world: DemoWorld
    private let staff: APIClient
    private let sites: APIClient
    private let pace: DemoPace
    private let print: @Sendable (String) -> Void
    private let narrator: Narrator
    private var act = Act.waitForHalt
    private var nextReports: Timestamp
    private var told: Position = 0
    private var answered: Set<InstallationID> = []
    private(set) var guardRefusal: String?

    init(
        deployment: Deployment, clock: DemoClock, world: DemoWorld, staff: APIClient, sites: APIClient, pace: DemoPace,
        print: @escaping @Sendable (String) -> Void
    ) {
        self.deployment = deployment
        self.clock = clock
        self.world = world
        self.staff = staff
        self.sites = sites
        self.pace = pace
        self.print = print
        narrator = Narrator(zone: deployment.operations.settings.calendar.zone, sites: world.fleet.installations.count)
        nextReports = clock.now
    }

    private var ledger: Ledger { deployment.operations.ledger }

    /// Plays the story to its end.
    func run() async throws {
        try await settle()
        let last = clock.now + .days(150)
        while act != .over {
            try Task.checkCancellation()
            guard clock.now < last else { throw DemoTrouble("the story did not come to its end by \(last)") }
            let next = try await nextInstant()
            let tense = await incident() != nil && act != .over && !isCalmAgain
            try await pace.wait(next - clock.now, tense: tense)
            clock.advance(to: next)
            if clock.now >= nextReports {
                try await report(tense: tense)
                try await callThoseWhoAreSilent()
            }
            try await settle()
            try await play()
            try await settle()
        }
    }

    private var isCalmAgain: Bool {
        switch act {
        case .report, .next, .nextGuarded, .over: true
        default: false
        }
    }

    private func nextInstant() async throws -> Timestamp {
        let now = clock.now
        let due = await ledger.read { $0.agenda.nextAt(after: now) }
        let opens = try await deployment.operations.nextStart(after: now)
        let times = [due, opens, nextReports, actAt].compactMap { $0 }.filter { $0 > now }
        return times.min() ?? now + .hours(1)
    }

    private var actAt: Timestamp? {
        switch act {
        case .firstUpdate(let at), .identified(let at), .fix(let at), .resolve(let at), .report(let at), .next(let at):
            at
        case .waitForHalt, .waitForRestore, .monitoring, .nextGuarded, .over: nil
        }
    }

    /// Lets the engine work until nothing is left to do at this instant.
    private func settle() async throws {
        var busy = true
        while busy {
            let decided = try await deployment.conductor.tick(at: clock.now)
            let installed = try await deployment.installer.tick(clock: deployment.clock)
            let sent = try await deployment.courier.tick(at: clock.now)
            busy = decided || installed > 0 || sent > 0
            // The clock of the story stands still while real work is under way.
            if !busy { busy = await deployment.executors.command.nextEnd() }
            try await tell()
        }
    }

    private func tell() async throws {
        let entries = try await deployment.store.entries(after: told, limit: 1000)
        for entry in entries {
            told = entry.position
            let narrator = narrator
            if let line = await ledger.read({ narrator.line(entry, $0) }) { print(line) }
        }
    }

    /// Whoever was asked for agreement and has not answered stands on a list; somebody picks up the telephone.
    private func callThoseWhoAreSilent() async throws {
        let list = try WireJSON.read(
            CallPage.self, from: try await staff.send("GET", "/api/v1/notices/calls"))
        for call in list.calls {
            _ = try await staff.send(
                "POST", "/api/v1/notices/answers",
                json: [
                    "rollout": call.rollout, "customer": call.customer, "wave": call.wave, "answer": "agreed",
                    "person": call.contacts.first?.name ?? "reception", "note": "Called: the day suits them.",
                ])
        }
        if !list.calls.isEmpty { print("called: \(list.calls.count) customers agree to their day") }
    }

    // MARK: Sites

    /// The sites' monitoring reports once a day, and every ten minutes while an incident is open.
    private func report(tense: Bool) async throws {
        let now = clock.now
        let zone = deployment.operations.settings.calendar.zone
        let today = zone.localDate(at: now)
        let outcomes = world.reports(at: now, reported: &answered)
        nextReports = tense ? now + .minutes(10) : zone.instant(of: today + 1, minuteOfDay: 10 * 60 + 30)
        guard !outcomes.isEmpty else { return }
        let formatter = ISO8601DateFormatter()
        let list = outcomes.map { outcome in
            var object: [String: any Sendable] = [
                // A site reports again the same day once something has changed.
                "id": tense ? "\(outcome.id.text)/\(now.milliseconds)" : outcome.id.text,
                "installation": outcome.installation.text, "release": outcome.release.description,
                "kind": outcome.kind.rawValue,
                "at": formatter.string(from: Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)),
            ]
            if let fault = outcome.fault { object["fault"] = fault }
            if let feature = outcome.feature { object["feature"] = feature }
            return object
        }
        _ = try await sites.send("POST", "/api/v1/outcomes", json: ["outcomes": list])
    }

    // MARK: People

    func incident() async -> Incident? {
        await ledger.read { state in state.incidents.values.first { $0.ownedAt != nil } }
    }

    private func post(_ path: String, _ json: [String: any Sendable]) async throws {
        _ = try await staff.send("POST", "/api/v1/" + path, json: json)
    }

    private func play() async throws {
        let now = clock.now
        guard let incident = await incident() else { return }
        let path = "incidents/\(incident.id)"
        switch act {
        case .waitForHalt:
            act = .firstUpdate(at: (incident.ownedAt ?? now) + .minutes(20))
            nextReports = now + .minutes(10)
        case .firstUpdate(let at) where now >= at:
            try await post(
                path + "/updates",
                [
                    "body":
                        "Faxes that arrive in a call queue are cut off after the first page. Calls and other faxes work. "
                        + "We can reproduce it in our laboratory."
                ])
            // After this nobody writes, so that the holding line has to.
            act = .identified(at: now + .minutes(45))
        case .identified(let at) where now >= at:
            try await post(
                path + "/updates",
                ["status": "identified", "body": "We have found what goes wrong and are testing a repaired version."])
            act = .fix(at: now + .minutes(25))
        case .fix(let at) where now >= at:
            let policy = try DemoResources.text("demo-fix.yaml").replacing("INCIDENT", with: incident.id.text)
            try await startRollout(policy, "pbx-5.2.1")
            act = .waitForRestore
        case .waitForRestore where incident.audience.restored == incident.audience.customers:
            act = .monitoring
            fallthrough
        case .monitoring:
            try await post(
                path + "/updates",
                [
                    "status": "monitoring",
                    "body": "The repaired version runs at every site that was affected. We are watching.",
                ])
            act = .resolve(at: now + .minutes(45))
        case .resolve(let at) where now >= at:
            try await post(path + "/resolve", ["body": "Faxes arrive whole again at every site."])
            act = .report(at: now + .days(3))
        case .report(let at) where now >= at:
            try await post(path + "/report", DemoResources.report(on: clock.now, zone: narrator.zone))
            try await post("holds/hold-\(incident.id)/lift", ["why": "5.2.1 and every later version contain the fix"])
            act = .next(at: now + .days(1))
        case .next(let at) where now >= at:
            do {
                try await startRollout(try DemoResources.text("demo-next.yaml"), "pbx-5.3")
            } catch APIClient.Trouble.refused(_, let title, let detail, _) {
                let refusal = detail ?? title
                guardRefusal = refusal
                print("refused: pbx-5.3 does not start. \(refusal)")
            }
            act = .nextGuarded
        case .nextGuarded:
            try await startRollout(try DemoResources.text("demo-next-guarded.yaml"), "pbx-5.3")
            act = .over
        default: return
        }
    }

    private func startRollout(_ policy: String, _ id: String) async throws {
        try await staff.send(
            "POST", "/api/v1/rollouts", body: Data(policy.utf8), contentType: "application/yaml")
        try await post("rollouts/\(id)/approve", [:])
        try await post("rollouts/\(id)/start", [:])
    }
}

/// Why the demo could not go on.
struct DemoTrouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
