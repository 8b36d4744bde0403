/// The life of a promise. `superseded`: a later truth replaced it before it was due (an earlier update, a resolve).
public enum PromiseState: String, StateMachine, Codable {
    case open, kept, broken, superseded

    public enum Step: String, CaseIterable, Sendable { case keep, fail, supersede }

    public static let initial = PromiseState.open

    public func after(_ step: Step) -> PromiseState? {
        switch (self, step) {
        case (.open, .keep): .kept
        case (.open, .fail): .broken
        case (.open, .supersede): .superseded
        default: nil
        }
    }
}
