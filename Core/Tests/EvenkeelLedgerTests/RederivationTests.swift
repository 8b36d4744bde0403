import EvenkeelDomain
import EvenkeelVerdict
import Testing

@testable import EvenkeelLedger

@Suite("Verdicts derived again")
struct RederivationTests {
    private func site(_ number: Int, troubled: Bool = false, failed: Bool = false) -> SiteEvidence {
        SiteEvidence(
            installation: InstallationID("site-\(number)"), wave: 0, state: failed ? .failed : .installed,
            startedAt: Desk.start, settledAt: Desk.start, lastTroubleAt: troubled ? Desk.start + .hours(1) : nil,
            heardAt: Desk.start + .hours(40))
    }

    private func assessment(
        _ sites: [SiteEvidence], metrics: MetricsPolicy? = nil, change: (inout Policy) -> Void = { _ in }
    ) throws -> Assessment {
        var policy = try Desk.policy()
        policy.verdict.metrics = metrics
        change(&policy)
        let installations = sites.enumerated().map { number, site in
            var installation = Installation(id: site.installation, customer: "alpha")
            installation.features =
                number.isMultiple(of: 3) ? ["fax", "queue"] : number.isMultiple(of: 2) ? ["fax"] : ["voice"]
            installation.criticality = number == 1 ? .revenue : .normal
            return installation
        }
        let judges = Judges(policy: policy, sites: installations)
        return Assessment(
            sites: sites, tallyVersion: 3, judges: judges,
            soak: .init(elapsedDays: 2, requiredDays: 2, isPastDeadline: false), nextWaveSites: 10, since: nil,
            silenceAfter: .hours(48), unmet: [], at: Desk.start + .days(2)
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

    @Test("a looser halt line is counted once: twice the baseline halts at twice the expectation, not four times")
    func haltAbove() throws {
        let assessment = try assessment((1...30).map { site($0) }) { $0.verdict.haltAbove = 2 }
        #expect(abs(assessment.health.expected - 30 * 0.010_050_335 * 2) < 1e-6)
    }
}
