/// The life of planned work. That it is under way is told by the clock; that it is done is told by a person.
public enum MaintenanceStatus: String, StateMachine, Codable {
    case scheduled, overrunning, completed, cancelled

    public enum Step: String, CaseIterable, Sendable { case move, overrun, complete, cancel }

    public static let initial = MaintenanceStatus.scheduled

    public func after(_ step: Step) -> MaintenanceStatus? {
        switch (self, step) {
        case (.scheduled, .move), (.overrunning, .move): .scheduled
        case (.scheduled, .overrun): .overrunning
        case (.scheduled, .complete), (.overrunning, .complete): .completed
        case (.scheduled, .cancel), (.overrunning, .cancel): .cancelled
        default: nil
        }
    }

    public var isOver: Bool { self == .completed || self == .cancelled }
}
