/// What customers call the thing on the status page.
public struct Component: Hashable, Sendable, Codable {
    public let id: ComponentID
    public var name: String

    public init(id: ComponentID, name: String) {
        self.id = id
        self.name = name
    }
}
