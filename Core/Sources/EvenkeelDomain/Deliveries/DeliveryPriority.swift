/// Which messages go first when more are due than can leave at once. The first recipient of a critical update does not
/// wait behind ten thousand notices.
public enum DeliveryPriority: Int, CaseIterable, Comparable, Codable, Sendable {
    case critical = 0
    case incident = 3
    case planned = 6

    public init(_ impact: Impact) { self = impact == .critical ? .critical : .incident }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
