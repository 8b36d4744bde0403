import EvenkeelDomain
import EvenkeelVerdict
import Testing

@testable import EvenkeelLedger

@Suite("Verdicts derived again")
struct RederivationTests {
    private func site(_ number: Int, troubled: Bool = false, failed: Bool = false) -> SiteEvidence {
        SiteEvidence(
            installation: InstallationID("site-\(number)"), wave: 0, state: failed ? .failed : .installed,
            startedAt: Desk.start, settledAt: Desk.start, troubleAt: troubled ? Desk.start + .hours(1) : nil,
            lastTroubleAt: troubled ? Desk.start + .hours(1) : nil,
            heardAt: Desk.start + .hours(40))
    }

    private func assessment(
        _ sites: [SiteEvidence], metrics: MetricsPolicy? = nil, controls: [ControlEvidence] = [], others: Int = 0,
        change: (inout Policy) -> Void = { _ in }
    ) throws -> Assessment {
        var policy = try Desk.policy()
        policy.verdict.metrics = metrics
        change(&policy)
        let planned = (0..<others).map {
            SiteEvidence(installation: InstallationID("other-\($0)"), wave: 1, state: .planned)
        }
        let installations = (sites + planned).enumerated().map { number, site in
            var installation = Installation(id: site.installation, customer: "alpha")
            installation.features =
                number.isMultiple(of: 3) ? ["fax", "queue"] : number.isMultiple(of: 2) ? ["fax"] : ["voice"]
            installation.criticality = number == 1 ? .revenue : .normal
            return installation
        }
        let judges = Judges(policy: policy, sites: installations)
        return Assessment(
            sites: sites + planned, tallyVersion: 3, judges: judges,
            soak: .init(elapsedDays: 2, requiredDays: 2, isPastDeadline: false), nextWaveSites: 10, since: nil,
            verdict: policy.verdict, controls: controls, unmet: [], at: Desk.start + .days(2)
        ) { _ in true }
    }

    @Test("every verdict comes out again as it was recorded: advance, soaking and each kind of halt")
    func again() throws {
        let cases: [(String, [SiteEvidence])] = [
            ("clean", (1...30).map { site($0) }), ("few", (1...2).map { site($0) }),
            ("trouble", (1...30).map { site($0, troubled: $0 <= 4) }),
            ("a pair", (1...30).map { site($0, troubled: ($0 - 1).isMultiple(of: 3) && $0 < 8) }),
            ("installs", (1...30).map { site($0, failed: $0 <= 4) }),
        ]
        for (name, sites) in cases {
            let assessment = try assessment(sites)
            for metric in [GateEvidence.Metric.health, .installs, .silence] {
                let again = try #require(assessment.evidence(for: metric).rederive())
                #expect(again.agrees, "\(name), \(metric): \(again.differences)")
                #expect(again.state == assessment.panel.state.rawValue)
            }
        }
    }

    @Test("a comparison with sites not upgraded yet is derived again from the failures it saw")
    func compared() throws {
        let controls = (0..<60).map { number in
            ControlEvidence(
                installation: InstallationID("other-\(number)"), firstAt: Desk.start - .days(3),
                lastAt: Desk.start + .days(2), troubles: number == 7 ? [Desk.start + .hours(2)] : [])
        }
        func judged(_ troubled: Int, _ controls: [ControlEvidence]) throws -> Assessment {
            try assessment((1...20).map { site($0, troubled: $0 <= troubled) }, controls: controls, others: 60) {
                $0.verdict.basis = BaselinePolicy(source: .unknown)
            }
        }
        let halted = try judged(8, controls)
        #expect(halted.haltMetric == .health)
        #expect(halted.text.hasPrefix("Halt: 8 failures of upgraded sites against 1 of the sites they are compared"))
        let evidence = halted.evidence(for: .health)
        let again = try #require(evidence.rederive())
        #expect(again.agrees, "\(again.differences)")
        let control = try #require(evidence.figures?.members.first { $0.metric == "health" }?.control)
        #expect(control.failures.count == 9 && control.failures[0].othersAtRisk == 60)
        // One number of the record changed: the verdict no longer follows from it.
        var forged = evidence
        let health = try #require(forged.figures?.members.firstIndex { $0.metric == "health" })
        forged.figures?.members[health].control?.failures.removeLast(6)
        #expect(try !#require(forged.rederive()).agrees)

        #expect(try judged(1, controls).haltMetric == nil)
        // Without a word of the others there is nothing to compare with, and no advance.
        let alone = try judged(8, [])
        #expect(alone.haltMetric == nil && !alone.mayAdvance)
        #expect(alone.text.contains("sites to compare with are needed"))
    }

    @Test("a measured rate that rests on 100 failures has its line; on 99 it is compared")
    func measured() throws {
        let sites = (1...30).map { site($0, troubled: $0 <= 4) }
        func judged(_ events: Int) throws -> Assessment {
            try assessment(sites) {
                $0.verdict.basis = BaselinePolicy(source: .measured, rate: Share(0.01), events: events)
            }
        }
        #expect(try judged(100).haltMetric == .health)
        #expect(try judged(99).haltMetric == nil)
        let evidence = try judged(100).evidence(for: .health)
        #expect(try #require(evidence.rederive()).agrees)
        let rule = try #require(evidence.figures?.members.first { $0.metric == "health" }?.rule)
        #expect(rule.basis == "measured" && rule.events == 100)
    }

    @Test("with known delays failures in the first hours weigh more, and the record derives again")
    func delayed() throws {
        // Four failures within an hour among sixty sites, where most failures take longer than a week.
        let sites = (1...60).map { site($0, troubled: $0 <= 4) }
        let known = DelayPolicy(failuresAfter: (1...40).map { .hours(12 * $0) })
        let plain = try assessment(sites)
        let timed = try assessment(sites) { $0.verdict.delay = known }
        #expect(timed.health.expected < plain.health.expected * 0.5)
        #expect(plain.haltMetric == nil && timed.haltMetric == .health)
        let evidence = timed.evidence(for: .health)
        #expect(try #require(evidence.rederive()).agrees)
        let rule = try #require(evidence.figures?.members.first { $0.metric == "health" }?.rule)
        #expect(rule.delay?.speed == 2 && rule.delay?.failuresAfterDays.count == 40)
    }

    @Test("the table of halt lines is a choice of the policy")
    func table() throws {
        let sites = (1...30).map { site($0, troubled: $0 <= 4) }
        let judged = try assessment(sites) { $0.verdict.line = .table }
        #expect(judged.haltMetric == .health)
        let evidence = judged.evidence(for: .health)
        #expect(try #require(evidence.rederive()).agrees)
        #expect(evidence.figures?.members.allSatisfy { $0.rule.line == "table" } ?? false)
    }

    @Test("a limit of the policy halts by itself, and is derived again too")
    func limit() throws {
        let revenue = LimitPolicy(failures: 1, among: try Predicate(parsing: "criticality==revenue"))
        let sites = (1...30).map { site($0, troubled: $0 == 2) }
        #expect(try assessment(sites).haltMetric == nil)
        let halted = try assessment(sites, metrics: MetricsPolicy(limits: [revenue]))
        #expect(halted.haltMetric == .health)
        #expect(halted.text.contains("the limit is 1"))
        #expect(try #require(halted.evidence(for: .health).rederive()).agrees)
        let other = (1...30).map { site($0, troubled: $0 == 3) }
        #expect(try assessment(other, metrics: MetricsPolicy(limits: [revenue])).haltMetric == nil)
    }

    @Test("silence is only watched unless the policy lets it decide")
    func silence() throws {
        let sites = (1...40).map { number in
            var site = site(number)
            if number <= 15 { (site.heardAt, site.settledAt) = (nil, Desk.start - .days(1)) }
            return site
        }
        #expect(try assessment(sites).haltMetric == nil)
        #expect(try assessment(sites).text.contains("Only watched, it would halt: Silence"))
        var metrics = MetricsPolicy()
        metrics.silence.isDryRun = false
        #expect(try assessment(sites, metrics: metrics).haltMetric == .silence)
    }

    @Test("health that is only watched lets nothing advance before the least number of sites has completed")
    func watched() throws {
        var metrics = MetricsPolicy()
        metrics.health.isDryRun = true
        let none = try assessment([], metrics: metrics, others: 5) { $0.verdict.minSample = 1 }
        #expect(!none.mayAdvance && none.text.contains("1 more completed site needed"))
        #expect(try #require(none.evidence(for: .health).rederive()).agrees)
        #expect(try assessment([site(1)], metrics: metrics, others: 5) { $0.verdict.minSample = 1 }.mayAdvance)
    }

    @Test("a looser halt line is counted once: twice the baseline halts at twice the expectation, not four times")
    func haltAbove() throws {
        let assessment = try assessment((1...30).map { site($0) }) { $0.verdict.haltAbove = 2 }
        #expect(abs(assessment.health.expected - 30 * 0.010_050_335 * 2) < 1e-6)
    }
}
