import EvenkeelVerdict
import Testing

@Suite("What a verdict says")
struct VerdictSentenceTests {
    @Test("soaking says what was seen, what is missing, and what would do already")
    func soaking() {
        #expect(
            VerdictSentence.summary(JudgeTests.verdict(JudgeTests.clean(20))) == """
                20 sites, 0 failures: with 95 % confidence fewer than 15.2 % fail. \
                45 more clean sites or a looser tolerance are needed to advance. \
                A next wave of at most 22 sites would be covered.
                """)
    }

    @Test("the halt lines read as a sentence")
    func haltLines() {
        let lines = StaircaseTests.usual.linesInSites(baseline: 0.01, count: 6)
        #expect(
            VerdictSentence.haltLines(lines) == """
                Halt comes at 2 failures within 7 sites, 3 within 18, 4 within 36, 5 within 63, 6 within 97, \
                7 within 136.
                """)
        #expect(VerdictSentence.nextLine(lines[1]) == "Next line: halt at 3 failures within 18 sites.")
        #expect(VerdictSentence.haltLines([]) == "No number of failures halts.")
        #expect(
            VerdictSentence.haltLines(StaircaseTests.usual.linesInSites(baseline: 0))
                == "Halt comes at 2 failures within any number of sites.")
    }

    @Test("the pair the failures point to")
    func concentration() throws {
        let implicated = Scan(records: ScanTests.planted, featureCount: 8).implicated(names: ScanTests.names)
        #expect(
            VerdictSentence.concentration(try #require(implicated.first))
                == "failures concentrate on call-queue + fax (4 of 5 sites; elsewhere 0 of 31)")
    }

    @Test("a halt says how many failed, how many were expected, and where")
    func halt() {
        let scan = Scan(records: ScanTests.planted, featureCount: 8)
        let evidence = Evidence(
            observed: 4, expected: 36 * ScanTests.perSite, enrolled: 36, completed: 36, failed: 4,
            groups: scan.groupEvidence(names: ScanTests.names))
        #expect(
            VerdictSentence.summary(JudgeTests.verdict(evidence)) == """
                Halt: 4 failures in 36 sites where 0.36 were expected; \
                failures concentrate on call-queue + fax (4 of 5 sites; elsewhere 0 of 31).
                """)
    }

    @Test("silent sites appear with the worst case, and nothing known is said to be nothing")
    func silence() {
        let silent = Evidence(observed: 0, expected: 0.3, enrolled: 30, completed: 24, failed: 0, silent: 6)
        let text = VerdictSentence.evidence(JudgeTests.verdict(silent))
        #expect(
            text == """
                24 sites, 0 failures: with 95 % confidence fewer than 12.8 % fail. \
                6 silent: if all of them failed, fewer than 47.2 %.
                """)
        let nothing = JudgeTests.verdict(JudgeTests.clean(0))
        #expect(VerdictSentence.evidence(nothing) == "No site has completed its soak yet.")
    }

    @Test("advance and inconclusive")
    func others() {
        func advance(nextWaveSites: Int?) -> String {
            VerdictSentence.summary(
                JudgeTests.judge.judge(
                    JudgeTests.clean(329), soakElapsedDays: 5, soakRequiredDays: 5, pastDeadline: false,
                    nextWaveSites: nextWaveSites))
        }
        let seen = "329 sites, 0 failures: with 95 % confidence fewer than 1.0 % fail."
        #expect(advance(nextWaveSites: 100) == seen + " The next wave is covered.")
        #expect(advance(nextWaveSites: nil) == seen + " No wave is left to cover.", "after the last wave")
        let late = JudgeTests.judge.judge(
            JudgeTests.clean(1), soakElapsedDays: 12, soakRequiredDays: 5, pastDeadline: true, nextWaveSites: nil)
        #expect(
            VerdictSentence.summary(late) == """
                1 site, 0 failures: with 95 % confidence fewer than 95.7 % fail. \
                The soak deadline has passed: inconclusive. 2 more completed sites needed to judge at all.
                """)
    }

    @Test(
        "each missing thing has a sentence, in the singular too",
        arguments: [
            (.soakTime(remainingDays: 1), "1 more day of soak to go."),
            (.soakTime(remainingDays: 2.5), "2.5 more days of soak to go."),
            (.minSample(moreSites: 1), "1 more completed site needed to judge at all."),
            (.silence(sitesToReport: 2), "2 silent sites must report before the rollout advances."),
            (.responses(more: 1), "1 more answer from customers needed to advance."),
            (.moreCleanSites(1), "1 more clean site or a looser tolerance is needed to advance."),
            (
                .anyTolerance,
                "No number of clean sites can show a failure rate of exactly zero: tolerate or accept some."
            ),
        ] as [(MissingEvidence, String)])
    func missing(missing: MissingEvidence, sentence: String) {
        #expect(VerdictSentence.missing(missing) == sentence)
    }
}
