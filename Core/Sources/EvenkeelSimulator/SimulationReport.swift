/// What happened in one run, or in many.
public struct SimulationReport: Hashable, Sendable, CustomStringConvertible {
    public var seeds: [UInt64] = []
    public var steps = 0
    public var entries = 0
    public var accepted = 0
    public var acceptedAgain = 0
    public var installs = 0
    public var crashes = 0
    public var storeFaults = 0
    public var refusals = 0
    public var wavesOpened = 0
    public var gatesPassed = 0
    public var halts = 0
    public var recalls = 0
    public var incidents = 0
    public var holdingLines = 0
    public var reports = 0
    public var guardRefusals = 0
    public var revisions = 0
    public var stragglers = 0
    public var promisesKept = 0
    public var promisesBroken = 0
    public var findings: [Finding] = []

    public init() {}

    public static func += (left: inout Self, right: Self) {
        left.seeds += right.seeds
        left.findings += right.findings
        for count in counts { left[keyPath: count.path] += right[keyPath: count.path] }
    }

    public var description: String {
        let figures = Self.counts.map { "\($0.name) \(self[keyPath: $0.path])" }.joined(separator: ", ")
        return "\(seeds.count) seeds: \(figures), findings \(findings.count)"
    }

    private static var counts: [(name: String, path: WritableKeyPath<Self, Int>)] {
        [
            ("steps", \.steps), ("entries", \.entries), ("messages accepted", \.accepted),
            ("again while in doubt", \.acceptedAgain), ("installs", \.installs), ("crashes", \.crashes),
            ("store faults", \.storeFaults), ("refusals", \.refusals), ("waves opened", \.wavesOpened),
            ("gates passed", \.gatesPassed), ("halts", \.halts), ("recalls", \.recalls), ("incidents", \.incidents),
            ("holding lines", \.holdingLines), ("reports", \.reports), ("guard refusals", \.guardRefusals),
            ("revisions adopted", \.revisions), ("stragglers caught up", \.stragglers),
            ("promises kept", \.promisesKept), ("promises broken", \.promisesBroken),
        ]
    }
}
