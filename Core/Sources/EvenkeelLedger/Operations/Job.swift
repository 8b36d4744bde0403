public import EvenkeelDomain

/// Work for a person: a site whose turn it is, or whose install somebody has begun by hand.
public struct Job: Hashable, Sendable {
    public var rollout: Rollout
    public var row: PlacementRow
    /// Nil until somebody begins it.
    public var install: Install?
    public var ticks: [InstallTick]
    /// Its day, where it is its turn and its day is still to come.
    public var day: CivilDate?
    /// Who has taken today's room, where it is its turn and nothing is left: whoever begins it says why.
    public var full: FullDay?
    /// A visit that was not possible and that nobody has agreed to repeat.
    public var visit: Appointment?

    /// What is to be done, in order; the policy's words.
    public var steps: [String] {
        (isRollback ? rollout.policy.execute.rollbackSteps : rollout.policy.execute.steps) ?? []
    }

    /// True where the version before is to be put back.
    public var isRollback: Bool { install.map { $0.backTo != nil } ?? (row.state == .rollbackDue) }

    /// The steps nobody has ticked off, counted from 1.
    public var missing: [Int] {
        let done = Set(ticks.map(\.number))
        return steps.indices.map { $0 + 1 }.filter { !done.contains($0) }
    }
}
