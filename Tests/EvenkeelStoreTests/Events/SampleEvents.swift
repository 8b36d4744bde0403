import EvenkeelDomain

@testable import EvenkeelLedger

/// One event of each case, in an order that tells one story: a release halts in its first wave.
enum SampleEvents {
    static let all = setUp + rollout + incident + calendar + debts + maintenance + access

    private static let at = Timestamp(milliseconds: 1_790_000_000_000)
    private static let digest = Digest(of: ["acme-hq", "bolt-office"])

    private static func date(_ text: String) -> CivilDate {
        guard let date = CivilDate(text) else { preconditionFailure("\(text) is no date") }
        return date
    }

    private static func predicate(_ text: String) -> Predicate {
        do { return try Predicate(parsing: text) } catch { preconditionFailure("\(text): \(error)") }
    }

    private static func share(_ value: Double) -> Share {
        guard let share = Share(value) else { preconditionFailure("\(value) is no share") }
        return share
    }

    private static let release = Release(
        product: "pbx", version: Fixtures.version("5.2.0"), fixes: ["QUEUE-113", "FAX-9"],
        touches: ["call-queue", "fax", "sip-trunk"], requires: [Fixtures.version("5.0.0")], fixesIncident: "i-0",
        supersedes: Fixtures.version("5.1.9"),
        texts: [
            "en": ReleaseText(
                summary: "Calls are no longer lost in a queue.", downtime: "Two minutes", whatYouDo: "Nothing",
                whatToTest: "Call your own queue", wayBack: "We go back to 5.1.9"),
            "de": ReleaseText(
                summary: "Anrufe gehen in Warteschlangen nicht mehr verloren – \"endlich\".", downtime: "Zwei Minuten",
                whatYouDo: "Nichts", whatToTest: "Die eigene Warteschlange anrufen", wayBack: "Zurück zu 5.1.9"),
        ])

    private static let policy = Policy(
        rollout: "pbx-5.2", release: release, select: predicate("version=lt=5.2.0"), start: date("2026-12-01"),
        deadline: date("2027-03-31"),
        coverage: CoveragePolicy(strength: 2, features: true, environment: ["platform", "cpu"], depth: 1),
        canaryPerCustomer: true,
        waves: [
            WavePolicy(
                name: "simplest", publicName: "first group", order: .simplicity, among: predicate("friendly=ge=0.7"),
                limit: WaveLimit(installations: .count(5), seats: .share(share(0.02))),
                soak: SoakPolicy(days: 7, of: .working, responses: 3, evidence: ["feature:call-queue used at 3"])),
            WavePolicy(name: "the rest", split: WaveLimit(seats: .share(share(0.15)))),
        ],
        notice: NoticePolicy(
            before: .days(7), remind: .days(1), acknowledge: predicate("friendly=lt=0.5"), onSilence: .call,
            callAfter: .days(3), postponeTimes: 2, postponeUntil: date("2027-02-28")),
        calendar: CalendarPolicy(
            freezes: [Freeze(from: date("2026-12-18"), to: date("2027-01-07"), why: "year end")].compactMap(\.self),
            capacityPerDay: 12, settleDays: 2),
        weights: [.need: 0.45, .complexity: 0.3, .friendliness: 0.15, .feedback: 0.1], fatigue: .days(60),
        execute: ExecutePolicy(by: .command, command: "pbx-install", parallel: 8, timeout: .minutes(30), retries: 1),
        onHalt: HaltPolicy(own: .auto, component: "telephony", impact: .major, audience: .implicated))

    private static let wave = RolloutWave(
        name: "simplest", publicName: "first group", opens: date("2026-12-01"), opensAt: at, noticeAt: at - .days(7),
        soakDays: 7, exposure: Exposure(installations: 2, seats: 50, customers: 2), coverage: 0.71, digest: digest)

    private static func evidence(_ metric: GateEvidence.Metric, failed: Int, _ text: String) -> GateEvidence {
        GateEvidence(
            metric: metric, tallyVersion: 41, enrolled: 20, sites: 18, failed: failed, silent: 1, expected: 0.2,
            falseHalt: 0.01, baseline: 0.01, horizonSites: 240, upperBound: 0.152, upperBoundFixed: nil,
            implicated: failed == 0
                ? [] : [.init(features: ["call-queue", "fax"], logEvidence: 3.7136, failed: failed, sites: 5)],
            text: text)
    }

    private static let setUp: [Event] = [
        .componentDeclared(Component(id: "telephony", name: "Telephony")),
        .outboundChanged(OutboundChanged(state: .allowList)),
        .releaseRegistered(release),
    ]

    private static let rollout: [Event] = [
        .planMade(
            PlanMade(rollout: "pbx-5.2", policy: policy, revision: 1, selected: 2, withheld: 1, waves: [wave])),
        .planApproved(PlanApproved(rollout: "pbx-5.2", revision: 1)),
        .rolloutStarted(
            RolloutStarted(
                rollout: "pbx-5.2",
                guards: [GuardFinding(guardID: "g-0", sitesPlanned: 3, sitesAvailable: 4, satisfied: true)])),
        .waveAnnounced(
            WaveAnnounced(rollout: "pbx-5.2", wave: 0, customers: 2, deliveries: 3, digest: digest, opensAt: at)),
        .waveOpened(WaveOpened(rollout: "pbx-5.2", wave: 0, released: 2, skipped: 1, digest: digest)),
        .rolloutPaused(RolloutStopped(rollout: "pbx-5.2", reason: "A storm is coming.")),
        .rolloutResumed(RolloutStopped(rollout: "pbx-5.2", reason: "It has passed.")),
        .waveSettled(
            WaveSettled(
                rollout: "pbx-5.2", wave: 0, installed: 1, failed: 1, soakEndsAt: at + .days(7),
                soakDeadlineAt: at + .days(14))),
        .soakMoved(
            SoakMoved(
                rollout: "pbx-5.2", wave: 0, endsAt: at + .days(9), deadlineAt: at + .days(16), slowest: "acme-hq")),
        .gateInconclusive(
            GateDecided(rollout: "pbx-5.2", wave: 0, evidence: evidence(.health, failed: 0, "Too few have answered."))),
        .gatePassed(
            GateDecided(
                rollout: "pbx-5.2", wave: 0, evidence: evidence(.installs, failed: 0, "All 18 are well."),
                overrideReason: "Called each of them.")),
        .waveHalted(
            GateDecided(
                rollout: "pbx-5.2", wave: 0,
                evidence: evidence(.health, failed: 4, "4 of 5 sites with call-queue and fax are not well."))),
        .placementsRecalled(PlacementsRecalled(rollout: "pbx-5.2", wave: 0, count: 1, digest: digest)),
        .datesWithdrawn(DatesWithdrawn(rollout: "pbx-5.2", wave: 1, customers: 2, digest: digest)),
        .waveReminded(WaveReminded(rollout: "pbx-5.2", wave: 1, customers: 2, deliveries: 3, digest: digest)),
        .datesRenewed(
            DatesRenewed(rollout: "pbx-5.2", wave: 0, customers: 1, deliveries: 1, digest: digest, opensAt: at)),
        .sitesReleased(SitesReleased(rollout: "pbx-5.2", until: at, count: 2, digest: digest)),
        .customerAnswered(
            CustomerAnswered(
                answer: "a-1", customer: "acme", rollout: "pbx-5.2", wave: 1, kind: .moved, way: .telephone,
                day: date("2026-12-14"), ownDate: at, digest: digest)),
        .installationsPinned(
            InstallationsPinned(
                installations: ["acme-hq"], until: date("2027-01-31"), byCustomer: true, endsAt: at)),
        .pinsLifted(PinsLifted(installations: ["acme-hq"])),
        .appointmentChanged(
            AppointmentChanged(
                appointment: "ap-1", rollout: "pbx-5.2", installation: "acme-hq", state: .agreed, start: at,
                minutes: 90, sequence: 1, ownDate: at)),
        .campaignOpened(
            CampaignOpened(
                campaign: SupportCampaign(
                    id: "pbx-4", product: "pbx", below: Fixtures.version("5.0.0"), ends: date("2027-03-31"),
                    rollout: "pbx-5.2"), letters: [CampaignLetter(daysBefore: 90, at: at)])),
        .lettersSent(
            LettersSent(campaign: "pbx-4", daysBefore: 90, customers: 2, deliveries: 3, digest: digest)),
        .supportAnswered(
            SupportAnswered(
                campaign: "pbx-4", customer: "acme", answer: "a-2", kind: .acceptsRisk, way: .telephone,
                digest: digest)),
        .campaignClosed(CampaignClosed(campaign: "pbx-4", why: "support was extended")),
        .rolloutHalted(RolloutStopped(rollout: "pbx-5.2", reason: "Somebody saw smoke.")),
        .holdAdded(
            Hold(
                id: "hold-i-1", predicate: predicate("feature==call-queue;feature==fax"), owner: "verdict",
                why: "they lose calls", since: at, expires: at + .days(30), incident: "i-1")),
        .holdExpiring(HoldExpiring(hold: "hold-i-1", owner: "verdict", expires: at + .days(30))),
        .holdRenewed(HoldRenewed(hold: "hold-i-1", expires: at + .days(60), why: "The fix is late.")),
        .holdOverridden(
            HoldOverridden(
                hold: "hold-i-1", rollout: "pbx-5.2", installations: ["acme-hq"], why: "They have no fax any more.")),
        .dayOverridden(
            DayOverridden(
                rollout: "pbx-5.2", installation: "acme-hq", day: date("2026-12-09"), perDay: 1, team: "north",
                why: "Dana is next door.")),
        .holdLifted(HoldLifted(hold: "hold-i-1", why: "5.2.1 is out")),
        .revisionProposed(
            RevisionProposed(
                rollout: "pbx-5.2", revision: 3, parent: 1, begun: 1, policy: policy, selected: 3, withheld: 0,
                waves: [wave], moved: 2, reason: "A site joined.")),
        .revisionAdopted(
            RevisionAdopted(
                rollout: "pbx-5.2", revision: 3, parent: 1, waves: [wave], moved: 2, told: 1, digest: digest)),
        .rolloutAborted(RolloutStopped(rollout: "pbx-5.2", reason: "5.2.1 takes its place.")),
        .rolloutCompleted(RolloutCompleted(rollout: "pbx-5.2")),
        .rollbackOrdered(
            RollbackOrdered(rollout: "pbx-5.2", count: 2, digest: digest, reason: "Fax is down there.")),
        .sitesRetried(SitesRetried(rollout: "pbx-5.2", count: 2, digest: digest, reason: "The disk is empty.")),
        .stragglersReleased(StragglersReleased(rollout: "pbx-5.2", count: 2, digest: digest)),
    ]

    private static let openPromise = Promise(id: "p-1", kind: .update, madeAt: at, due: at + .minutes(60))

    private static let keptPromise = {
        var promise = openPromise
        promise.settle(at: at + .minutes(50), by: .holdingLine)
        return promise
    }()

    private static let incident: [Event] = [
        .incidentSuspected(
            IncidentSuspected(
                incident: "i-1", title: "Calls are lost in queues", impact: .major, components: ["telephony"],
                visibility: .audience, publicTitle: nil, began: at - .minutes(20),
                origin: .rollout("pbx-5.2", wave: 0),
                signal: Signal(source: .verdict, at: at, note: "4 of 5 sites"), concerns: predicate("feature==fax"))),
        .signalReceived(
            SignalReceived(incident: "i-1", signal: Signal(source: .customer, at: at + .minutes(3), note: nil))),
        .incidentOwned(
            IncidentOwned(
                incident: "i-1", audience: AudienceSummary(customers: 2, restored: 0, digest: digest),
                criticality: .revenue)),
        .updatePosted(
            UpdatePosted(
                incident: "i-1",
                update: IncidentUpdate(
                    id: "u-1", status: .investigating, body: "We know that calls are lost.\nWe are on it.", at: at,
                    author: .person("maria"), outlook: .next(by: at + .minutes(60))), settled: keptPromise,
                made: openPromise)),
        .updateFannedOut(UpdateFannedOut(incident: "i-1", update: "u-1", deliveries: 3, digest: digest)),
        .customersRestored(
            CustomersRestored(incident: "i-1", count: 2, digest: digest, how: "went back to 5.1.9")),
        .incidentPublished(IncidentPublished(incident: "i-1", publicTitle: "Calls lost in queues")),
        .reportPublished(
            ReportPublished(
                incident: "i-1",
                report: Report(
                    whatHappened: "Calls that came with a fax were dropped.",
                    causes: [Report.Cause(kind: .ours, text: "We had not tried the two together.")],
                    whatWeDid: "Went back, then repaired it.",
                    actions: [
                        CorrectiveAction(
                            id: "a-1", text: "Soak at sites with fax", owner: "maria", due: date("2027-01-15"),
                            proof: .guard("g-1")),
                        CorrectiveAction(
                            id: "a-2", text: "Write it down", owner: "tom", due: date("2027-01-20"),
                            proof: .record("handbook 4.2", approvedBy: "maria")),
                    ]))),
        .guardAdded(
            Guard(
                id: "g-1", incident: "i-1", action: "a-1", when: predicate("release.touches==fax"), soakHours: 72,
                atSites: 3, matching: predicate("feature==fax;feature==call-queue"), beforeWave: 3, since: at)),
    ]

    private static let maintenance: [Event] = {
        var moved = MaintenanceNote(
            kind: .moved, from: at + .days(3), to: at + .days(3) + .hours(2), at: at + .hours(1), text: "A day later.",
            texts: ["it": "Un giorno dopo."])
        moved.fannedOut = true
        return [
            .maintenanceScheduled(
                MaintenanceScheduled(
                    maintenance: Maintenance(
                        id: "core-switch", title: "New core switch", components: ["telephony"], visibility: .audience,
                        concerns: predicate("feature==fax"),
                        announcement: MaintenanceNote(
                            kind: .scheduled, from: at + .days(2), to: at + .days(2) + .hours(2), at: at,
                            text: "Calls may drop for a minute.")),
                    override: LeakOverride(why: "They know the supplier.", kinds: [.supplier]))),
            .maintenanceChanged(MaintenanceChanged(maintenance: "core-switch", status: .scheduled, note: moved)),
            .maintenanceFannedOut(
                MaintenanceFannedOut(maintenance: "core-switch", note: 0, deliveries: 3, digest: digest)),
        ]
    }()

    private static let access: [Event] = [
        .tokenAdded(TokenAdded(token: "ci", scope: .outcomes)), .tokenRevoked(TokenRevoked(token: "ci")),
        .linkMade(LinkMade(kind: .customer, customer: "acme", ends: at + .days(90), digest: digest)),
        .linksRevoked(LinksRevoked(kind: .customer, customer: "acme", digest: digest)),
        .choiceMade(
            ChoiceMade(customer: "acme", choice: MessageChoice(incidents: .ends, planned: false), digest: digest)),
        .quarantineLifted(QuarantineLifted(customer: "acme", digest: digest)),
        .deliveryMoved(
            DeliveryMoved(
                move: .drop, about: "update/i-1/u-1", customer: "acme", reason: "Told by telephone.", digest: digest)),
    ]

    private static let debts: [Event] = [
        .alertRaised(
            AlertRaised(
                incident: "i-1",
                alert: StaffAlert(
                    id: "i-1-alert-1", reason: .missed, person: "maria", promise: "p-1", raisedAt: at,
                    answerBy: at + .minutes(5)))),
        .alertHandedOver(
            AlertHandedOver(
                incident: "i-1", alert: "i-1-alert-1", reached: ["command:pager"], failed: ["email: refused"])),
        .alertAcknowledged(AlertAcknowledged(incident: "i-1", alert: "i-1-alert-1")),
        .alertPassedOn(
            AlertPassedOn(
                incident: "i-1", alert: "i-1-alert-1",
                next: StaffAlert(
                    id: "i-1-alert-2", reason: .escalated, person: nil, promise: "p-1", raisedAt: at + .minutes(5)))),
        .actionOpened(
            ActionOpened(
                incident: "i-1",
                action: CorrectiveAction(
                    id: "i-1-seen-first", text: "Find out why", owner: "maria", due: date("2027-01-15")),
                made: Promise(
                    id: "p-2", kind: .action, madeAt: at, due: at + .days(7), subject: "i-1-seen-first",
                    warnAt: at + .days(5)))),
        .actionProven(
            ActionProven(
                incident: "i-1", action: "a-1", proof: .check("fax-test", greenAt: at), settled: keptPromise)),
        .promiseMissed(PromiseMissed(incident: "i-1", settled: keptPromise, made: openPromise)),
        .signalCorrected(
            SignalCorrected(
                incident: "i-1",
                correction: SignalCorrection(
                    signal: 1, was: at, at: at + .minutes(3), why: "they meant 08:03", by: "maria", correctedAt: at))),
        .regulatoryClockStarted(
            RegulatoryClockStarted(
                incident: "i-1", regime: .nis2, awareAt: at, classifiedAt: nil, superseded: [],
                made: [
                    Promise(
                        id: "p-3", kind: .regulator, madeAt: at, due: at + .hours(24), subject: "nis2/early-warning")
                ])),
        .regulatorTold(
            RegulatorTold(
                incident: "i-1", subject: "nis2/early-warning", reference: "BSI 4711", settled: nil, made: nil)),
        .audienceRecomputed(
            AudienceRecomputed(
                incident: "i-1", concerns: predicate("version==5.2.0;feature==fax"), why: "Only fax fails.",
                isComplete: false, audience: AudienceSummary(customers: 2, restored: 1, digest: digest), joined: 1,
                left: 2,
                digest: digest, criticality: .revenue)),
        .audienceGrown(
            AudienceGrown(
                incident: "i-1", audience: AudienceSummary(customers: 3, restored: 1, digest: digest), joined: 1,
                digest: digest, criticality: .high)),
        .reportAmended(
            ReportAmended(
                incident: "i-1",
                report: Report(
                    whatHappened: "Calls that came with a fax were dropped.", causes: [], whatWeDid: "", actions: []),
                why: "A number was wrong.", made: [])),
        .reportRequested(ReportRequested(incident: "i-2", customer: "acme", made: openPromise)),
        .repeatRejected(RepeatRejected(incident: "i-2", of: "i-1")),
        .repeatConfirmed(RepeatConfirmed(incident: "i-2", of: "i-1", wasComplete: false)),
        .incidentImported(
            IncidentImported(
                incident: "past-1", title: "Pages were slow", impact: .minor, components: ["pages"],
                visibility: .audience, began: at, words: [.init(at: at, status: .investigating, body: "We look.")],
                source: "history.jsonl")),
    ]
}
