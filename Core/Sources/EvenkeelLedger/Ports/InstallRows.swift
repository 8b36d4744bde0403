public import EvenkeelDomain

/// Rows about installs that were started.
public protocol InstallRows: Sendable {
    /// Starts these in one transaction: every site whose placement is still due, or waits for its rollback, gets the
    /// next number. Those that were taken back in the meantime, or started by somebody else, are missing in the answer.
    func begin(_ starts: [InstallStart], at now: Timestamp) async throws(Failure) -> [Install]

    /// In the order of their numbers.
    func installs(_ query: InstallQuery) async throws(Failure) -> [Install]

    /// How many of a rollout's placements are in each state, wave by wave.
    func counts(of rollout: RolloutID) async throws(Failure) -> [PlacementCount]

    /// The steps that were ticked off, in their order.
    func ticks(of install: InstallID) async throws(Failure) -> [InstallTick]

    func records(of install: InstallID) async throws(Failure) -> [InstallRecord]

    /// The content of a record in base64; nil where there is none.
    func recordContent(of install: InstallID, number: Int) async throws(Failure) -> String?
}

/// The wish to start one install.
public struct InstallStart: Hashable, Sendable {
    public var rollout: RolloutID
    public var installation: InstallationID
    public var executor: ExecutePolicy.Executor
    public var timeout: TimeSpan
    public var node: String?
    public var by: String?
    /// Set where the release is to be taken back: the placement must wait for that.
    public var backTo: Version?

    public init(
        rollout: RolloutID, installation: InstallationID, executor: ExecutePolicy.Executor, timeout: TimeSpan,
        node: String? = nil, by: String? = nil, backTo: Version? = nil
    ) {
        self.rollout = rollout
        self.installation = installation
        self.executor = executor
        self.timeout = timeout
        self.node = node
        self.by = by
        self.backTo = backTo
    }
}

/// Which installs.
public struct InstallQuery: Hashable, Sendable {
    public var id: InstallID?
    public var rollout: RolloutID?
    public var installation: InstallationID?
    public var states: Set<InstallState>?
    public var limit: Int?

    public init(
        id: InstallID? = nil, rollout: RolloutID? = nil, installation: InstallationID? = nil,
        states: Set<InstallState>? = nil, limit: Int? = nil
    ) {
        self.id = id
        self.rollout = rollout
        self.installation = installation
        self.states = states
        self.limit = limit
    }

    /// Those whose executor still owes an end.
    public static let open = InstallQuery(states: [.open, .cancelling])
}

/// How many placements of a wave are in a state.
public struct PlacementCount: Hashable, Sendable {
    public var wave: Int
    public var state: PlacementState
    public var isUnplanned: Bool
    public var count: Int

    public init(wave: Int, state: PlacementState, isUnplanned: Bool, count: Int) {
        self.wave = wave
        self.state = state
        self.isUnplanned = isUnplanned
        self.count = count
    }

    /// By wave, then in the order of the states' names.
    public static func precedes(_ left: Self, _ right: Self) -> Bool {
        (left.wave, left.state.rawValue, left.isUnplanned ? 1 : 0)
            < (right.wave, right.state.rawValue, right.isUnplanned ? 1 : 0)
    }
}

extension Sequence where Element == PlacementCount {
    /// How many are in one of these states.
    public func count(in states: Set<PlacementState>) -> Int {
        reduce(0) { $0 + (states.contains($1.state) ? $1.count : 0) }
    }
}
