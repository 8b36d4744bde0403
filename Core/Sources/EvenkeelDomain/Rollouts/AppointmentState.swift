/// The life of an appointment. One that was not possible is over: the site needs another.
public enum AppointmentState: String, StateMachine, Codable {
    case agreed, done, failed, notPossible, cancelled

    public enum Step: String, CaseIterable, Sendable { case move, finish, fail, refuse, cancel }

    public static let initial = AppointmentState.agreed

    public func after(_ step: Step) -> AppointmentState? {
        switch (self, step) {
        case (.agreed, .move): .agreed
        case (.agreed, .finish): .done
        case (.agreed, .fail): .failed
        case (.agreed, .refuse): .notPossible
        case (.agreed, .cancel): .cancelled
        default: nil
        }
    }
}
