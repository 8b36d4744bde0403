/// What is known of how often sites fail with a release as good as usual, where that is not a tolerance somebody states.
///
/// On a rate that rests on fewer than 100 failures no line may be built; sites that were upgraded are then compared with
/// those that were not yet.
public struct BaselinePolicy: Hashable, Sendable, Codable {
    public enum Source: String, CaseIterable, Codable, Sendable {
        /// Counted on earlier releases.
        case measured
        /// To be counted by the server on its own finished rollouts of the product, when the plan is made.
        case here
        /// Nobody knows it.
        case unknown
    }

    public var source: Source
    /// The rate that was counted; nil where none was.
    public var rate: Share?
    /// Failures that the rate rests on.
    public var events: Int

    public init(source: Source, rate: Share? = nil, events: Int = 0) {
        self.source = source
        self.rate = rate
        self.events = events
    }
}

/// When failures come after an install, as known from earlier releases.
public struct DelayPolicy: Hashable, Sendable, Codable {
    /// To be taken by the server from its own rollouts of the product, when the plan is made.
    public var isMeasuredHere: Bool
    /// How long after the install each of the known failures came; empty while nothing is known.
    public var failuresAfter: [TimeSpan]
    /// How many times as fast the failures of this release are taken to come.
    public var speed: Double

    public init(isMeasuredHere: Bool = false, failuresAfter: [TimeSpan] = [], speed: Double = 2) {
        self.isMeasuredHere = isMeasuredHere
        self.failuresAfter = failuresAfter
        self.speed = speed
    }
}

/// The family of halt lines; see `HaltLineKind` of the verdict.
public enum HaltLinePolicy: String, CaseIterable, Codable, Sendable {
    case staircase, table
}

/// When a site counts as silent by what it did before, instead of after a fixed time.
public struct HeartbeatPolicy: Hashable, Sendable, Codable {
    /// So many beats missed make any site silent, however regular it is.
    public var leastBeats: Int
    /// The most a site is waited for; nil for as long as its history says.
    public var atMost: TimeSpan?

    public init(leastBeats: Int = 3, atMost: TimeSpan? = nil) {
        self.leastBeats = leastBeats
        self.atMost = atMost
    }
}
