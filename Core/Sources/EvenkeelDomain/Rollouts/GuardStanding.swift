/// What a rollout under way has done for a guard so far: what happened, where a `GuardFinding` is what was planned.
public struct GuardStanding: Hashable, Sendable {
    public var rule: Guard
    /// The wave that it keeps shut until it is met.
    public var wave: Int
    /// Matching sites that have run the release for as long as the guard asks.
    public var soaked: Int
    /// Matching sites that run the release, those included.
    public var running: Int
    /// As many as the guard asks for, or all that the rollout has where they are fewer.
    public var needed: Int
    /// When enough of them will have soaked, if they go on running; nil while too few run it.
    public var metAt: Timestamp?

    public init(rule: Guard, wave: Int, soaked: Int, running: Int, needed: Int, metAt: Timestamp?) {
        self.rule = rule
        self.wave = wave
        self.soaked = soaked
        self.running = running
        self.needed = needed
        self.metAt = metAt
    }

    public var isMet: Bool { soaked >= needed }

    /// Before when it cannot be met, whatever is installed from now on.
    public func metNotBefore(_ now: Timestamp) -> Timestamp {
        isMet ? now : metAt ?? now + .hours(rule.soakHours)
    }
}

/// The numbers with which a guard let a wave open.
public struct GuardMet: Hashable, Sendable, Codable {
    public var guardID: GuardID
    public var soaked: Int
    public var needed: Int

    public init(_ standing: GuardStanding) {
        guardID = standing.rule.id
        soaked = standing.soaked
        needed = standing.needed
    }
}

extension Guard {
    /// The wave, counted from 0, that it keeps shut, with all that come after it: where there are fewer than it names,
    /// the last.
    public func wave(of count: Int) -> Int { min(beforeWave, count) - 1 }
}
