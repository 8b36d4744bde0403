/// A typed identifier: an opaque string that belongs to one kind of thing.
///
/// `ID<Customer>` and `ID<Installation>` are different types, so that a function cannot be
/// handed the wrong one. On the wire and in the database an identifier is its text.
public struct ID<Entity>: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }

    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    /// True if the text may fill an argument of a declared command or a path: letters, digits,
    /// `.`, `_` and `-`, not beginning with punctuation, at most 128 characters.
    public var isPlain: Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        return first.isASCIILetterOrDigit
            && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == 46 || $0 == 95 || $0 == 45 }
    }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension ID: CodingKeyRepresentable {
    public var codingKey: any CodingKey { TextKey(stringValue: text) }

    public init?<Key: CodingKey>(codingKey: Key) { self.init(codingKey.stringValue) }

    private struct TextKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension ID: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self.init(text) }
}

public typealias CustomerID = ID<Customer>
public typealias ContactID = ID<Contact>
public typealias InstallationID = ID<Installation>
public typealias RolloutID = ID<Rollout>
public typealias IncidentID = ID<Incident>
public typealias UpdateID = ID<IncidentUpdate>
public typealias PromiseID = ID<Promise>
public typealias HoldID = ID<Hold>
public typealias CalendarRuleID = ID<CalendarRule>
public typealias CrossingID = ID<FreezeCrossing>
public typealias GuardID = ID<Guard>
public typealias ActionID = ID<CorrectiveAction>
public typealias DeliveryID = ID<Delivery>
public typealias ComponentID = ID<Component>
public typealias AlertID = ID<StaffAlert>
public typealias PersonID = ID<OnCallPerson>
public typealias OutcomeID = ID<Outcome>
public typealias AnswerID = ID<Answer>
public typealias AppointmentID = ID<Appointment>
public typealias MaintenanceID = ID<Maintenance>
public typealias CampaignID = ID<SupportCampaign>
