/// What is done before and at the due second of a promise, so that a person speaks in time.
public enum PromiseRung: CaseIterable, Sendable {
    /// The owner is reminded.
    case owner
    /// A second person is reminded too.
    case second
    /// The holding line is posted and the owner is paged.
    case due

    public var percent: Int64 {
        switch self {
        case .owner: 60
        case .second: 85
        case .due: 100
        }
    }

    /// When the rung of a promise is reached, to the millisecond, never before its share of the interval is over.
    public func at(madeAt: Timestamp, due: Timestamp) -> Timestamp {
        let interval = (due - madeAt).milliseconds
        return madeAt + TimeSpan(milliseconds: (interval * percent + 99) / 100)
    }
}
