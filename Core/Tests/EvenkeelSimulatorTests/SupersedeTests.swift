import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

@Suite("A hotfix that replaces a release under way")
struct SupersedeTests {
    private static let fix: RolloutID = "pbx-5.2.1"

    /// A release of which alpha has run a week, with trouble in the end, and of which beta and gamma hold a date.
    private struct Story {
        let bench: Bench
        let conductor: Conductor

        init() async throws {
            bench = try await Bench()
            var sites = try await bench.store.fleet().installations
            for index in sites.indices where sites[index].id == "gamma-hq" { sites[index].features = ["queue"] }
            try await bench.store.change([.putInstallations(sites)])
            var policy = try SupersedeTests.policy(Bench.rollout, "5.2.0")
            policy.waves = [
                WavePolicy(
                    name: "first", order: .score, among: try Predicate(parsing: "installation==alpha-hq"),
                    soak: SoakPolicy(days: 20)),
                WavePolicy(name: "rest", soak: SoakPolicy(days: 7)),
            ]
            try await bench.start(policy)
            conductor = Conductor(operations: bench.operations)
            try await until { await bench.wave(1)?.announcedAt != nil }
        }

        func turn() async throws { while try await conductor.tick(at: bench.now) {} }

        /// Turns the clock from duty to duty, and installs what is due, until it is so.
        func until(_ isSo: () async -> Bool) async throws {
            for _ in 0..<60 {
                try await turn()
                if await isSo() { return }
                for row in try await bench.placements([.due]) { try await bench.report(row.installation, .installed) }
                try await turn()
                let next = await bench.operations.ledger.read { [bench] in $0.agenda.nextAt(after: bench.now) }
                bench.clock.advance(to: try #require(next))
            }
            Issue.record("it never was so")
        }

        /// An incident at alpha, owned.
        func breakDown() async throws {
            let opening = IncidentOpening(
                title: "Fax fails", impact: .major, components: [], visibility: .audience, began: bench.now,
                rollout: Bench.rollout, signal: Signal(source: .staff, at: bench.now))
            try await bench.operations.open(
                Bench.incident, opening, body: "Fax fails.", command: "own", by: "ada", at: bench.now)
            try await turn()
        }

        func planFix() async throws -> Plan {
            var policy = try SupersedeTests.policy(SupersedeTests.fix, "5.2.1")
            policy.release.touches = ["fax"]
            policy.release.fixesIncident = Bench.incident
            policy.release.supersedes = Version("5.2.0")
            policy.verdict.minSample = 1
            return try await bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: bench.now)
        }

        func startFix() async throws {
            try await bench.give(.approvePlan(SupersedeTests.fix), id: "approve-fix")
            try await bench.operations.start(SupersedeTests.fix, command: "start-fix", by: "ada", at: bench.now)
            try await turn()
        }
    }

    private static func policy(_ id: RolloutID, _ version: String) throws -> Policy {
        var policy = Policy(
            rollout: id,
            release: Release(
                product: "pbx", version: try #require(Version(version)), touches: ["fax"],
                texts: ["en": ReleaseText(summary: "s", downtime: "d", whatYouDo: "w", whatToTest: "t", wayBack: "b")]),
            select: try Predicate(parsing: "version=lt=\(version)"),
            waves: [WavePolicy(name: "everybody", soak: SoakPolicy(days: 7))])
        policy.notice.before = .days(7)
        policy.verdict.minSample = 1
        return policy
    }

    @Test("who is restored is told by a fact: a site that goes to somebody else, or lost a feature, mends nothing")
    func restored() async throws {
        let story = try await Story()
        try await story.breakDown()
        func change(_ edit: (inout Installation) -> Void) async throws {
            var site = try #require(try await story.bench.store.fleet().installations.first { $0.id == "alpha-hq" })
            edit(&site)
            try await story.bench.store.change([.putInstallations([site])])
            try await story.turn()
        }
        func state() async throws -> AudienceMember.State? {
            try await story.bench.store.member("alpha", of: Bench.incident)?.state
        }
        #expect(try await state() == .affected)
        try await change { $0.customer = "beta" }
        #expect(try await state() == .affected, "the site is somebody else's now")
        try await change { ($0.customer, $0.features) = ("alpha", ["queue"]) }
        #expect(try await state() == .affected, "it runs what broke")
        let fixed = VersionFact(version: try #require(Version("5.2.1")), source: .agent, at: story.bench.now)
        try await story.bench.store.change([.recordVersion("alpha-hq", fixed)])
        try await story.turn()
        #expect(try await state() == .restored)
    }

    @Test("restores whom an incident by hand concerns as well, once all of their sites run what fixes it")
    func restoredByFix() async throws {
        let bench = try await Bench()
        try await bench.put("alpha-store", of: "alpha")
        try await bench.ownedIncident()
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.fixesIncident = Bench.incident
        _ = try await bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: bench.now)
        func restored(after site: InstallationID) async throws -> [CustomerID] {
            let fact = VersionFact(version: try #require(Version("5.2.1")), source: .agent, at: bench.now)
            try await bench.store.change([.recordVersion(site, fact)])
            let conductor = Conductor(operations: bench.operations)
            while try await conductor.tick(at: bench.now) {}
            return try await bench.store.audience(Bench.incident).filter { $0.state == .restored }.map(\.customer)
        }
        #expect(try await restored(after: "alpha-hq").isEmpty, "their other site runs the version before")
        #expect(try await restored(after: "alpha-store") == ["alpha"])
    }

    @Test("goes to the sites that broke first, in a wave of their own that waits for no notice")
    func affectedFirst() async throws {
        let story = try await Story()
        try await story.breakDown()
        let plan = try await story.planFix()
        #expect(plan.waves.map(\.name) == ["affected, first", "everybody"])
        #expect(plan.waves[0].placements.map(\.installation) == ["alpha-hq"])
        #expect(plan.waves[0].atOnce == true)
        #expect(plan.replaces == [Bench.rollout])
        try await story.startFix()
        let waiting = try await story.bench.store.placements(
            PlacementQuery(rollout: Self.fix, installation: "alpha-hq"))
        #expect(waiting.map(\.state) == [.skipped])
        #expect(waiting.map(\.note) == ["notice-too-short"])
        // Consent to "install the fix now" takes the place of the notice period.
        try await story.bench.operations.answer(
            AnswerWish(
                customer: "alpha", rollout: Self.fix, kind: .agreed, way: .telephone, at: story.bench.now,
                person: "Ada", note: "now, please"), command: "agreed", by: "ada", at: story.bench.now)
        let agreed = try await story.bench.store.placements(
            PlacementQuery(rollout: Self.fix, installation: "alpha-hq"))
        #expect(agreed.map(\.state) == [.due])
    }

    @Test("is shown beside the wave that each had in the older release, also where that is open and they have not gone")
    func shownBeside() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        try await bench.report("alpha-hq", .installed)
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.supersedes = Version("5.2.0")
        let plan = try await bench.operations.draftPlan(policy, at: bench.now)
        let moves = try await bench.operations.diff(of: plan, at: bench.now).moves
        #expect(moves.map(\.installation) == ["alpha-hq", "beta-hq", "gamma-hq"])
        #expect(moves.map(\.from?.wave) == [nil, "all", "all"])
    }

    @Test("ends the older release, and tells those who hold its date once")
    func toldOnce() async throws {
        let story = try await Story()
        try await story.breakDown()
        _ = try await story.planFix()
        let before = try await story.bench.deliveries().map(\.id)
        try await story.startFix()
        let old = await story.bench.operations.ledger.read { $0.rollouts[Bench.rollout] }
        #expect(old?.state == .aborted)
        #expect(old?.replacedBy == Self.fix)
        let news = try await story.bench.deliveries().filter { !before.contains($0.id) }
        let kinds = Dictionary(grouping: news, by: \.customer).mapValues { $0.map { $0.subject.key } }
        #expect(kinds["beta"] == ["replaced/pbx-5.2/1/1/pbx-5.2.1"])
        #expect(kinds["gamma"] == ["replaced/pbx-5.2/1/1/pbx-5.2.1"])
        #expect(kinds["alpha"] == ["notice/pbx-5.2.1/1/0/0"])
        // The message is the notice of the fix: a week later they may go, and nobody was written to again.
        let notices = try await story.bench.store.notices(NoticeQuery(rollout: Self.fix, wave: 1))
        #expect(notices.map(\.customer) == ["beta", "gamma"])
        #expect(notices.allSatisfy { $0.announcedAt == story.bench.now && $0.stands })
        let standing = try await story.bench.operations.standing(
            of: "beta-hq", in: Bench.rollout, at: story.bench.now)
        #expect(standing == .replaced(by: Self.fix))
    }

    @Test(
        "is announced by the message that replaces the older one, also to those whose agreement is asked: no second follows"
    )
    func noSecond() async throws {
        let story = try await Story()
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.supersedes = Version("5.2.0")
        policy.notice.acknowledge = .always
        policy.start = CivilDate(
            dayNumber: story.bench.operations.settings.calendar.zone.localDate(at: story.bench.now).dayNumber + 14)
        _ = try await story.bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: story.bench.now)
        let before = try await story.bench.deliveries().map(\.id)
        func wave() async -> RolloutWave? {
            await story.bench.operations.ledger.read { $0.rollouts[Self.fix]?.waves.first }
        }
        let noticeAt = try #require(await wave()?.noticeAt)
        try await story.startFix()
        #expect(await wave()?.announcedAt == story.bench.now, "with the message, though its notices were for later")
        let day = try await story.bench.store.notices(NoticeQuery(rollout: Self.fix, customer: "beta")).first?.day
        // A server that stands still when its notices would have gone moves nobody's day.
        story.bench.clock.advance(to: noticeAt + .days(1))
        try await story.turn()
        let news = try await story.bench.deliveries().filter { !before.contains($0.id) && $0.customer != "alpha" }
        #expect(Set(news.map { $0.subject.key }) == ["replaced/pbx-5.2/1/1/pbx-5.2.1"], "\(news.map(\.subject))")
        let notices = try await story.bench.store.notices(NoticeQuery(rollout: Self.fix, customer: "beta"))
        #expect(notices.map(\.day) == [day] && notices.allSatisfy(\.mustAgree))
    }

    @Test("names days of later waves as well, and a freeze over one of them shows whom it concerns before it is made")
    func frozenLater() async throws {
        let story = try await Story()
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.supersedes = Version("5.2.0")
        policy.waves = [
            WavePolicy(
                name: "first", among: try Predicate(parsing: "customer!=beta"), soak: SoakPolicy(days: 7)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 7)),
        ]
        _ = try await story.bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: story.bench.now)
        try await story.startFix()
        let waves = await story.bench.operations.ledger.read { $0.rollouts[Self.fix]?.waves }
        #expect(waves?.map { $0.announcedAt != nil } == [true, false])
        let notice = try await story.bench.store.notices(NoticeQuery(rollout: Self.fix, customer: "beta")).first
        let day = try #require(notice?.day)
        let fair = try #require(Freeze(from: day, to: day + 1, why: "the fair"))
        let impacts = try await story.bench.operations.calendarImpact(at: story.bench.now) { $0.freezes.append(fair) }
        let impact = try #require(impacts.first { $0.rollout == Self.fix })
        #expect(impact.told.contains("beta"), "\(impact.told)")
    }

    @Test("names for a later wave a day that leaves it the time of its own notice, and keeps it")
    func laterWave() async throws {
        let story = try await Story()
        let bench = story.bench
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.supersedes = Version("5.2.0")
        policy.waves = [
            WavePolicy(name: "first", among: try Predicate(parsing: "customer!=beta"), soak: SoakPolicy(days: 1)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 1)),
        ]
        _ = try await bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: bench.now)
        try await story.startFix()
        func wave() async throws -> RolloutWave {
            try #require(await bench.operations.ledger.read { $0.rollouts[Self.fix]?.waves[1] })
        }
        func day() async throws -> CivilDate? {
            try await bench.store.notices(NoticeQuery(rollout: Self.fix, customer: "beta")).last?.day(of: "beta-hq")
        }
        let told = try #require(try await day())
        let held = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta"))
        let letter = try #require(try await bench.deliveries().last { $0.customer == "beta" })
        #expect(letter.subject.lostDays?.map(\.day) == held.compactMap { $0.day(of: "beta-hq") })
        while try await wave().openedAt == nil, bench.now < (told + 1).startUTC {
            try await story.turn()
            let due = try await bench.store.placements(PlacementQuery(rollout: Self.fix, states: [.due]))
            for row in due { try await bench.report(row.installation, .installed, version: "5.2.1") }
            for site in ["alpha-hq", "gamma-hq"] as [InstallationID] where !due.isEmpty {
                try await bench.report(site, .healthy, version: "5.2.1")
            }
            bench.pass(.hours(3))
        }
        #expect(try await wave().openedAt?.dateAndMilliseconds.0 == told)
        #expect(try await day() == told)
        let moved = try await bench.deliveries().filter {
            if case .moved(Self.fix, _, _, _, _, _, _) = $0.subject { true } else { false }
        }
        #expect(moved.isEmpty, "\(moved.map(\.subject.key))")
    }

    @Test("reminds of a day that its message named, also where that is not the wave's")
    func reminds() async throws {
        let story = try await Story()
        let bench = story.bench
        var site = try #require(try await bench.store.fleet()["beta-hq"])
        site.window = "FREQ=WEEKLY;BYDAY=SA PT8H"
        try await bench.store.change([.putInstallations([site])])
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.supersedes = Version("5.2.0")
        policy.notice.remind = .days(2)
        _ = try await bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: bench.now)
        try await story.startFix()
        let day = try #require(
            try await bench.store.notices(NoticeQuery(rollout: Self.fix, customer: "beta")).first?.day(of: "beta-hq"))
        #expect(day.weekday == .saturday)
        while bench.now < (day - 1).startUTC {
            try await story.turn()
            bench.pass(.hours(6))
        }
        let reminders = try await bench.deliveries().filter {
            if case .reminder(Self.fix, _, _, _) = $0.subject { $0.customer == "beta" } else { false }
        }
        #expect(reminders.map(\.subject.remindedDay) == [day])
    }

    @Test("opens its later waves on any day, and installs nobody before the day that they were told")
    func toldDaysHold() async throws {
        let story = try await Story()
        let bench = story.bench
        try await story.breakDown()
        var site = try #require(try await bench.store.fleet()["beta-hq"])
        site.workweek = .mondayToFriday
        try await bench.store.change([.putInstallations([site])])
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.fixesIncident = Bench.incident
        policy.release.supersedes = Version("5.2.0")
        policy.notice.before = .days(5)
        policy.execute.by = .command
        _ = try await bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: bench.now)
        try await story.startFix()
        let told = try #require(
            try await bench.store.notices(NoticeQuery(rollout: Self.fix, customer: "beta")).first?.day)
        try await bench.operations.answer(
            AnswerWish(
                customer: "alpha", rollout: Self.fix, kind: .agreed, way: .telephone, at: bench.now, person: "Ada",
                note: "now, please"), command: "agreed", by: "ada", at: bench.now)
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        var opened: CivilDate?
        while bench.now < (told + 2).startUTC {
            let at = bench.now
            try await story.turn()
            while try await installer.tick(clock: { at }) > 0 {}
            let waves = try #require(await bench.operations.ledger.read { $0.rollouts[Self.fix]?.waves })
            if waves[0].state == .inconclusive {
                try await bench.operations.advance(
                    Self.fix, reason: "it works", command: "go", by: "ada", at: bench.now)
            }
            if opened == nil { opened = waves[1].openedAt?.dateAndMilliseconds.0 }
            bench.pass(.hours(1))
        }
        #expect(try #require(opened) < told, "on a day on which nobody works")
        let row = try await bench.store.placements(PlacementQuery(rollout: Self.fix, installation: "beta-hq")).first
        #expect(row?.state == .installed && row?.settledAt?.dateAndMilliseconds.0 == told, "\(String(describing: row))")
    }

    @Test("takes over a no: whoever declined the older release hears nothing, is to be called, and goes on a yes only")
    func refusedBefore() async throws {
        let story = try await Story()
        let bench = story.bench
        var wish = AnswerWish(customer: "beta", rollout: Bench.rollout, kind: .declined, way: .page, at: bench.now)
        wish.note = "Not before our audit."
        try await bench.operations.answer(wish, command: "no", by: "bea", at: bench.now)
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.supersedes = Version("5.2.0")
        policy.notice.onSilence = .proceed
        _ = try await bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: bench.now)
        let before = try await bench.deliveries().map(\.id)
        try await story.startFix()
        let call = try #require(try await bench.operations.calls(at: bench.now).first)
        #expect(call.notice.rollout == Self.fix && call.notice.customer == "beta")
        #expect(call.reason == .declined && call.said == "Not before our audit.")
        for _ in 0..<12 {
            bench.pass(.days(1))
            try await story.turn()
        }
        let news = try await bench.deliveries().filter { !before.contains($0.id) }
        #expect(Set(news.map(\.customer)) == ["alpha", "gamma"])
        let standing = try await bench.operations.standing(of: "beta-hq", in: Self.fix, at: bench.now)
        #expect(standing == .notice(.declined))
        try await bench.operations.answer(
            AnswerWish(
                customer: "beta", rollout: Self.fix, kind: .agreed, way: .telephone, at: bench.now, person: "Bea",
                note: "The audit is over."), command: "yes", by: "ada", at: bench.now)
        try await story.turn()
        #expect(try await bench.operations.standing(of: "beta-hq", in: Self.fix, at: bench.now) != .notice(.declined))
    }

    @Test("takes over a no from a rollout that is over, and that went on without whoever said it")
    func refusedInOneThatIsOver() async throws {
        let story = try await Story()
        let bench = story.bench
        var wish = AnswerWish(customer: "beta", rollout: Bench.rollout, kind: .declined, way: .page, at: bench.now)
        wish.note = "Never this one."
        try await bench.operations.answer(wish, command: "no", by: "bea", at: bench.now)
        try await bench.operations.advance(
            Bench.rollout, reason: "in a hurry", command: "advance", by: "ada", at: bench.now)
        try await story.until { await bench.wave(1)?.state == .open }
        for row in try await bench.placements([.due]) { try await story.bench.report(row.installation, .installed) }
        try await story.turn()
        try await bench.operations.advance(
            Bench.rollout, reason: "in a hurry", command: "advance-again", by: "ada", at: bench.now)
        #expect(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.state } == .completed)
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.supersedes = Version("5.2.0")
        policy.notice.onSilence = .proceed
        _ = try await bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: bench.now)
        try await story.startFix()
        for _ in 0..<12 {
            bench.pass(.days(1))
            try await story.turn()
        }
        let calls = try await bench.operations.calls(at: bench.now).filter { $0.notice.rollout == Self.fix }
        #expect(calls.map(\.notice.customer) == ["beta"])
        #expect(calls.map(\.said) == ["Never this one."])
        #expect(
            try await bench.operations.standing(of: "beta-hq", in: Self.fix, at: bench.now) == .notice(.declined))
    }

    @Test("takes over a no, and what was said with it, through a release between")
    func refusedLongBefore() async throws {
        let story = try await Story()
        let bench = story.bench
        var wish = AnswerWish(customer: "beta", rollout: Bench.rollout, kind: .declined, way: .page, at: bench.now)
        wish.note = "Not before our audit."
        try await bench.operations.answer(wish, command: "no", by: "bea", at: bench.now)
        for (index, (version, older)) in [("5.2.1", "5.2.0"), ("5.2.2", "5.2.1")].enumerated() {
            let id = RolloutID("pbx-\(version)")
            var policy = try Self.policy(id, version)
            policy.release.supersedes = Version(older)
            policy.notice.onSilence = .proceed
            _ = try await bench.operations.makePlan(policy, id: CommandID("plan-\(index)"), by: "ada", at: bench.now)
            try await bench.give(.approvePlan(id), id: CommandID("approve-\(index)"))
            try await bench.operations.start(id, command: CommandID("start-\(index)"), by: "ada", at: bench.now)
            try await story.turn()
            let calls = try await bench.operations.calls(at: bench.now).filter { $0.notice.rollout == id }
            #expect(calls.map(\.notice.customer) == ["beta"])
            #expect(calls.map(\.said) == ["Not before our audit."], "\(version)")
        }
    }

    @Test("takes over what soaked without trouble, of the parts it does not touch")
    func credit() async throws {
        let story = try await Story()
        // Alpha was never in trouble, and was heard of after a week; what it runs is what the fix touches.
        story.bench.pass(.days(7))
        try await story.bench.report("alpha-hq", .healthy)
        var sites = try await story.bench.store.fleet().installations
        for index in sites.indices where sites[index].id == "alpha-hq" { sites[index].features = ["fax", "queue"] }
        try await story.bench.store.change([.putInstallations(sites)])
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.supersedes = Version("5.2.0")
        policy.verdict.minSample = 1
        policy.waves = [
            WavePolicy(
                name: "queues", among: try Predicate(parsing: "feature==queue;feature!=fax"),
                soak: SoakPolicy(days: 7)),
            WavePolicy(name: "fax", soak: SoakPolicy(days: 7)),
        ]
        let plan = try await story.bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: story.bench.now)
        let credit = try #require(plan.credit)
        #expect(credit.cleanSites == 1)
        #expect(credit.features == ["queue"])
        #expect(credit.days >= 5)
        // Gamma runs only queues, which have soaked; the others run fax, which the fix touches.
        #expect(plan.waves.map(\.soakDays) == [max(1, 7 - credit.days), 7])
        #expect(plan.waves[0].placements.map(\.installation) == ["gamma-hq"])
    }

    @Test(
        "evidence that a policy asks for counts what the replaced release has shown of untouched parts, and one site more"
    )
    func evidenceCredit() async throws {
        let story = try await Story()
        story.bench.pass(.days(7))
        var sites = try await story.bench.store.fleet().installations
        for index in sites.indices { sites[index].features = ["fax", "queue"] }
        try await story.bench.store.change([.putInstallations(sites)])
        try await story.bench.report("alpha-hq", .healthy)
        for feature in ["queue", "fax"] {
            let outcome = Outcome(
                id: OutcomeID("used \(feature)"), installation: "alpha-hq",
                release: try #require(Version("5.2.0")), kind: .used, at: story.bench.now, feature: feature)
            #expect(
                try await story.bench.operations.record(
                    [.init(index: 0, outcome: outcome)], source: "agent", at: story.bench.now
                ).isEmpty)
        }
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.supersedes = Version("5.2.0")
        policy.waves[0].soak.evidence = ["feature:queue used at 2", "feature:fax used at 2", "event:month-end at 2"]
        let plan = try await story.bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: story.bench.now)
        let credit = try #require(plan.credit)
        #expect(credit.used == ["queue": 1], "fax is what the fix touches")
        let wanted = policy.waves[0].soak.evidence.compactMap(EvidenceWish.init).map(credit.sitesWanted)
        #expect(wanted == [1, 2, 2])
        #expect(credit.sitesWanted(by: try #require(EvidenceWish("feature:queue used at 1"))) == 1, "one at least")
        let kept = await story.bench.operations.ledger.read { $0.rollouts[Self.fix]?.credit }
        #expect(kept == credit)
    }

    @Test("names an incident that is known, and an older version than its own")
    func refusals() async throws {
        let story = try await Story()
        var policy = try Self.policy(Self.fix, "5.2.1")
        policy.release.fixesIncident = "never-heard-of"
        await #expect(throws: OperationError.refused(.unknownIncident("never-heard-of"))) {
            _ = try await story.bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: story.bench.now)
        }
        policy.release.fixesIncident = nil
        policy.release.supersedes = Version("5.3.0")
        let older = try #require(policy.release.supersedes)
        await #expect(throws: OperationError.refused(.supersedesNewer(policy.release, older: older))) {
            _ = try await story.bench.operations.makePlan(policy, id: "plan-fix", by: "ada", at: story.bench.now)
        }
    }
}

extension Bench {
    fileprivate func wave(_ index: Int) async -> RolloutWave? {
        await operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[index] }
    }
}
