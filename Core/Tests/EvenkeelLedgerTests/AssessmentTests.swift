import EvenkeelDomain
import EvenkeelVerdict
import Testing

@testable import EvenkeelLedger

@Suite("What the evidence says")
struct AssessmentTests {
    private static let installedAt = Desk.start

    /// One wave of these sites, all installed on Monday, soaking for two days; a second wave of three sites after it.
    private func assess(
        _ rows: [PlacementRow], features: [InstallationID: Set<String>] = [:], soak: SoakPolicy = SoakPolicy(days: 2),
        signs: [SiteSign] = [], after: TimeSpan
    ) throws -> Assessment {
        var policy = try Desk.policy()
        policy.waves[0].soak = soak
        let sites = rows.map { row in
            var site = Installation(id: row.installation, customer: row.customer)
            site.features = features[row.installation] ?? []
            return site
        }
        func wave(_ name: String, _ count: Int) -> RolloutWave {
            RolloutWave(
                name: name, publicName: nil, opens: Desk.monday, opensAt: Desk.start, noticeAt: Desk.start, soakDays: 2,
                exposure: Exposure(installations: count), coverage: 1, digest: Digest(of: []))
        }
        var first = wave("friends", rows.count)
        first.state = .soaking
        first.soakingSince = Self.installedAt
        first.soakEndsAt = Self.installedAt + .days(2)
        first.soakDeadlineAt = Self.installedAt + .days(4)
        let rollout = Rollout(
            id: Desk.rollout, policy: policy, state: .running, revision: 1, waves: [first, wave("everybody", 3)],
            selected: rows.count + 3, withheld: 0)
        return Assessment(
            rollout: rollout, wave: 0, sites: rows.map(SiteEvidence.init), tallyVersion: 1,
            judges: Judges(policy: policy, sites: sites), signs: signs, at: Self.installedAt + after)
    }

    private func row(
        _ number: Int, _ state: PlacementState = .installed, heard: TimeSpan? = .hours(40), trouble: Bool = false
    ) -> PlacementRow {
        var row = PlacementRow(
            rollout: Desk.rollout, revision: 1, customer: "alpha", wave: 0,
            placement: Placement(
                installation: InstallationID("site-\(number)"), reason: .score(thousandths: 0, newPairs: 0),
                notEarlier: nil))
        row.state = state
        row.startedAt = Self.installedAt
        row.settledAt = Self.installedAt
        row.heardAt = heard.map { Self.installedAt + $0 }
        row.troubleAt = trouble ? Self.installedAt + .hours(1) : nil
        row.lastTroubleAt = row.troubleAt
        return row
    }

    @Test("sites that were heard of and soaked to the end let the rollout advance")
    func advance() throws {
        let assessment = try assess((1...4).map { row($0) }, after: .days(2))
        #expect(assessment.mayAdvance)
        #expect(assessment.health.completed == 4)
    }

    @Test("before the end of the soak nothing is complete")
    func notOver() throws {
        let assessment = try assess(
            (1...4).map { row($0) }, after: TimeSpan(milliseconds: TimeSpan.days(2).milliseconds - 1000))
        #expect(assessment.health.state == .soaking)
        #expect(assessment.health.completed == 0)
    }

    @Test("silence is neither success nor failure; at the deadline it is inconclusive")
    func silence() throws {
        let rows = (1...3).map { row($0) } + [row(4, heard: nil)]
        // Silent for longer than 48 hours.
        let waiting = try assess(rows, after: .days(2) + .hours(1))
        #expect(waiting.health.silent == 1)
        #expect(waiting.health.failed == 0)
        #expect(waiting.health.completed == 3)
        #expect(waiting.health.state == .soaking)
        let late = (1...3).map { row($0, heard: .days(4)) } + [row(4, heard: nil)]
        let out = try assess(late, after: .days(4))
        #expect(out.health.state == .inconclusive)
        #expect(out.isInconclusive(pastDeadline: true))
        #expect(!out.mayAdvance)
    }

    @Test("a site that nobody heard of since its install has not soaked, even where it is not silent yet")
    func neverHeard() throws {
        let assessment = try assess((1...4).map { row($0, heard: nil) }, after: .days(2))
        #expect(assessment.health.completed == 0)
        #expect(assessment.health.silent == 0)
        #expect(!assessment.mayAdvance)
    }

    @Test("answers that were asked for and have not come hold the gate")
    func responses() throws {
        func sign(_ site: Int, _ kind: Outcome.Kind, _ feature: String? = nil) -> SiteSign {
            SiteSign(installation: InstallationID("site-\(site)"), kind: kind, feature: feature)
        }
        let soak = SoakPolicy(days: 2, responses: 2, evidence: ["feature:call-queue used at 1"])
        let rows = (1...4).map { row($0) }
        let none = try assess(rows, soak: soak, after: .days(2))
        #expect(
            none.unmetEvidence == [
                "2 more answers from customers are needed.", "call-queue must be used at 1 more site.",
            ])
        #expect(!none.mayAdvance)
        #expect(none.isInconclusive(pastDeadline: true))
        #expect(!none.text.contains("is covered"), "\(none.text)")
        #expect(
            none.text.hasSuffix("2 more answers from customers are needed. call-queue must be used at 1 more site."))
        #expect(none.state == .soaking)
        let twiceTheSame = [sign(1, .responseFine), sign(1, .responseTrouble), sign(2, .used, "call-queue")]
        #expect(
            try assess(rows, soak: soak, signs: twiceTheSame, after: .days(2)).unmetEvidence
                == ["1 more answer from customers is needed."])
        let all = try assess(rows, soak: soak, signs: twiceTheSame + [sign(2, .responseFine)], after: .days(2))
        #expect(all.unmetEvidence.isEmpty)
        #expect(all.mayAdvance)
        #expect(all.text.contains("is covered"))
    }

    @Test("failures of one pair of features halt, and the pair is named")
    func pair() throws {
        let rows = (1...12).map { row($0, trouble: $0 <= 4) }
        let features = Dictionary(
            uniqueKeysWithValues: (1...12).map {
                (
                    InstallationID("site-\($0)"),
                    $0 <= 4 ? Set(["call-queue", "fax"]) : [$0.isMultiple(of: 2) ? "fax" : "call-queue"]
                )
            })
        let assessment = try assess(rows, features: features, after: .hours(2))
        #expect(assessment.health.state == .halt)
        #expect(assessment.healthScan.first?.features.sorted() == ["call-queue", "fax"])
        let evidence = assessment.evidence(for: .health)
        #expect(evidence.implicated.first?.failed == 4)
        #expect(evidence.failed == 4)
        #expect(assessment.installs.state != .halt)
    }

    @Test("failed installs halt by themselves and say nothing of health")
    func installs() throws {
        let rows = (1...4).map { row($0, .failed, heard: nil) }
        let assessment = try assess(rows, after: .hours(1))
        #expect(assessment.installs.state == .halt)
        #expect(assessment.health.sites == 0)
        #expect(assessment.health.state == .soaking)
        #expect(assessment.text.hasPrefix("Installs:"))
        #expect(assessment.evidence(for: .installs).implicated.isEmpty)
    }

    @Test("what a halt took back was never tried")
    func recalled() throws {
        var recalled = row(4, .recalled, heard: nil)
        recalled.startedAt = nil
        let assessment = try assess((1...3).map { row($0) } + [recalled], after: .days(2))
        #expect(assessment.installs.sites == 3)
        #expect(assessment.health.sites == 3)
    }
}
