public import EvenkeelDomain

/// Which notices.
public struct NoticeQuery: Hashable, Sendable {
    public var rollout: RolloutID?
    public var wave: Int?
    public var customer: CustomerID?

    public init(rollout: RolloutID? = nil, wave: Int? = nil, customer: CustomerID? = nil) {
        self.rollout = rollout
        self.wave = wave
        self.customer = customer
    }
}

/// Which answers.
public struct AnswerQuery: Hashable, Sendable {
    public var rollout: RolloutID?
    public var customer: CustomerID?

    public init(rollout: RolloutID? = nil, customer: CustomerID? = nil) {
        self.rollout = rollout
        self.customer = customer
    }
}

extension RolloutRows {
    public func notices(_ rollout: RolloutID, wave: Int?) async throws(Failure) -> [NoticeRow] {
        try await notices(NoticeQuery(rollout: rollout, wave: wave))
    }
}
