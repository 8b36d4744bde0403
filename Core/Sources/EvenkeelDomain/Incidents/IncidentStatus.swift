/// The life of an incident, as its owner tells it. Back-steps are allowed; nothing delays a true update.
public enum IncidentStatus: String, StateMachine, Codable {
    case suspected, investigating, identified, monitoring, resolved, reported, withdrawn

    public enum Step: String, CaseIterable, Sendable {
        case own, investigate, identify, monitor, resolve, report, withdraw
    }

    public static let initial = IncidentStatus.suspected

    public func after(_ step: Step) -> IncidentStatus? {
        switch (self, step) {
        case (.suspected, .own): .investigating
        case (.investigating, .investigate), (.identified, .investigate), (.monitoring, .investigate),
            (.resolved, .investigate):
            .investigating
        case (.investigating, .identify), (.identified, .identify), (.monitoring, .identify), (.resolved, .identify):
            .identified
        case (.investigating, .monitor), (.identified, .monitor), (.monitoring, .monitor), (.resolved, .monitor):
            .monitoring
        case (.investigating, .resolve), (.identified, .resolve), (.monitoring, .resolve): .resolved
        case (.resolved, .report): .reported
        case (.suspected, .withdraw), (.investigating, .withdraw), (.identified, .withdraw), (.monitoring, .withdraw):
            .withdrawn
        default: nil
        }
    }

    /// True while customers are owed the next update.
    public var isOpen: Bool {
        switch self {
        case .investigating, .identified, .monitoring: true
        case .suspected, .resolved, .reported, .withdrawn: false
        }
    }
}
