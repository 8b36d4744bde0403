/// A number of things, or a share of all that were selected.
public enum Amount: Hashable, Sendable, Codable {
    case count(Int)
    case share(Share)

    /// The number it stands for, rounded down but at least 1.
    public func of(_ total: Int) -> Int {
        switch self {
        case .count(let count): count
        case .share(let share): max(1, Int(Double(total) * share.value))
        }
    }
}

/// Caps on a wave's exposure, and how complex and how unfriendly its sites may be.
public struct WaveLimit: Hashable, Sendable, Codable {
    public var installations: Amount?
    public var seats: Amount?
    public var customers: Amount?
    /// Of the sites by criticality; see `Criticality.weight`.
    public var weight: Amount?
    /// Sites of one customer in the wave.
    public var perCustomer: Int?
    /// A site that is more complex, or of which that is unknown, is not in the wave.
    public var complexityAtMost: Share?
    /// A site that is less friendly, or of which that is unknown, is not in the wave.
    public var friendlyAtLeast: Share?
    /// As many as the evidence allows.
    public var auto: Bool

    public init(
        installations: Amount? = nil, seats: Amount? = nil, customers: Amount? = nil, weight: Amount? = nil,
        perCustomer: Int? = nil, complexityAtMost: Share? = nil, friendlyAtLeast: Share? = nil, auto: Bool = false
    ) {
        self.installations = installations
        self.seats = seats
        self.customers = customers
        self.weight = weight
        self.perCustomer = perCustomer
        self.complexityAtMost = complexityAtMost
        self.friendlyAtLeast = friendlyAtLeast
        self.auto = auto
    }

    /// Whether everybody fits in sooner or later.
    public var isUnlimited: Bool {
        installations == nil && seats == nil && customers == nil && weight == nil && perCustomer == nil
            && complexityAtMost == nil && friendlyAtLeast == nil && !auto
    }
}

/// The fewest sites a wave is worth opening with.
public enum WaveMinimum: Hashable, Sendable, Codable {
    case sites(Int)
    /// As many as the gate to the next wave asks for.
    case evidence
}

/// What a combination of features weighs when waves are ordered by coverage.
public enum CombinationWorth: String, CaseIterable, Codable, Sendable {
    /// All alike.
    case equal
    /// The seats that run it.
    case seats
    /// Three times as much when the release touches one of its features.
    case touches
}

/// Which of the dates by which sites are due a plan may not miss. A date that has passed before the first wave could
/// open binds nobody: it is reported.
public struct DuePolicy: Hashable, Sendable, Codable {
    public enum Force: String, CaseIterable, Codable, Sendable {
        /// A plan that misses it is refused.
        case must
        /// A plan that misses it says so.
        case warn
    }

    /// The end of support of what a site runs.
    public var support: Force
    /// The date a contract gives.
    public var contract: Force

    public init(support: Force = .must, contract: Force = .must) {
        self.support = support
        self.contract = contract
    }
}
