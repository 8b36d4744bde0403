/// Who must agree before a plan may run.
public struct ApprovalPolicy: Hashable, Sendable, Codable {
    /// How many different persons, for the first plan and for each revision of one under way.
    public var persons: Int
    /// Who may; empty for everybody who may decide at all.
    public var by: Set<String>

    public init(persons: Int = 1, by: Set<String> = []) {
        self.persons = max(1, persons)
        self.by = by
    }

    /// What asks for no less than either: the rule of a plan that takes the place of another before its start.
    ///
    /// Of both lists only who stands in both may approve, as long as that leaves enough of them; else who stands in the
    /// first, and where that are too few, in either. A list too short for as many as the other rule asks for cannot bind.
    public func strictest(with next: ApprovalPolicy) -> ApprovalPolicy {
        let persons = max(self.persons, next.persons)
        guard !by.isEmpty, !next.by.isEmpty else {
            let named = by.union(next.by)
            return ApprovalPolicy(persons: persons, by: named.count >= persons ? named : [])
        }
        let names = [by.intersection(next.by), by].first { $0.count >= persons } ?? by.union(next.by)
        return ApprovalPolicy(persons: persons, by: names)
    }

    /// What keeps somebody from approving.
    public enum Obstacle: Hashable, Sendable {
        case notAmong([String])
        case already
        /// Two persons are asked for, and the last word is not the author's while somebody else may have it.
        case author
    }

    /// Why `person` cannot approve what `author` planned and `before` approved; nil where nothing is in the way.
    public func obstacle(to person: String, author: String?, before: [String]) -> Obstacle? {
        if !by.isEmpty, !by.contains(person) { return .notAmong(by.sorted()) }
        if before.contains(person) { return .already }
        // Where nobody else is left of those who may, the others have spoken before.
        let isSomebodyLeft = by.isEmpty || !by.subtracting(before).subtracting([person]).isEmpty
        if persons > 1, before.count + 1 >= persons, person == author, isSomebodyLeft { return .author }
        return nil
    }
}

extension Policy {
    /// The policy's approval, or the default: one person, whoever may decide.
    public var approvalRule: ApprovalPolicy { approval ?? ApprovalPolicy() }
}
