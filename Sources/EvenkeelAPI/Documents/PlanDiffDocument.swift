public import EvenkeelDomain
public import EvenkeelPlanner

/// What a new revision of a plan changes, installation by installation, and whom to tell.
public struct PlanDiffDocument: Codable, Hashable, Sendable {
    public struct Move: Codable, Hashable, Sendable {
        public var installation: String
        /// The wave in the older revision; null where it had no place.
        @Nullable public var from: String?
        /// The wave in the newer revision; null where it has none.
        @Nullable public var to: String?
        /// The days of its install.
        @Nullable public var opensBefore: String?
        @Nullable public var opens: String?
        /// Why it has no place, where the new revision says so.
        public var reason: ReasonDocument?
    }

    /// A customer whose date is another now.
    public struct Tell: Codable, Hashable, Sendable {
        public var customer: String
        public var installations: [String]
    }

    public var rollout: String
    public var from: Int
    public var to: Int
    public var moved: [Move]
    /// How many keep wave and day.
    public var unchanged: Int?
    public var tell: [Tell]?
    /// Rollouts whose place it takes; then the older plan is what of theirs is to come.
    public var replaces: [String]?

    /// - Parameters:
    ///   - old: the revision before; nil where there is none, and everything is new.
    ///   - customer: whose a site is.
    ///   - isDone: whether a site has the release already, and so no place any more.
    public init(
        from old: Plan?, to new: Plan, customer: (InstallationID) -> CustomerID? = { _ in nil },
        isDone: (InstallationID) -> Bool = { _ in false }
    ) {
        self.init(PlanDiff(from: old, to: new), of: new.rollout, customer: customer, isDone: isDone)
    }

    public init(
        _ diff: PlanDiff, of rollout: RolloutID, replaces: [RolloutID]? = nil,
        customer: (InstallationID) -> CustomerID? = { _ in nil }, isDone: (InstallationID) -> Bool = { _ in false }
    ) {
        self.rollout = rollout.text
        self.replaces = replaces.map { $0.map(\.text) }
        from = diff.from
        to = diff.to
        moved = diff.moves.map { move in
            Move(
                installation: move.installation.text, from: move.from?.wave, to: move.to?.wave,
                opensBefore: move.from?.day.description, opens: move.to?.day.description,
                reason: move.to == nil
                    ? move.withheld.map { ReasonDocument(code: $0.code, text: PlanSentences.withheld($0)) }
                        ?? (isDone(move.installation)
                            ? ReasonDocument(code: "done", text: "it has the release already") : nil)
                    : nil)
        }
        unchanged = diff.unchanged
        tell = diff.toTell(customer, isDone: isDone).map {
            Tell(customer: $0.customer.text, installations: $0.sites.map(\.installation.text))
        }
    }
}
