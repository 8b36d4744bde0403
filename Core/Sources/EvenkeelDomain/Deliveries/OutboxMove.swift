/// What a person may do with a message that has not left: hold it back, send it now, drop it.
public enum OutboxMove: String, CaseIterable, Codable, Sendable {
    case hold, send, drop

    /// The steps it takes from there; nil where the message has left, or is leaving.
    public func steps(from state: DeliveryState) -> [DeliveryState.Step]? {
        let steps: [DeliveryState.Step] =
            switch self {
            case .hold: [.hold]
            // One that waits for its time waits no more: it is taken out of the queue and put back at once.
            case .send: state == .queued ? [.hold, .goLive] : [.goLive]
            case .drop: [.suppress]
            }
        return steps.first.flatMap(state.after) == nil ? nil : steps
    }
}
