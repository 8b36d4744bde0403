/// A bug planted on purpose, to see that the books find it.
public enum PromiseBug: String, CaseIterable, Sendable {
    /// The clocks of all nodes run two minutes late, and nobody knows.
    case lateClocks
    /// A holding line is taken for written and gets lost.
    case lineLost
    /// What was broken is put on record as kept.
    case recordFlattered
    /// A holding line promises the next word an hour later than the rule.
    case intervalStretched
    /// After the first failure of its store a node does nothing more, and lives on.
    case roundGivenUp
    /// A node believes what a wrong clock wrote down, and waits for it.
    case clockBelieved
}
