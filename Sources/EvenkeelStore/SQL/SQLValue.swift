import EvenkeelDomain

/// What a column holds. Only what SQLite and PostgreSQL store alike: TEXT, BIGINT and NULL.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
}

extension SQLValue {
    static func id<Entity>(_ id: ID<Entity>) -> SQLValue { .text(id.text) }

    static func install(_ id: InstallID) -> SQLValue { .integer(Int64(id.number)) }

    static func number(_ number: Int) -> SQLValue { .integer(Int64(number)) }

    /// Milliseconds since 1970.
    static func time(_ time: Timestamp) -> SQLValue { .integer(time.milliseconds) }

    static func time(_ time: Timestamp?) -> SQLValue { time.map { .integer($0.milliseconds) } ?? .null }

    static func text(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
}
