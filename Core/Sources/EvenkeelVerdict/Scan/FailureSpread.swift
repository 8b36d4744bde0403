/// Whether a named group explains the failures.
public enum FailureSpread: String, Sendable, Equatable {
    /// Failures fall into the group more often than its share of the expectation: hold the group.
    case concentrated
    /// The sites elsewhere fail more often than expected as well: the group is not the cause, hold everything.
    case elevatedEverywhere
    /// Too few failures to tell.
    case unclear
}
