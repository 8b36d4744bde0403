import EvenkeelDomain

extension StateMachine {
    /// The states in which a step is allowed, as an SQL list.
    static func states(allowing step: Step) -> String {
        allCases.filter { $0.after(step) != nil }.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }

    /// A statement for each step that has one.
    static func statements(_ make: (Step) -> StepStatement?) -> [Step: StepStatement] {
        Dictionary(uniqueKeysWithValues: Step.allCases.compactMap { step in make(step).map { (step, $0) } })
    }
}
