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

    /// What keeps somebody from approving.
    public enum Obstacle: Hashable, Sendable {
        case notAmong([String])
        case already
        /// Two persons are asked for, and the last word is not the author's.
        case author
    }

    /// Why `person` cannot approve what `author` planned and `before` approved; nil where nothing is in the way.
    public func obstacle(to person: String, author: String?, before: [String]) -> Obstacle? {
        if !by.isEmpty, !by.contains(person) { return .notAmong(by.sorted()) }
        if before.contains(person) { return .already }
        if persons > 1, before.count + 1 >= persons, person == author { return .author }
        return nil
    }
}

extension Policy {
    /// The policy's approval, or the default: one person, whoever may decide.
    public var approvalRule: ApprovalPolicy { approval ?? ApprovalPolicy() }
}
