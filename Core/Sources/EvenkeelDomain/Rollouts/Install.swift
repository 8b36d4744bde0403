/// One started install of one site, from the start to the end its executor reported. A row.
public struct Install: Hashable, Sendable, Codable {
    /// A site that was not there so often is away for long.
    public static let triesOfShortAbsence = 8

    /// When a site that was not there is tried again. On full quarters of an hour, and of a day once it is away for long:
    /// however many sites are away, those that are due come back together, with one decision.
    ///
    /// - Parameter times: how often it was not there, this time counted.
    public static func nextTry(after now: Timestamp, absentTimes times: Int) -> Timestamp {
        let quarter = absence(times).milliseconds
        return Timestamp(milliseconds: (now.milliseconds + 2 * quarter - 1) / quarter * quarter)
    }

    public static func absence(_ times: Int) -> TimeSpan { times > triesOfShortAbsence ? .hours(6) : .minutes(15) }

    public let id: InstallID
    public var rollout: RolloutID
    public var installation: InstallationID
    public var executor: ExecutePolicy.Executor
    /// Which try of the site it is, from 1.
    public var attempt: Int
    public var state: InstallState
    public var startedAt: Timestamp
    /// When nobody waits for its end any longer.
    public var endsBy: Timestamp
    public var endedAt: Timestamp?
    public var note: String?
    /// The node that started it, where only that one can say what became of it.
    public var node: String?
    /// Who began it, where a person did.
    public var by: String?
    /// Set where it takes the release back: the version that is to run again.
    public var backTo: Version?

    public init(
        id: InstallID, rollout: RolloutID, installation: InstallationID, executor: ExecutePolicy.Executor, attempt: Int,
        startedAt: Timestamp, endsBy: Timestamp, node: String? = nil, by: String? = nil, backTo: Version? = nil
    ) {
        self.id = id
        self.rollout = rollout
        self.installation = installation
        self.executor = executor
        self.attempt = attempt
        state = .initial
        self.startedAt = startedAt
        self.endsBy = endsBy
        self.node = node
        self.by = by
        self.backTo = backTo
    }

    /// What the install is known by outside, such as in a folder or at another server. The time stands in it so that a
    /// number given out again, after a database was restored from a backup, is not taken for the install it once was.
    public var key: String { Self.key(id, startedAt) }

    public static func key(_ id: InstallID, _ startedAt: Timestamp) -> String { "\(id)-\(startedAt.milliseconds)" }
}
