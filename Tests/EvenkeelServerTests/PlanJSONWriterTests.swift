import EvenkeelDomain
import EvenkeelPlanner
import Foundation
import Testing

@testable import EvenkeelAPI

@Suite("A plan written as JSON piece by piece")
struct PlanJSONWriterTests {
    private func written(_ plan: Plan, summary: Bool) throws -> (bytes: [UInt8], pieces: Int) {
        var bytes: [UInt8] = []
        var pieces = 0
        try PlanJSONWriter(plan, summary: summary).write { piece in
            bytes += Array(piece)
            pieces += 1
        }
        return (bytes, pieces)
    }

    private func expectSame(_ plan: Plan, _ what: Comment) throws {
        for summary in [false, true] {
            let document = try WireJSON.data(PlanDocument(plan, summary: summary), pretty: true)
            let written = try written(plan, summary: summary)
            #expect(String(decoding: written.bytes, as: UTF8.self) == String(decoding: document, as: UTF8.self), what)
        }
    }

    @Test("is byte for byte the document, for plans of every shape")
    func randomised() throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("plans as JSON, seed \(seed)")
        var plans = try RandomPlans(seed: seed)
        for round in 0..<300 { try expectSame(plans.next(), "seed \(seed), round \(round)") }
    }

    @Test("an empty plan, and waves with nothing in them")
    func empty() throws {
        var plan = try RandomPlans(seed: 1).emptyPlan
        try expectSame(plan, "empty")
        plan.waves = [try RandomPlans(seed: 1).emptyWave]
        try expectSame(plan, "an empty wave")
    }

    @Test("text that looks like a line of the document stays text")
    func imitation() throws {
        var plan = try RandomPlans(seed: 1).emptyPlan
        plan.warnings = ["      \"installations\" : [", "\n  \"withheld\" : [\n"]
        plan.waves = [try RandomPlans(seed: 1).emptyWave]
        plan.waves[0].name = "\n      \"installations\" : [\n"
        plan.waves[0].placements = [
            Placement(installation: "a\"b\\c\u{1}é", reason: .need(wanted: 1, newPairs: 2), notEarlier: nil)
        ]
        try expectSame(plan, "imitation")
    }

    @Test("a large plan leaves in pieces of about a megabyte")
    func pieces() throws {
        var plan = try RandomPlans(seed: 1).emptyPlan
        plan.waves = [try RandomPlans(seed: 1).emptyWave]
        plan.waves[0].placements = (0..<20_000).map {
            Placement(
                installation: ID("site-\($0)"), reason: .score(thousandths: $0 % 1000, newPairs: 0), notEarlier: nil)
        }
        var largest = 0
        var total = 0
        try PlanJSONWriter(plan).write { piece in
            largest = max(largest, piece.count)
            total += piece.count
        }
        #expect(total > 3_000_000)
        #expect(largest < 1_100_000)
    }

    @Test("a sink that fails ends it with that failure")
    func failure() throws {
        struct Full: Error {}
        let writer = PlanJSONWriter(try RandomPlans(seed: 1).emptyPlan)
        #expect(throws: Full.self) { try writer.write { _ in throw Full() } }
    }
}

/// Plans that make no sense but have every shape.
private struct RandomPlans {
    private var random: SplitMix

    init(seed: UInt64) throws {
        random = SplitMix(state: seed)
        version = try #require(Version("5.2.0"))
    }

    private let version: Version
    private let day = CivilDate(dayNumber: 20_605)

    var emptyPlan: Plan {
        Plan(
            rollout: "r/1", revision: 1, release: version, selected: 0, withheld: [], waves: [],
            curve: [], warnings: [], ends: day)
    }

    var emptyWave: PlannedWave {
        PlannedWave(
            name: "w", publicName: nil, opens: day, soakEnds: day + 7, soakDays: 7, exposure: Exposure(), coverage: 0,
            placements: [])
    }

    mutating func next() -> Plan {
        var plan = emptyPlan
        plan.withheld = (0..<number(4)).map { _ in Withheld(installation: ID(text()), reason: withheld()) }
        plan.curve = (0..<number(4)).map { _ in
            CurvePoint(installations: number(9), seats: number(99), coverage: share())
        }
        plan.warnings = (0..<number(3)).map { _ in text() }
        plan.waves = (0..<number(5)).map { _ in wave() }
        return plan
    }

    private mutating func wave() -> PlannedWave {
        var wave = emptyWave
        wave.name = text()
        wave.publicName = number(2) == 0 ? nil : text()
        wave.coverage = share()
        wave.exposure = Exposure(installations: number(5), seats: number(1_000), customers: number(4))
        wave.gate = number(2) == 0 ? nil : GateForecast(cleanSites: number(9), moreSitesNeeded: number(3))
        wave.lastInstall = number(2) == 0 ? nil : day + number(9)
        wave.untried = number(2) == 0 ? nil : Exposure(installations: number(5), seats: number(9), customers: 1)
        wave.tripleCoverage = number(2) == 0 ? nil : share()
        wave.placements = (0..<number(6)).map { _ in
            Placement(
                installation: ID(text()), reason: reason(), notEarlier: number(3) == 0 ? nil : hindrance(),
                day: number(2) == 0 ? nil : day + number(9), runnerUp: number(2) == 0 ? nil : ID(text()))
        }
        return wave
    }

    private mutating func reason() -> PlacementReason {
        let pairs = number(3)
        return switch number(12) {
        case 0: .need(wanted: number(4), newPairs: pairs)
        case 1: .coverage(newPairs: pairs, rarest: (0..<number(4)).map { _ in text() })
        case 2: .simplicity(complexityThousandths: number(2) == 0 ? nil : number(1001), newPairs: pairs)
        case 3: .complexity(complexityThousandths: number(2) == 0 ? nil : number(1001), newPairs: pairs)
        case 4: .friendliness(friendlyThousandths: number(1001), newPairs: pairs)
        case 5: .feedback(feedbackThousandths: number(1001), newPairs: pairs)
        case 6: .due(by: number(2) == 0 ? nil : day + number(1000), newPairs: pairs)
        case 7:
            .deadline(by: day + number(1000), newPairs: pairs, follower: number(2) == 0 ? nil : ID(text()))
        case 8: .canary(newPairs: pairs)
        case 9: .evidence(newPairs: pairs)
        case 10: .told(code: text(), text: text(), newPairs: pairs)
        default: .score(thousandths: number(1001), newPairs: pairs)
        }
    }

    private mutating func hindrance() -> NotEarlier {
        switch number(14) {
        case 0: .cap(wave: number(6))
        case 1: .notAmong(wave: number(6))
        case 2: .unknownFact(wave: number(6))
        case 3: .nothingToGain(wave: number(6))
        case 4: .after(ID(text()))
        case 5: .canaryFirst(ID(text()))
        case 6: .tooComplex(wave: number(6))
        case 7: .notFriendlyEnough(wave: number(6))
        case 8: .resting(until: day + number(1000))
        case 9: .window(wave: number(6))
        case 10: .perCustomer(wave: number(6))
        case 11: .underway(wave: number(6))
        case 12: .told(code: text(), text: text())
        default: .pinnedUntil(day + number(1000))
        }
    }

    private mutating func withheld() -> Withheld.Reason {
        switch number(5) {
        case 0: .pinned(until: day + number(1000))
        case 1: .held(ID(text()), why: text())
        case 2: .unitWithheld(ID(text()))
        case 3: .unknown(fact: text())
        default: .afterWithheld(ID(text()))
        }
    }

    private mutating func text() -> String {
        let pieces = [
            "a", "Site", "\"", "\\", "/", "\n", "\r", "\t", "\u{8}", "\u{c}", "\u{1f}", "\u{7f}", "é", "😀", "\u{2028}",
            " ", "[", "{}",
        ]
        return (0..<number(7)).map { _ in pieces[number(pieces.count)] }.joined()
    }

    private mutating func share() -> Double {
        number(3) == 0 ? Double(number(2)) : Double(number(1 << 30)) / Double(1 << 30)
    }

    private mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same plans on every machine.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
