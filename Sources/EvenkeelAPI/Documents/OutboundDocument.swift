public import EvenkeelDomain

/// Whether messages leave: `capture`, `allow-list` or `live`.
public struct OutboundDocument: Codable, Hashable, Sendable {
    public var state: String

    public init(_ state: OutboundState) { self.state = state.rawValue }
}
