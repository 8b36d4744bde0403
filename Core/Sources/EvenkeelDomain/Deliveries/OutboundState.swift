/// Whether messages leave. `capture`, the default of a first run, renders everything and sends nothing.
public enum OutboundState: String, CaseIterable, Codable, Sendable {
    case capture
    case allowList = "allow-list"
    case live
}
