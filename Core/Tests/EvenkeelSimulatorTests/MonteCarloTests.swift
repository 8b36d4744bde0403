import EvenkeelDomain
import Testing

@testable import EvenkeelSimulator

/// What a rollout comes to, run through many times in virtual time.
@Suite struct MonteCarloTests {
    typealias Fixture = MonteCarloFixture

    // The feature that always breaks, and the wave in which its first sites are.
    @Test(
        "what breaks every site of a feature stops the plan in the first wave that has it",
        arguments: [("isdn", 0), ("fax", 1), ("queue", 2), ("mobile", 3), ("video", 4)])
    func haltsInTheFirstWave(feature: String, wave: Int) throws {
        var fixture = Fixture()
        fixture.defects = [try Fixture.defect("feature==\(feature)", 1)]
        for runs in Fixture.runs(50, of: fixture.trial(), approaches: [.plan]) {
            let run = runs[0].asGiven
            #expect(run.haltedBy != nil)
            #expect(run.haltWave == wave)
            // Nobody before that wave has the feature, and nobody after it got the release.
            #expect(run.sitesInstalled <= fixture.waves.prefix(wave + 1).map(\.1).reduce(0, +))
            #expect(run.sitesHurt <= fixture.waves[wave].1 && run.seatsHurt == 10 * run.sitesHurt)
            #expect(run.finish == nil)
        }
    }

    @Test("the group named at the halt is the one that breaks, nearly always")
    func namesTheCause() throws {
        var fixture = Fixture()
        fixture.defects = [try Fixture.defect("feature==queue", 0.8)]
        let trial = fixture.trial()
        #expect(trial.hasNamableCause)
        let runs = Fixture.runs(100, of: trial, approaches: [.plan]).map { $0[0].asGiven }
        #expect(runs.allSatisfy { $0.namedCause != nil })
        #expect(runs.count { $0.namedCause == true } >= 95)
    }

    @Test("failures that are few in all but meet in one group halt, too")
    func concentratedFailures() throws {
        var fixture = Fixture()
        // The feature comes last, when a handful of failures among 77 sites before it are nothing out of the ordinary.
        fixture.conditions.baseRate = Fixture.share(0.03)
        fixture.policy.verdict.baseline = Fixture.share(0.03)
        fixture.defects = [try Fixture.defect("feature==video", 0.3)]
        let runs = Fixture.runs(100, of: fixture.trial(), approaches: [.plan]).map { $0[0].asGiven }
        #expect(runs.count { $0.haltedBy == .concentratedFailures } > 50)
    }

    @Test("a cause that is no feature and no pair is not asked for by name")
    func unnamableCause() throws {
        var fixture = Fixture()
        fixture.defects = [try Fixture.defect("installation==*-3", 1)]
        let trial = fixture.trial()
        #expect(!trial.hasNamableCause)
        #expect(Fixture.runs(5, of: trial).joined().allSatisfy { $0.asGiven.namedCause == nil })
    }

    @Test("a sound release at the baseline is halted no more often than the policy allows")
    func falseHalts() {
        var fixture = Fixture()
        fixture.conditions.baseRate = Fixture.share(0.01)
        fixture.policy.verdict.falseHalt = Fixture.share(0.05)
        let runs = Fixture.runs(1000, of: fixture.trial(), approaches: [.plan]).map { $0[0].sound }
        // Health has half of the 5 %. Three standard errors of 1,000 runs are 1.5 %.
        #expect(runs.count { $0.haltedBy != nil } <= Int(1000 * (0.025 + 0.015)))
        #expect(runs.contains { $0.haltedBy != nil }, "at this many runs some harmless ones are halted")
        #expect(runs.allSatisfy { $0.sitesHurt == 0 && $0.seatsHurt == 0 })
    }

    @Test("with nothing wrong everybody is installed, and the plan ends on the day it names")
    func soundReleaseEndsOnItsDay() {
        for run in Fixture.runs(20, of: Fixture().trial(), approaches: [.plan, .allAtOnce]) {
            #expect(run[0].sound.finish == Fixture.monday + 35)
            #expect(run[1].sound.finish == Fixture.monday + 7)
            for approach in run {
                #expect(approach.sound.sitesInstalled == 137 && approach.sound.haltedBy == nil)
                #expect(approach.sound.calls == 0 && approach.sound.decisions == 0 && approach.sound.leftOut == 0)
            }
            #expect(run[1].sound.busiestDay == 137)
        }
    }

    // Share of attempts at which nobody is there, and the least number of days that 9 of 10 rollouts end later.
    @Test("no-shows delay the finish and cost calls", arguments: [(0.05, 7), (0.2, 14), (0.5, 21)])
    func noShows(share: Double, days: Int) {
        var fixture = Fixture()
        fixture.conditions.noShow = Fixture.share(share)
        let runs = Fixture.runs(100, of: fixture.trial(), approaches: [.plan]).map { $0[0].sound }
        let late = runs.compactMap { $0.finish.map { $0 - (Fixture.monday + 35) } }.sorted()
        #expect(late.count == 100)
        #expect(late[10] >= days, "\(late)")
        #expect(runs.allSatisfy { $0.calls > 0 && $0.sitesInstalled + $0.leftOut == 137 })
    }

    @Test("where nobody is ever there, everybody is left out after four attempts and the rollout still ends")
    func nobodyIsEverThere() {
        var fixture = Fixture()
        fixture.conditions.noShow = .one
        for approach in Fixture.runs(3, of: fixture.trial()).joined() {
            #expect(approach.sound.leftOut == 137 && approach.sound.sitesInstalled == 0)
            #expect(approach.sound.calls == 4 * 137)
            #expect(approach.sound.finish != nil)
        }
    }

    @Test("a wave of silent sites waits until they have been called; nothing is taken for healthy that is not heard of")
    func silence() {
        var fixture = Fixture()
        fixture.conditions.silent = .one
        fixture.policy.verdict.silenceAfter = .days(9)
        let silent = Fixture.runs(5, of: fixture.trial(), approaches: [.plan]).map { $0[0].sound }
        #expect(silent.allSatisfy { $0.calls == 137 })
        // Nine days and the next working morning instead of seven days: every wave ends later.
        #expect(silent.allSatisfy { ($0.finish ?? Fixture.monday) > Fixture.monday + 35 + 4 })
    }

    @Test(
        "a person is asked where the evidence is not there at the soak's deadline, and the rollout waits for the answer"
    )
    func decisions() {
        var fixture = Fixture()
        // From 5 sites nobody can say that 12 more are safe, if not a single failure in excess is accepted.
        fixture.policy.verdict.acceptSites = 0
        for run in Fixture.runs(5, of: fixture.trial(), approaches: [.plan]).map({ $0[0].sound }) {
            #expect(run.decisions == 4)
            // Every gate but the last takes two weeks, a working day for the person, and seven days of new notice.
            #expect((run.finish ?? Fixture.monday) - Fixture.monday >= 4 * (14 + 1 + 7) + 7)
        }
    }

    @Test("the calendar is kept: no install on a weekend or in a freeze, no more than the capacity on a day")
    func calendar() throws {
        var fixture = Fixture()
        fixture.policy.calendar.capacityPerDay = 10
        fixture.policy.calendar.freezes = [
            try #require(Freeze(from: Fixture.monday + 20, to: Fixture.monday + 40, why: "year end"))
        ]
        for run in Fixture.runs(5, of: fixture.trial(), approaches: [.plan, .percent]) {
            #expect(run[0].sound.busiestDay == 10 && run[1].sound.busiestDay == 10)
            // 60 sites at 10 a day take six working days, with a weekend between, and a week of soak.
            #expect((run[0].sound.finish ?? Fixture.monday) >= Fixture.monday + 40 + 7 + 7)
        }
    }

    @Test("a plan that names a day for each site is kept to it: a wave of 5 at two a day soaks from Wednesday on")
    func plannedDays() {
        var fixture = Fixture()
        fixture.waves = [("isdn", 5)]
        fixture.policy.waves = [WavePolicy(name: "one")]
        fixture.sitesPerDay = 2
        let run = fixture.trial().run(seed: 1, approaches: [.plan])[0].sound
        #expect(run.busiestDay == 2 && run.finish == Fixture.monday + 2 + 7)
    }
}
