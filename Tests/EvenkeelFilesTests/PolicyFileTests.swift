import EvenkeelDomain
import EvenkeelFiles
import Foundation
import Testing

@Suite struct PolicyFileTests {
    /// A small policy with room for one more line at the end.
    static let base = """
        rollout: r
        release: { product: pbx, version: 5.2.0 }
        waves:
          - { name: all }

        """

    private func problems(_ text: String) -> [String] {
        do throws(FileProblems) {
            _ = try PolicyFile.read(text: text, named: "p.yaml")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("every example policy loads", arguments: try Examples.names(ending: ".yaml").filter { $0 != "evenkeel.yaml" })
    func examples(name: String) throws {
        let policy = try PolicyFile.read(path: Examples.path(name))
        #expect(!policy.waves.isEmpty)
        // What was read can be kept: in the journal it is this JSON.
        let data = try JSONEncoder().encode(policy)
        #expect(try JSONDecoder().decode(Policy.self, from: data) == policy)
    }

    @Test("the policy of the design is read as it is meant")
    func design() throws {
        let policy = try PolicyFile.read(
            text: """
                rollout: pbx-5.2
                release:
                  product: pbx
                  version: 5.2.0
                  fixes: [QUEUE-113, FAX-9]
                  touches: [call-queue, fax]
                  requires: [5.0.0]
                  fixes_incident: inc-7
                  supersedes: 5.1.9
                  texts:
                    it: { summary: Riassunto, downtime: 10 min, what_you_do: Nulla, what_to_test: Chiamate, way_back: Sì }
                select: "version=lt=5.2.0"
                start: 2026-12-01
                deadline: 2027-03-31
                coverage: { strength: 3, of: [features, environment.platform], depth: 2 }
                canary: customer
                waves:
                  - name: most in need
                    public_name: planned upgrade
                    order: need
                    limit: { installations: 5, seats: 2%, customers: 4 }
                    soak: { days: 9, of: working, responses: 3, evidence: ["feature:call-queue used at 3"] }
                  - { name: friendlies, among: "friendly=ge=0.7", order: coverage, limit: auto }
                  - { name: everyone else, split: { seats: 15% } }
                verdict: { false_halt: 2%, baseline: .5%, halt_above: 2x, tolerate: 3x, accept: 12 sites, confidence: 90%, min_sample: 4, soak_deadline: 1.5x, silence_after: 24h }
                notice: { before: 14d, remind: 1d, acknowledge: "friendly=lt=0.5", on_silence: later_wave, call_after: 3d, postpone: { times: 2, until: 2027-02-28 } }
                calendar: { freeze: [{ from: 2026-12-18, to: 2027-01-07, why: year end }], capacity: { default: 12/day }, settle: 2 }
                weights: { need: .45, complexity: .30, friendliness: .15, feedback: .10 }
                fatigue: { rest: 60d }
                execute: { by: command, command: pbx-install, parallel: 8, timeout: 30m, retries: 1 }
                on_halt: { own: auto, component: telephony, impact: critical, audience: exposed }
                """, named: "p.yaml")
        let release = policy.release
        #expect(
            release.product == "pbx" && release.version == Version("5.2.0") && release.fixes == ["QUEUE-113", "FAX-9"])
        #expect(release.touches == ["call-queue", "fax"] && release.requires == [Version("5.0.0")])
        #expect(release.fixesIncident == "inc-7" && release.supersedes == Version("5.1.9"))
        #expect(release.texts["it"]?.wayBack == "Sì")
        #expect(policy.rollout == "pbx-5.2")
        #expect(policy.select == (try Predicate(parsing: "version=lt=5.2.0")))
        #expect(policy.start == CivilDate("2026-12-01") && policy.deadline == CivilDate("2027-03-31"))
        #expect(policy.coverage == CoveragePolicy(strength: 3, features: true, environment: ["platform"], depth: 2))
        #expect(policy.canaryPerCustomer)
        let soak = SoakPolicy(days: 9, of: .working, responses: 3, evidence: ["feature:call-queue used at 3"])
        let twoPercent = try #require(Share(0.02))
        #expect(
            policy.waves == [
                WavePolicy(
                    name: "most in need", publicName: "planned upgrade", order: .need,
                    limit: WaveLimit(installations: .count(5), seats: .share(twoPercent), customers: .count(4)),
                    soak: soak),
                WavePolicy(
                    name: "friendlies", order: .coverage, among: try Predicate(parsing: "friendly=ge=0.7"),
                    limit: WaveLimit(auto: true)),
                WavePolicy(name: "everyone else", split: WaveLimit(seats: .share(try #require(Share(0.15))))),
            ])
        #expect(
            policy.verdict
                == VerdictPolicy(
                    falseHalt: try #require(Share(0.02)), baseline: try #require(Share(0.005)), haltAbove: 2,
                    tolerate: 3,
                    acceptSites: 12, confidence: try #require(Share(0.9)), minSample: 4, soakDeadline: 1.5,
                    silenceAfter: .hours(24)))
        #expect(
            policy.notice
                == NoticePolicy(
                    before: .days(14), remind: .days(1), acknowledge: try Predicate(parsing: "friendly=lt=0.5"),
                    onSilence: .laterWave, callAfter: .days(3), postponeTimes: 2, postponeUntil: CivilDate("2027-02-28")
                ))
        let (from, to) = (try #require(CivilDate("2026-12-18")), try #require(CivilDate("2027-01-07")))
        let freeze = try #require(Freeze(from: from, to: to, why: "year end"))
        #expect(policy.calendar == CalendarPolicy(freezes: [freeze], capacityPerDay: 12, settleDays: 2))
        #expect(policy.weights == [.need: 0.45, .complexity: 0.3, .friendliness: 0.15, .feedback: 0.1])
        #expect(policy.fatigue == .days(60))
        #expect(
            policy.execute
                == ExecutePolicy(by: .command, command: "pbx-install", parallel: 8, timeout: .minutes(30), retries: 1))
        #expect(policy.onHalt == HaltPolicy(own: .auto, component: "telephony", impact: .critical, audience: .exposed))
    }

    @Test("what is left out has the default of the domain")
    func defaults() throws {
        let version = try #require(Version("5.2.0"))
        let policy = try PolicyFile.read(text: Self.base, named: "p.yaml")
        #expect(
            policy
                == Policy(
                    rollout: "r", release: Release(product: "pbx", version: version), waves: [WavePolicy(name: "all")]))
    }

    @Test(
        "what is wrong in a line is named with its place",
        arguments: [
            ("verdct: {}", #"p.yaml:5:1: key "verdct": expected one of rollout, release, select,"#),
            (
                "verdict: { tolerate: 2 }",
                #"p.yaml:5:22: verdict.tolerate "2": expected a multiple such as 2x, 1x to 100x. Hint: write 2x"#
            ),
            (
                "verdict: { false_halt: 1 }",
                #"p.yaml:5:24: verdict.false_halt "1": expected a percentage above 0% and below 100%, such as 1%. Hint: write 1%"#
            ),
            ("verdict: { false_halt: 1O% }", #"p.yaml:5:24: verdict.false_halt "1O%": expected a percentage"#),
            (
                "verdict: { accept: 10 }",
                #"p.yaml:5:20: verdict.accept "10": expected a number of sites such as 10 sites. Hint: write 10 sites"#
            ),
            ("verdict: { falsehalt: 1% }", #"p.yaml:5:12: key of verdict "falsehalt": expected one of false_halt"#),
            ("verdict: 5", #"p.yaml:5:10: verdict "5": expected a mapping with keys among"#),
            (
                "notice: { before: 7 }",
                #"p.yaml:5:19: notice.before "7": expected a length of time such as 30m, 48h or 7d. Hint: add the unit: 7m, 7h or 7d"#
            ),
            (
                "notice: { on_silence: shout }",
                #"p.yaml:5:23: notice.on_silence "shout": expected one of hold, proceed, call, later_wave."#
            ),
            (
                "notice: { before: 1d, remind: 2d }",
                #"p.yaml:5:31: notice.remind "2d": expected less than the notice itself, 1d."#
            ),
            (
                "notice: { postpone: { until: 2027-01-01 } }",
                "p.yaml:5:21: notice.postpone.times: expected a whole number, 0 to 100; it is missing."
            ),
            ("start: 2026-02-30", #"p.yaml:5:8: start "2026-02-30": expected a date such as 2026-12-01."#),
            (
                "start:",
                #"p.yaml:5:7: start "": expected a date such as 2026-12-01. Hint: leave the key out if there is nothing to say"#
            ),
            (
                "select: verison=lt=5",
                #"p.yaml:5:9: select "verison=lt=5": expected a known fact, found "verison". Hint: did you mean version?"#
            ),
            (
                "select: \"product==pbx;verison=lt=5\"",
                #"p.yaml:5:23: select "product==pbx;verison=lt=5": expected a known fact, found "verison". Hint: did you mean version?"#
            ),
            (
                "select: 'seats=gt=many'",
                #"p.yaml:5:19: select "seats=gt=many": expected a number for seats, found "many"."#
            ),
            ("select: [a]", #"p.yaml:5:9: select "a list": expected a predicate"#),
            (
                "calendar: { freeze: [{ from: 2026-12-18, to: 2026-12-01, why: x }] }",
                #"p.yaml:5:46: calendar.freeze[1].to "2026-12-01": expected a date not before 2026-12-18."#
            ),
            (
                "calendar: { capacity: { default: 12 } }",
                #"p.yaml:5:34: calendar.capacity.default "12": expected a number of installs a day such as 12/day. Hint: write 12/day"#
            ),
            ("weights: { ned: 1 }", #"p.yaml:5:12: key of weights "ned": expected one of need,"#),
            ("weights: { need: 0 }", #"p.yaml:5:10: weights "a mapping": expected at least one weight above 0."#),
            (
                "execute: { by: comand }",
                #"p.yaml:5:16: execute.by "comand": expected one of manual, command, webhook, agent, air-gapped. Hint: did you mean command?"#
            ),
            (
                "execute: { by: command }",
                "p.yaml:5:10: execute.command: expected the name of a command declared in evenkeel.yaml; it is missing."
            ),
            (
                "execute: { by: command, command: ../install.sh }",
                #"p.yaml:5:34: execute.command "../install.sh": expected the name of a declared command"#
            ),
            (
                "coverage: { of: [platform] }",
                #"p.yaml:5:18: coverage.of[1] "platform": expected features, or environment.KEY. Hint: for example environment.platform"#
            ),
            ("canary: yes", #"p.yaml:5:9: canary "yes": expected one of customer, none."#),
            (
                "on_halt: { impact: huge }",
                #"p.yaml:5:20: on_halt.impact "huge": expected one of none, minor, major, critical."#
            ),
            (
                "start: 2026-12-01\ndeadline: 2026-11-01",
                #"p.yaml:6:11: deadline "2026-11-01": expected a date after the start, 2026-12-01."#
            ),
            (
                "rollout: again",
                #"p.yaml:5:1: key "rollout": expected each key once. Hint: it stands above already; keep one of the two"#
            ),
            ("fatigue: { rest: 1d, rest: 2d }", #"p.yaml:5:12: key "rest": expected each key once."#),
            ("weights: [a, b", "p.yaml:5:10: expected valid YAML, but did not find expected ',' or ']' before the end"),
            ("weights: [", "p.yaml:5: expected valid YAML, but did not find expected node content before the end"),
            ("weights: \"a", "p.yaml:5:10: expected valid YAML, but found unexpected end of stream before the end"),
            ("fatigue: { rest: &a 60d }", "p.yaml:5:18: expected plain values: anchors and aliases are not accepted."),
            ("fatigue: *a", "p.yaml:5:10: expected valid YAML, but found undefined alias."),
            ("\tfatigue: {}", "p.yaml:5:1: expected valid YAML, but found character that cannot start any token"),
            ("--- more", "p.yaml:5:1: expected valid YAML, but found another document"),
        ])
    func badLine(line: String, start: String) {
        let found = problems(Self.base + line + "\n")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test(
        "what is wrong in a wave or a release is named with its place",
        arguments: [
            (
                "{ nme: all }",
                [
                    "p.yaml:4:5: waves[1].name: expected text on one line, at most 500 characters; it is missing.",
                    #"p.yaml:4:7: key of waves[1] "nme": expected one of name, public_name, order, among, limit, split, at_least, soak. Hint: did you mean name?"#,
                ]
            ),
            (
                "{ name: a, order: neeed }",
                [
                    #"p.yaml:4:23: waves[1].order "neeed": expected one of need, simplicity, friendliness, feedback, complexity, coverage, due, score. Hint: did you mean need?"#
                ]
            ),
            (
                "{ name: a, limit: { seats: 2x } }",
                [
                    #"p.yaml:4:32: waves[1].limit.seats "2x": expected a whole number such as 5, or a percentage such as 2%."#
                ]
            ),
            (
                "{ name: a, limit: { seats: 0% } }",
                [
                    #"p.yaml:4:32: waves[1].limit.seats "0%": expected a whole number such as 5, or a percentage such as 2%."#
                ]
            ),
            (
                "{ name: a, limit: {} }",
                [
                    #"p.yaml:4:23: waves[1].limit "a mapping": expected at least one of installations, seats, customers, weight,"#
                ]
            ),
            (
                "{ name: a, soak: { days: -1 } }",
                [#"p.yaml:4:30: waves[1].soak.days "-1": expected a whole number of days, 0 to 366."#]
            ),
            (
                "{ name: a, soak: { evidence: [fax] } }",
                [
                    #"p.yaml:4:35: waves[1].soak.evidence[1] "fax": expected evidence such as "feature:call-queue used at 3" or "event:month-end at 2"."#
                ]
            ),
            (
                "{ name: a, among: 'friendly=ge=x' }",
                [#"p.yaml:4:36: waves[1].among "friendly=ge=x": expected a number for friendly, found "x"."#]
            ),
            ("{ name: a }\n  - { name: a }", [#"p.yaml:5:13: waves[2].name "a": expected a name no other wave has."#]),
            ("[]", ["p.yaml:4:5: waves[1]: expected a mapping with keys among name"]),
        ])
    func badWave(wave: String, expected: [String]) {
        let found = problems("rollout: r\nrelease: { product: pbx, version: 5.2.0 }\nwaves:\n  - \(wave)\n")
        #expect(found.count == expected.count, "\(found)")
        #expect(zip(found, expected).allSatisfy { $0.hasPrefix($1) }, "\(found)")
    }

    @Test("a text for customers is complete or refused, and all problems are told at once")
    func several() {
        let found = problems(
            "rollout: Röllout\nrelease:\n  product: pbx\n  texts: { en: { summary: s, downtime: d, what_you_do: w, what_to_test: t } }\nwaves: []\n"
        )
        #expect(
            found.map { String($0.prefix(38)) }
                == [
                    "p.yaml:1:10: rollout \"Röllout\": expect", "p.yaml:3:3: release.version: expected a ",
                    "p.yaml:4:16: release.texts.en.way_back:", "p.yaml:5:8: waves \"a list\": expected at",
                ].map { String($0.prefix(38)) })
        #expect(problems("") == ["p.yaml:1: expected a mapping of keys and values, found nothing."])
        #expect(problems("[1, 2]").first?.hasPrefix("p.yaml:1:1: expected a mapping with keys among") == true)
    }

    @Test("a billion laughs, a thousand brackets and a megabyte are refused, at once")
    func hostile() {
        let laughs = "a: &a [x,x]\n" + "bcdefghij".map { "\($0): &\($0) [*a,*a]\n" }.joined()
        #expect(
            problems(laughs) == [
                "p.yaml:1:4: expected plain values: anchors and aliases are not accepted. Hint: repeat the value; write \"&\" in text with a space after it"
            ])
        #expect(problems(String(repeating: "[", count: 900) + String(repeating: "]", count: 900)).count == 1)
        #expect(problems(String(repeating: "{a: ", count: 5000)).count == 1)
        #expect(
            problems(String(repeating: "x", count: 1 << 21)) == [
                "p.yaml: expected at most 1048576 bytes, found 2097152."
            ])
    }

    @Test("a release stands in a file of its own too")
    func release() throws {
        let release = try ReleaseFile.read(
            text: "product: pbx\nversion: 5.2.1\nfixes_incident: inc-1\n", named: "r.yaml")
        #expect(release.name == "pbx 5.2.1" && release.fixesIncident == "inc-1")
    }
}
