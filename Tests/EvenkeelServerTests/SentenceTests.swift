import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner
import Testing

@Suite("What is said when something is refused or fails")
struct SentenceTests {
    private static let day = CivilDate(dayNumber: 20_605)
    private static let time = Timestamp(milliseconds: 1_780_300_800_000)

    private static let rule = Guard(
        id: "g", incident: "i", action: "a", when: .always, soakHours: 72, atSites: 3, matching: .always,
        beforeWave: 3, since: time)

    /// One of each case. The switch below does not compile when a case is added; add it here then.
    static let refusals: [Refusal] = [
        .unknownRollout("r"), .unknownWave("r", 0), .unknownIncident("i"), .unknownHold("h"), .holdEnded("h", at: time),
        .unknownRelease("pbx 1"),
        .supersedesNewer(release, older: release.version), .alreadyExists("x"), .planOutdated("r", revision: 1),
        .rolloutCannot(.start, "r", in: .planned), .notRunning("r", in: .paused), .renewedToLess("h", until: time),
        .waveCannot(.pass, "r", wave: 0, in: .planned), .incidentCannot(.report, "i", in: .suspected),
        .gateNotPassed("r", wave: 1, before: 0), .waveAlreadyAnnounced("r", wave: 0), .noticeNotGiven("r", wave: 0),
        .noticeTooShort("r", wave: 0, until: time), .tooEarly("r", wave: 0, until: time),
        .guardNotSatisfied(
            rule, GuardFinding(guardID: "g", sitesPlanned: 1, sitesAvailable: 3, satisfied: false)),
        .guardNotMet(
            "r", GuardStanding(rule: rule, wave: 2, soaked: 1, running: 3, needed: 3, metAt: time)),
        .guardNotChecked("g"), .reasonMissing, .bodyMissing, .titleMissing, .nextTooLate(latest: time),
        .nextInThePast(time), .notDueYet("i", due: time), .alreadyOwned("i"), .causeMissing("i"),
        .alreadyFannedOut("u1"), .reportNeedsAction("i"), .reportNeedsCause("i"), .supplierWithoutOwnAction("i"),
        .audienceEmpty("i"), .actionWithoutOwner("a"),
        .evidenceMissing("r"), .evidenceUnknown("r", .hold("h")), .notPausedBy("r", .customer),
        .pausedAlready("r", .operator), .siteCannot(.retry, "s", in: .installed), .notInRollout("r", "s"),
        .noWayBack("r", ExecutePolicy(by: .airGapped)), .nothingToRollBack("r", wave: 0),
        .versionBeforeUnknown("r", ["s"]),
        .sitesMissing,
        .sitesTooMany(limit: 1), .expiryInThePast("h", time), .holdNotDue("h"),
        .revisionOutdated("r", revision: 3, parent: 1, current: 2), .wavesBegunSince("r", revision: 3, begun: 2),
        .unknownRevision("r", 9), .mayNotApprove("r", among: ["ada"]), .approvedAlready("r", revision: 1, by: "ada"),
        .authorCannotApproveLast("r", revision: 1), .approvalsMissing("r", revision: 1, have: 1, needed: 2),
        .textsMissing(release, language: "it", fallback: "en"), .nothingToAnswer("r", "acme"),
        .noNoticeToAnswer("r", "acme"), .personMissing, .noteMissing, .dayMissing, .saidInTheFuture(time),
        .postponementsUsedUp("r", times: 2), .dayTooLate(day, latest: day), .dayTooEarly(day, earliest: day),
        .dayNotFree(day), .nothingToPin,
        .unknownCalendarRule("f"), .unknownCrossing("c"),
        .crossingSites(count: 101, most: 100), .crossingTooLong(longest: .days(14)), .crossingOver("c", until: time),
        .crossingNeedsAnother("c", than: "ada"), .crossingNotAgreed(["acme"]), .crossingNotPlaced(["s"], "r"),
        .waveFrozen("r", wave: 0, Freeze(from: day, to: day, why: "fair"), opens: day),
        .unknownAlert("a"), .unknownAction("a"), .unknownSignal("i", 1),
        .unknownPromise("i", "nis2/final"), .proofByOwner("a", owner: "ada"), .alreadyProven("a"),
        .timeInTheFuture(time),
        .unknownAppointment("a"), .appointmentCannot(.move, "a", in: .done),
        .nothingToAppoint("r", "i"), .appointedAlready("r", "i", by: "a"), .dayFull(day, perDay: 1, team: "north"),
        .dayTaken("r", "i", FullDay(day: day, perDay: 1, team: "north", sites: ["h"])),
        .lengthOutOfRange(minutes: 0),
        .personBusy(from: time, until: time),
        .appointmentFrozen(SiteFreeze(time: .days(span), origin: .policy, why: "fair"), until: time),
        .unknownCampaign("c"), .acceptanceNeeded("c", "acme", times: 2),
        .leaks([.init(kind: .customer, text: "Acme Clinic")]), .actionVanished("a"),
        .actionInThePast("a", due: day), .unknownPhrase("sings"), .unknownComponent("telefony", known: ["telephony"]),
        .cannotRepeat("i", of: "j", .notPublic), .causeTooEarly("i"), .incidentOver("i", .resolved),
        .restInThePast(day),
        .unknownInstallation("s"), .notByHand("r", .command),
        .siteNotReady("r", "s", .started(at: time, until: nil, note: nil)), .unknownInstall(install),
        .installEnded(install, .timedOut),
        .unknownStep(install, 3, of: 2), .stepsMissing(install, [2]), .tooManyRecords(install),
        .notCarried("r", .manual), .receiptForeign(install), .receiptTampered(install),
        .receiptRepeated(install, .failed), .drillAddressesMissing, .notInDrill("i", .guards),
        .unknownMaintenance("m"), .maintenanceCannot(.move, "m", in: .completed),
        .maintenanceTimes(from: time, to: time),
        .maintenanceForNobody("m"),
    ]

    private static let release = Release(product: "pbx", version: Version("5.2.0") ?? none)
    private static let span = DaySpan(from: day, to: day) ?? { preconditionFailure("a day is a span") }()
    private static var none: Version { preconditionFailure("5.2.0 is a version") }
    private static let install: InstallID = InstallID(7) ?? { preconditionFailure("7 is the number of an install") }()

    private static func number(_ refusal: Refusal) -> Int {
        switch refusal {
        case .unknownRollout: 0
        case .unknownWave: 1
        case .unknownIncident: 2
        case .unknownHold: 3
        case .unknownRelease: 4
        case .alreadyExists: 5
        case .planOutdated: 6
        case .rolloutCannot: 7
        case .waveCannot: 8
        case .incidentCannot: 9
        case .gateNotPassed: 10
        case .waveAlreadyAnnounced: 11
        case .noticeNotGiven: 12
        case .noticeTooShort: 13
        case .tooEarly: 14
        case .guardNotSatisfied: 15
        case .guardNotChecked: 16
        case .reasonMissing: 17
        case .bodyMissing: 18
        case .titleMissing: 19
        case .nextTooLate: 20
        case .nextInThePast: 21
        case .notDueYet: 22
        case .alreadyOwned: 23
        case .causeMissing: 24
        case .alreadyFannedOut: 25
        case .reportNeedsAction: 26
        case .reportNeedsCause: 27
        case .supplierWithoutOwnAction: 28
        case .audienceEmpty: 29
        case .actionWithoutOwner: 30
        case .revisionOutdated: 31
        case .wavesBegunSince: 32
        case .unknownRevision: 33
        case .mayNotApprove: 34
        case .approvedAlready: 35
        case .authorCannotApproveLast: 36
        case .approvalsMissing: 37
        case .textsMissing: 38
        case .nothingToAnswer: 39
        case .noNoticeToAnswer: 40
        case .personMissing: 41
        case .noteMissing: 42
        case .dayMissing: 43
        case .saidInTheFuture: 44
        case .postponementsUsedUp: 45
        case .dayTooLate: 46
        case .dayTooEarly: 47
        case .dayNotFree: 48
        case .nothingToPin: 49
        case .unknownCalendarRule: 50
        case .unknownCrossing: 51
        case .crossingSites: 52
        case .crossingTooLong: 53
        case .crossingOver: 54
        case .crossingNeedsAnother: 55
        case .crossingNotAgreed: 56
        case .crossingNotPlaced: 57
        case .waveFrozen: 58
        case .unknownAlert: 59
        case .unknownAction: 60
        case .unknownSignal: 61
        case .unknownPromise: 62
        case .proofByOwner: 63
        case .alreadyProven: 64
        case .timeInTheFuture: 65
        case .evidenceMissing: 66
        case .evidenceUnknown: 67
        case .notPausedBy: 68
        case .pausedAlready: 69
        case .siteCannot: 70
        case .notInRollout: 71
        case .sitesMissing: 72
        case .unknownAppointment: 73
        case .appointmentCannot: 74
        case .nothingToAppoint: 75
        case .lengthOutOfRange: 76
        case .personBusy: 77
        case .unknownCampaign: 78
        case .acceptanceNeeded: 79
        case .leaks: 80
        case .actionVanished: 81
        case .actionInThePast: 82
        case .unknownPhrase: 83
        case .sitesTooMany: 84
        case .expiryInThePast: 85
        case .holdNotDue: 86
        case .unknownInstallation: 87
        case .notByHand: 88
        case .siteNotReady: 89
        case .unknownInstall: 90
        case .installEnded: 91
        case .unknownStep: 92
        case .stepsMissing: 93
        case .tooManyRecords: 94
        case .supersedesNewer: 95
        case .notCarried: 96
        case .receiptForeign: 97
        case .receiptTampered: 98
        case .receiptRepeated: 99
        case .drillAddressesMissing: 100
        case .notInDrill: 101
        case .unknownMaintenance: 102
        case .maintenanceCannot: 103
        case .maintenanceTimes: 104
        case .maintenanceForNobody: 105
        case .noWayBack: 106
        case .nothingToRollBack: 107
        case .versionBeforeUnknown: 108
        case .appointedAlready: 109
        case .dayFull: 110
        case .unknownComponent: 111
        case .cannotRepeat: 112
        case .causeTooEarly: 113
        case .incidentOver: 114
        case .restInThePast: 115
        case .holdEnded: 116
        case .guardNotMet: 117
        case .dayTaken: 118
        case .appointmentFrozen: 119
        case .notRunning: 120
        case .renewedToLess: 121
        }
    }

    static let plans: [PlanRefusal] = [
        .noWaves, .nothingSelected, .everythingWithheld([Withheld(installation: "s", reason: .pinned(until: day))]),
        .unplaced(["s"], lastWave: "w"), .siteAboveCap("s", .seats, size: 9, wave: "w", cap: 5),
        .deadlineMissed(DeadlineMiss(lastOpens: day, deadline: day, waves: 2, soakDaysLess: 1)),
        .afterCycle(["a", "b"]),
        .gateCannotPass(wave: "a", next: "b", cleanSites: 5, moreSitesNeeded: 3, largestNextWave: 9),
        .noWorkingDay(onOrAfter: day), .tooManyFeatures(5000, limit: 4096), .unsupportedCoverage(strength: 4, depth: 1),
        .infeasible(
            Infeasibility(
                wave: "w", opens: day, limit: .seats, due: day, needed: 9, available: 5, sites: ["s"],
                remedies: [.raiseLimit(wave: "w", .seats, to: 9), .warnOfDates])),
        .datesMissed(DatesMissed(due: day, sites: ["s"], lastOpens: day, remedies: [.shortenSoaks(days: 2)])),
        .waveTooSmall(wave: "w", sites: 3, wanted: 5), .soakTooLong(wave: "w", days: 9999, limit: 3660),
        .noDay(["a", "b"], windows: ["FREQ=DAILY PT1H"]),
        .nothingTriedFirst(wave: "w", sites: 9, largest: 3, leftOut: ["pilot"]),
        .evidenceCannotCome(
            EvidenceShortage(wave: "w", wish: .feature("fax"), wanted: 3, possible: 1, sites: 4)),
    ]

    private static func number(_ refusal: PlanRefusal) -> Int {
        switch refusal {
        case .noWaves: 0
        case .nothingSelected: 1
        case .everythingWithheld: 2
        case .unplaced: 3
        case .siteAboveCap: 4
        case .deadlineMissed: 5
        case .afterCycle: 6
        case .gateCannotPass: 7
        case .noWorkingDay: 8
        case .tooManyFeatures: 9
        case .unsupportedCoverage: 10
        case .infeasible: 11
        case .datesMissed: 12
        case .waveTooSmall: 13
        case .soakTooLong: 14
        case .noDay: 15
        case .nothingTriedFirst: 16
        case .evidenceCannotCome: 17
        }
    }

    static let failures: [Failure] = [
        .headMoved, .rowsMoved, .unavailable("/secret"), .full("/secret"), .damaged("/secret"),
    ]

    private static func number(_ failure: Failure) -> Int {
        switch failure {
        case .headMoved: 0
        case .rowsMoved: 1
        case .unavailable: 2
        case .full: 3
        case .damaged: 4
        }
    }

    @Test("Every case has a code of its own, what, why, a hint, a status and an exit code")
    func complete() {
        #expect(Self.refusals.map(Self.number).sorted() == Array(Self.refusals.indices), "each once")
        #expect(Self.plans.map(Self.number) == Array(0...17))
        #expect(Self.failures.map(Self.number) == Array(0...4))
        let errors =
            Self.refusals.map(OperationError.refused) + Self.plans.map(OperationError.cannotPlan)
            + Self.failures.map(OperationError.failed)
        var codes: Set<String> = []
        for error in errors {
            let problem = Sentences.problem(error)
            for (part, text) in [("what", problem.title), ("why", problem.detail), ("hint", problem.hint)] {
                #expect(text.count > 10 && text.contains(" "), "\(error): \(part)")
                #expect(text.hasSuffix(".") || text.hasSuffix("?") || text.hasSuffix("`"), "\(error): \(part) \(text)")
            }
            #expect((400..<600).contains(problem.status), "\(error)")
            #expect(problem.exitCode == 1)
            #expect(codes.insert(problem.code).inserted, "\(problem.code) is used twice")
        }
    }

    @Test("On their own pages customers and technicians are told of nothing that only our staff has")
    func guests() {
        for refusal in Self.refusals {
            let problem = Sentences.problem(OperationError.refused(refusal))
            for guest in Sentences.Guest.allCases {
                let told = Sentences.problem(problem, for: guest)
                #expect(!told.hint.contains("evenkeel "), "\(refusal): \(told.hint)")
                #expect(told.code == problem.code && told.status == problem.status && told.title == problem.title)
            }
        }
        let reason = Sentences.problem(OperationError.refused(.reasonMissing))
        #expect(reason.detail.contains("journalled"))
        for guest in Sentences.Guest.allCases {
            #expect(!Sentences.problem(reason, for: guest).detail.contains("journalled"))
        }
    }

    @Test("What the world says in a failure stays in the log")
    func noInternals() {
        for failure in Self.failures {
            let problem = Sentences.problem(failure)
            #expect(!"\(problem)".contains("/secret"))
        }
    }

    @Test("The smallest change that helps is named with its figures")
    func figures() {
        let gate = Sentences.problem(
            PlanRefusal.gateCannotPass(wave: "a", next: "b", cleanSites: 5, moreSitesNeeded: 3, largestNextWave: 9))
        #expect(
            gate.hint
                == "Let \"b\" have at most 9 sites, put 3 more sites before it, or raise verdict.accept or verdict.tolerate."
        )
        let early = Sentences.problem(
            PlanRefusal.gateCannotPass(
                wave: "a", next: "b", cleanSites: 1, moreSitesNeeded: 2, largestNextWave: 0, minSample: 3))
        #expect(
            early.hint
                == "The verdict asks for 3 sites at least (verdict.min_sample): put 2 more sites before it, "
                + "or lower min_sample.")
        let evidence = Sentences.problem(
            PlanRefusal.evidenceCannotCome(
                EvidenceShortage(wave: "a", wish: .feature("zzz"), wanted: 3, possible: 0, sites: 4)))
        #expect(
            evidence.detail
                == "The gate after \"a\" waits for zzz to be used at 3 sites; of its 4 sites 0 may have it, 3 too few.")
        let ended = RolloutWaitSentences.of(.installs(wave: 0, unsettled: 0), zone: .utc)
        #expect(ended.text == "Its installs have ended; it goes on at the next look.")
        let asked = SiteStandingSentences.of(.notice(.notAgreed), rollout: "r", site: "s", zone: .utc)
        #expect(asked.text == "Its customer has to agree and has not.", "also where nobody could be asked")
        let cannot = Sentences.problem(Refusal.rolloutCannot(.start, "r", in: .planned))
        #expect(cannot.detail == "r is planned and cannot start: its plan lacks an approval.")
        #expect(
            cannot.hint
                == "See how many it needs and has: `evenkeel rollout show r`. Possible now: replan, approve, abort.")
    }
}
