/// The life of a rollout. `paused` is a person's wish, `halted` is the verdict's or a person's alarm.
public enum RolloutState: String, StateMachine, Codable {
    case planned, approved, running, paused, halted, completed, aborted

    public enum Step: String, CaseIterable, Sendable {
        case replan, approve, start, adopt, pause, resume, halt, complete, abort
    }

    public static let initial = RolloutState.planned

    public func after(_ step: Step) -> RolloutState? {
        switch (self, step) {
        case (.planned, .replan), (.approved, .replan): .planned
        case (.planned, .approve): .approved
        case (.approved, .start): .running
        // A revision of a plan under way changes what is to come, not what it is doing.
        case (.running, .adopt): .running
        case (.paused, .adopt): .paused
        case (.halted, .adopt): .halted
        case (.running, .pause), (.paused, .pause): .paused
        // Whoever pauses what is halted keeps it from going on after the resume.
        case (.halted, .pause): .halted
        case (.paused, .resume), (.halted, .resume): .running
        case (.running, .halt), (.paused, .halt), (.completed, .halt): .halted
        case (.running, .complete): .completed
        case (.planned, .abort), (.approved, .abort), (.running, .abort), (.paused, .abort), (.halted, .abort): .aborted
        default: nil
        }
    }

    /// The word for people: one that ended because another took its place was not given up.
    public func word(isReplaced: Bool) -> String { isReplaced ? "replaced" : rawValue }
}
