public import EvenkeelDomain

/// A component as customers call it.
public struct ComponentDocument: Codable, Hashable, Sendable {
    public var id: String
    public var name: String

    public init(_ component: Component) {
        id = component.id.text
        name = component.name
    }
}
