import EvenkeelPlanner
import Testing

/// Random plans, some waves begun, and then something happens or nothing does.
@Suite("What holds for every plan made again under way")
struct ReplanPropertyTests {
    /// - nothing: nothing moves.
    /// - joiner: it gets a place in a wave that has not begun, and nobody makes room for it.
    /// - hold: it takes out whom it is for and whoever waits for them, and nobody else moves.
    /// - delay: waves open later, and nobody is in another wave.
    @Test("what has begun stands, and the rest moves as little as it can", arguments: Underway.Happening.allCases)
    func replans(happening: Underway.Happening) {
        var checked = 0
        for seed in Seeds.all {
            guard let underway = Underway(RandomCase.of(seed: seed), turn: Int(seed)) else { continue }
            checked += 1
            for finding in underway.findings(after: happening).prefix(3) {
                Issue.record("seed \(seed), \(happening), \(underway.begun) begun: \(finding)")
            }
        }
        // A run in which nothing happens proves nothing.
        #expect(Seeds.all.count < 100 || checked > 20, "only \(checked) plans were under way")
    }
}
