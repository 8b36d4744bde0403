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

    @Test("what is known of the usual rate, of delays and of heartbeats is read")
    func past() throws {
        func verdict(_ text: String) throws -> VerdictPolicy { try policy(text).verdict }
        #expect(try verdict("{ baseline: 2% }").basis == nil)
        #expect(try verdict("{ baseline: unknown }").basis == BaselinePolicy(source: .unknown))
        #expect(try verdict("{ baseline: measured }").basis == BaselinePolicy(source: .here))
        let counted = try verdict("{ baseline: { measured: 1.5%, events: 40 } }")
        #expect(counted.baseline == Share(0.015))
        #expect(counted.basis == BaselinePolicy(source: .measured, rate: Share(0.015), events: 40))
        let unknown = try verdict("{ baseline: { unknown: yes, tolerance: 3% } }")
        #expect(unknown.baseline == Share(0.03) && unknown.basis?.source == .unknown)
        #expect(try verdict("{ baseline: { measured: here, tolerance: 3% } }").baseline == Share(0.03))

        #expect(try verdict("{ delay: measured }").delay == DelayPolicy(isMeasuredHere: true))
        #expect(try verdict("{ delay: { measured: here, speed: 1x } }").delay?.speed == 1)
        #expect(try verdict("{ delay: none }").delay == nil)
        let delay = try verdict("{ delay: { failures_after: [3d, 2h, 1d, 9h, 30h] } }").delay
        #expect(delay == DelayPolicy(failuresAfter: [.hours(2), .hours(9), .days(1), .hours(30), .days(3)]))

        #expect(try verdict("{ silence_after: history }").heartbeat == HeartbeatPolicy())
        let silence = try verdict("{ silence_after: { history: 4 beats, without: 12h, at_most: 3d } }")
        #expect(silence.silenceAfter == .hours(12))
        #expect(silence.heartbeat == HeartbeatPolicy(leastBeats: 4, atMost: .days(3)))
        #expect(try verdict("{ silence_after: 12h }").heartbeat == nil)
        #expect(try verdict("{ line: table }").line == .table)
    }

    @Test(
        "what is wrong is named with its place",
        arguments: [
            ("{ baseline: often }", "verdict.baseline"),
            ("{ baseline: { measured: 1% } }", "verdict.baseline.events"),
            ("{ baseline: { unknown: yes, events: 3 } }", "either unknown or measured"),
            ("{ baseline: { tolerance: 3% } }", "verdict.baseline.measured"),
            ("{ delay: fast }", "failures_after: [2h"),
            ("{ delay: { failures_after: [2h, 3h] } }", "5 to 1000 delays"),
            ("{ delay: { speed: 2x } }", "verdict.delay.failures_after"),
            ("{ silence_after: { history: often } }", "a number of missed beats"),
            ("{ line: curve }", "verdict.line"),
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
