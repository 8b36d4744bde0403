import EvenkeelAPI
import EvenkeelDomain
import Testing

@testable import EvenkeelCLI

@Suite("What a watcher of a rollout sees")
struct WatchTests {
    private func document(_ sites: [String: Int]) throws -> RolloutDocument {
        let wave = RolloutWave(
            name: "first", publicName: nil, opens: CivilDate(dayNumber: 20_514), opensAt: Timestamp(milliseconds: 0),
            noticeAt: Timestamp(milliseconds: 0), soakDays: 7,
            exposure: Exposure(installations: 10, seats: 100, customers: 10), coverage: 0.5, digest: Digest(of: ["a"]))
        var open = wave
        open.state = .open
        let rollout = Rollout(
            id: "pbx-5.2",
            policy: Policy(
                rollout: "pbx-5.2", release: Release(product: "pbx", version: try #require(Version("5.2.0"))),
                waves: []),
            state: .running, revision: 1, waves: [open, wave], selected: 20, withheld: 0)
        var document = RolloutDocument(
            rollout,
            waitingFor: [ReasonDocument(code: "installs", text: "6 sites have not finished installing.")],
            verdicts: [nil, nil])
        document.waves[0].sites = sites
        document.waves[1].sites = ["planned": 10]
        return document
    }

    @Test("a bar for each wave, how its sites are, and what is waited for")
    func picture() throws {
        let sites = ["installed": 4, "unplanned": 1, "started": 2, "failed": 1, "rolledBack": 1, "due": 2]
        let lines = WatchPicture(try document(sites)).lines(width: 80, ink: .plain)
        #expect(
            lines == [
                "pbx-5.2  pbx 5.2.0, revision 1, running",
                "1  first  █████████▋░░░░░░░░░░░░░░",
                "     open, 4 of 10 installed, 2 at it, 1 failed, 1 rolled back",
                "2  first  ░░░░░░░░░░░░░░░░░░░░░░░░  planned, 10 sites on 2026-03-02",
                "",
                "waits  6 sites have not finished installing.",
            ])
    }

    @Test("no line is longer than the terminal is wide, however narrow: drawn over it would leave the rest behind")
    func narrow() throws {
        let document = try document(["installed": 4, "started": 2, "failed": 1, "due": 3])
        let picture = WatchPicture(document)
        #expect(
            picture.lines(width: 34, ink: .plain) == [
                "pbx-5.2 pbx 5.2.0, revision 1,", "running",
                "1  first  █████████▋░░░░░░░░░░░░░░", "     open, 4 of 10 installed, 2 at",
                "     it, 1 failed", "2  first  ░░░░░░░░░░░░░░░░░░░░░░░░",
                "     planned, 10 sites on", "     2026-03-02", "", "waits  6 sites have not finished",
                "       installing.",
            ])
        let words = picture.lines(width: 34, ink: .plain).joined(separator: " ").filter { !" ░█▋".contains($0) }
        for width in 12...120 {
            let lines = picture.lines(width: width, ink: .plain)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "at \(width) columns")
            #expect(lines.joined().filter { !" ░█▋▏▎▍▌▊▉".contains($0) } == words, "at \(width) columns")
        }
    }

    @Test(
        "only a terminal whose cursor moves is drawn over",
        arguments: [
            (true, "xterm-256color", true), (true, nil, true), (true, "dumb", false), (false, "xterm", false),
        ])
    func dumb(_ isTerminal: Bool, _ term: String?, _ isDrawnOver: Bool) {
        #expect(Console.Stream.movesCursor(isTerminal, term: term) == isDrawnOver)
    }

    @Test("what goes back is told apart from what has gone back and from what failed")
    func rollback() throws {
        let wave = try document(["installed": 1, "rollbackDue": 2, "rollingBack": 1, "rolledBack": 3, "timedOut": 1])
            .waves[0]
        #expect(WatchPicture.progress(wave) == ", 1 of 8 installed, 1 failed, 3 rolling back, 3 rolled back")
    }
}
