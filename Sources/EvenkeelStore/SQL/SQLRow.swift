import EvenkeelDomain
import EvenkeelLedger

/// One row of a result, read by the number of its column (from 0).
public struct SQLRow: Hashable, Sendable {
    public let values: [SQLValue]

    public init(_ values: [SQLValue]) { self.values = values }

    func text(_ column: Int) throws(Failure) -> String {
        guard case .text(let text) = values[column] else { throw unreadable(column, "a text") }
        return text
    }

    func integer(_ column: Int) throws(Failure) -> Int64 {
        guard case .integer(let number) = values[column] else { throw unreadable(column, "a number") }
        return number
    }

    func optionalText(_ column: Int) throws(Failure) -> String? {
        values[column] == .null ? nil : try text(column)
    }

    func number(_ column: Int) throws(Failure) -> Int { Int(try integer(column)) }

    func id<Entity>(_ column: Int) throws(Failure) -> ID<Entity> { ID(try text(column)) }

    func time(_ column: Int) throws(Failure) -> Timestamp { Timestamp(milliseconds: try integer(column)) }

    func optionalTime(_ column: Int) throws(Failure) -> Timestamp? {
        values[column] == .null ? nil : try time(column)
    }

    /// A member of a closed list, by its raw value.
    func member<Member: RawRepresentable<String>>(_ column: Int) throws(Failure) -> Member {
        guard let member = Member(rawValue: try text(column)) else {
            throw unreadable(column, "a known \(Member.self)")
        }
        return member
    }

    private func unreadable(_ column: Int, _ expected: String) -> Failure {
        .damaged("a stored row has \(values[column]) in column \(column), where \(expected) was expected")
    }
}
