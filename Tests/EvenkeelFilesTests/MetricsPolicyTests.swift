import EvenkeelDomain
import Testing

@testable import EvenkeelFiles

@Suite("Metrics, limits and evidence of a policy")
struct MetricsPolicyTests {
    private func policy(_ verdict: String, soak: String = "{ days: 2 }") throws -> Policy {
        try PolicyFile.read(
            text: """
                rollout: r
                release: { product: pbx, version: 5.2.0 }
                waves: [{ name: a, soak: \(soak) }]
                verdict: \(verdict)
                """, named: "p.yaml")
    }

    private func problem(_ verdict: String, soak: String = "{ days: 2 }") -> String? {
        do {
            _ = try policy(verdict, soak: soak)
            return nil
        } catch let error as FileProblems { return error.problems.first?.description } catch { return "\(error)" }
    }

    @Test("weights, baselines, what decides and limits are read; what is left out has its default")
    func read() throws {
        let read = try policy(
            """
            { metrics: { installs: { weight: 2, baseline: 3% }, silence: { decides: yes }, health: { scan: no } },
              limits: [{ failures: 1, among: "criticality==revenue" }, { metric: installs, failures: 5 }] }
            """)
        let metrics = try #require(read.verdict.metrics)
        #expect(metrics.installs == MetricPolicy(weight: 2, baseline: Share(0.03)))
        #expect(metrics.health == MetricPolicy(weight: 3, isScanning: false))
        #expect(metrics.silence == MetricPolicy(weight: 1, baseline: Share(0.05)))
        #expect(
            metrics.limits == [
                LimitPolicy(failures: 1, among: try Predicate(parsing: "criticality==revenue")),
                LimitPolicy(metric: .installs, failures: 5),
            ])
        #expect(try policy("{ baseline: 1% }").verdict.metrics == nil)
    }

    @Test("a wish for evidence is a feature's use or an event, at so many sites")
    func evidence() throws {
        let soak = "{ days: 2, evidence: [\"feature:fax used at 3\", \"event:month-end at 2\"] }"
        let wishes = try policy("{}", soak: soak).waves[0].soak.evidence.compactMap(EvidenceWish.init)
        #expect(wishes.map(\.name) == ["fax", "month-end"])
        #expect(wishes.map(\.isEvent) == [false, true])
        #expect(wishes.map(\.sites) == [3, 2])
    }

    @Test(
        "what is wrong is named with its place",
        arguments: [
            ("{ metrics: { installs: { weight: 0 } } }", "verdict.metrics.installs.weight"),
            ("{ metrics: { helth: {} } }", "did you mean health?"),
            ("{ limits: [{ among: \"criticality==revenue\" }] }", "verdict.limits[1].failures"),
            ("{ limits: [{ failures: 0 }] }", "a whole number from 1"),
            (
                "{ metrics: { installs: { decides: no }, health: { decides: no } } }",
                "at least one metric that decides"
            ),
        ])
    func wrong(_ verdict: String, _ expected: String) {
        #expect(problem(verdict)?.contains(expected) == true, "\(problem(verdict) ?? "nothing")")
    }
}
