import Foundation
import Testing

@Suite("The demo")
struct DemoTests {
    @Test("The whole loop ends well in virtual time: caught, owned, kept, repaired, reported, guarded")
    func once() throws {
        let folder = try TemporaryFolder()
        let demo = try Program(Program.evenkeel, ["demo", "--once"], in: folder.url, name: "demo")
        let code = demo.end()
        let story = demo.output
        #expect(code == 0, "it said: \(story)")
        // The story has its turns, in this order.
        var rest = story[...]
        for turn in [
            "planned: pbx-5.2", "notice:", "opened: pbx-5.2 wave 1", "passed: pbx-5.2 wave 1", "HALT:", "recalled:",
            "OWNED:", "investigating (system)", "holding line", "identified", "opened: pbx-5.2.1", "restored:",
            "monitoring", "resolved", "report:", "guard:", "refused: pbx-5.3 does not start", "started: pbx-5.3",
        ] {
            let found = try #require(
                rest.range(of: turn), "after what came before, the story lacks “\(turn)”: \(story)")
            rest = rest[found.upperBound...]
        }
        #expect(story.contains("call-queue + fax"), "the verdict names the pair")
    }
}
