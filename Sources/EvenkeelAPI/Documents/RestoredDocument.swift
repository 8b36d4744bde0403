/// The customers a restoration was news of.
public struct RestoredDocument: Codable, Hashable, Sendable {
    public var restored: [String]

    public init(restored: [String]) { self.restored = restored }
}
