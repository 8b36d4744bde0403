/// Which messages go first when more are due than can leave at once. The first recipient of a critical update does not
/// wait behind ten thousand notices, nor behind ten thousand recipients of another critical incident.
public enum DeliveryPriority: Int, CaseIterable, Comparable, Codable, Sendable {
    /// The first recipients of a critical update.
    case criticalFirst = -1
    case critical = 0
    /// The first recipients of any other update.
    case incidentFirst = 2
    case incident = 3
    case planned = 6

    /// How many recipients of an update go before the rest of its class. So a small incident, and the beginning of a large
    /// one, overtake a long queue; and where several are at their beginning at once, no first recipient waits long: at 80 a
    /// second, which is what four sessions give to a server that takes 50 ms for each, 64 leave in 0.8 s.
    public static let first = 64

    public var isCritical: Bool { self <= .critical }

    public init(_ impact: Impact) { self = impact == .critical ? .critical : .incident }

    /// That of the first recipients.
    public var ofFirst: Self {
        switch self {
        case .criticalFirst, .critical: .criticalFirst
        case .incidentFirst, .incident: .incidentFirst
        case .planned: .planned
        }
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
