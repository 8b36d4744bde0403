/// A version that is equal only to one written the same: `5.2` is not `5.2.0`. Predicates with a wildcard, and people,
/// see how it is written.
public struct WrittenVersion: Hashable, Sendable {
    public let version: Version

    public init(_ version: Version) { self.version = version }

    public static func == (left: Self, right: Self) -> Bool {
        left.version.description == right.version.description
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(version.description) }
}
