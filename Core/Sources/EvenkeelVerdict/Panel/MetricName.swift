/// The name of a metric of a rollout.
public struct MetricName: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public init(stringLiteral text: String) { self.text = text }

    /// Whether installs end well.
    public static let installs: MetricName = "installs"
    /// Whether sites work after the install; the only metric that may open a customer incident.
    public static let health: MetricName = "health"
    /// Whether sites are heard of at all.
    public static let silence: MetricName = "silence"

    public var description: String { text }

    public static func < (left: MetricName, right: MetricName) -> Bool { left.text < right.text }
}
