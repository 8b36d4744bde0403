import EvenkeelDomain
import EvenkeelFiles
import Testing

@Suite struct PolicyDraftTests {
    private let today = CivilDate(dayNumber: 20_788)  // 2026-12-01

    private func text(_ template: PolicyTemplate, _ draft: PolicyDraft) throws -> String {
        try draft.text(from: template, reading: try Examples.text("\(template.rawValue).yaml"), today: today)
    }

    private func draft(start: String? = nil, fixes: [String] = [], touches: [String] = []) throws -> PolicyDraft {
        PolicyDraft(
            rollout: "till-9", product: "till", version: try #require(Version("9.1.0")),
            start: start.flatMap { CivilDate($0) }, fixes: fixes, touches: touches)
    }

    @Test(
        "a draft is the template for another release, and keeps its waves and its verdict",
        arguments: PolicyTemplate.allCases)
    func keeps(template: PolicyTemplate) throws {
        let example = try PolicyFile.read(path: Examples.path("\(template.rawValue).yaml"))
        let text = try text(
            template, try draft(start: "2027-03-01", fixes: ["A-1", "B: 2"], touches: ["scan", "a \"b\""]))
        let policy = try PolicyFile.read(text: text, named: "p.yaml")
        #expect(policy.rollout == "till-9" && policy.release.product == "till")
        #expect(policy.release.version.description == "9.1.0")
        #expect(policy.release.fixes == ["A-1", "B: 2"] && policy.release.touches == ["scan", "a \"b\""])
        #expect(policy.release.texts.isEmpty)
        #expect(policy.start == CivilDate("2027-03-01"))
        #expect(policy.waves.map(\.name) == example.waves.map(\.name))
        #expect(policy.waves.map(\.limit) == example.waves.map(\.limit))
        #expect(policy.waves.map(\.soak.days) == example.waves.map(\.soak.days))
        #expect(policy.verdict == example.verdict && policy.weights == example.weights)
        #expect(policy.notice.before == example.notice.before)
        // Nothing of the example's telephones, its installer or its component is left.
        for word in ["pbx", "call-queue", "telephon", "QUEUE", "5.2", "softphone", "2026", "{{"] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(policy.execute.by == .manual && policy.onHalt.component == nil)
        // As far from the start as it was.
        if let start = example.start, let deadline = example.deadline, let own = policy.start {
            #expect(policy.deadline == own + (deadline - start))
        } else {
            #expect(policy.deadline == nil)
        }
    }

    @Test("without fixes, features and a start nothing is invented", arguments: PolicyTemplate.allCases)
    func bare(template: PolicyTemplate) throws {
        let policy = try PolicyFile.read(text: try text(template, try draft()), named: "p.yaml")
        #expect(policy.release.fixes.isEmpty && policy.release.touches.isEmpty && policy.start == nil)
        #expect(policy.select.description == "product==till;version=lt=9.1.0")
        for wave in policy.waves {
            #expect(wave.soak.evidence.isEmpty)
            #expect(wave.among.map { $0.factNames == ["friendly"] } ?? true)
        }
    }

    @Test("features that the release touches take the place of the example's")
    func touched() throws {
        func policy(_ template: PolicyTemplate) throws -> Policy {
            let text = try text(template, try draft(touches: ["scan", "slip print"]))
            return try PolicyFile.read(text: text, named: "p.yaml")
        }
        #expect(
            try policy(.hotfix).select.description == "product==till;version=lt=9.1.0;feature=in=(scan,'slip print')")
        #expect(try policy(.hotfix).waves[0].soak.evidence == ["feature:scan used at 2"])
        #expect(try policy(.keepCalm).waves[0].soak.evidence == ["feature:scan used at 3"])
        #expect(try policy(.securityFix).waves[1].among?.description == "feature=in=(scan,'slip print')")
        #expect(try policy(.keepCalm).select.description == "product==till;version=lt=9.1.0")
    }

    /// The year-end freeze of the template, by the start of the new rollout.
    static let freezes = [
        ("2026-12-01", "2026-12-18", "2027-01-07", "2027-04-30"),
        // Still frozen on the day it starts.
        ("2027-01-07", "2026-12-18", "2027-01-07", "2027-06-06"),
        ("2027-01-08", "2027-12-18", "2028-01-07", "2027-06-07"),
        ("2029-06-30", "2029-12-18", "2030-01-07", "2029-11-27"),
    ]

    @Test("a deadline keeps its distance from the start, a freeze its season", arguments: freezes)
    func dates(start: String, from: String, to: String, deadline: String) throws {
        let policy = try PolicyFile.read(text: try text(.keepCalm, try draft(start: start)), named: "p.yaml")
        let freeze = try #require(policy.calendar.freezes.first)
        #expect([freeze.from.description, freeze.to.description] == [from, to])
        #expect(policy.deadline?.description == deadline)
        #expect(policy.notice.postponeUntil.map { $0 > policy.start ?? today } == true)
    }

    @Test("the description of a template comes along, its example does not")
    func header() throws {
        let lines = try text(.keepCalm, try draft()).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].hasPrefix("# Keep calm: those who need the fixes most"))
        #expect(
            lines[2...4] == ["#", "# Written from the template keep-calm: a place to start from, not doctrine.", ""])
        #expect(lines[5] == "rollout: till-9")
    }

    @Test("a value of the wrong form is refused by name, and no policy is written")
    func refuses() throws {
        var draft = try draft()
        draft.rollout = "not an id"
        #expect(throws: FileProblems.self) { try text(.percent, draft) }
        draft = try self.draft(touches: ["a=b"])
        let problems = #expect(throws: FileProblems.self) { try text(.percent, draft) }
        #expect(problems?.description.contains("release.touches[1] \"a=b\"") == true)
        draft = try self.draft()
        draft.product = "two\nlines: [x"
        #expect(throws: FileProblems.self) { try text(.percent, draft) }
    }
}
