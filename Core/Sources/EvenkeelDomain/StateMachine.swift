/// A finite state machine whose whole behaviour is one function of state and step.
///
/// Every life cycle of the domain is one of these, so that it can be printed as a table,
/// compared with a golden file and included in the documentation: what is not in the table
/// cannot happen.
public protocol StateMachine: CaseIterable, Hashable, Sendable, RawRepresentable where RawValue == String {
    associatedtype Step: CaseIterable & Hashable & Sendable & RawRepresentable where Step.RawValue == String

    /// Where a new one begins.
    static var initial: Self { get }

    /// The state after `step`, or nil where the step is not allowed.
    func after(_ step: Step) -> Self?
}

extension StateMachine {
    /// True where no step leads out.
    public var isFinal: Bool { Step.allCases.allSatisfy { after($0) == nil } }

    /// The machine as a Markdown table: one row a state, one column a step.
    public static func markdownTable() -> String {
        let steps = Array(Step.allCases)
        var lines = ["| state | " + steps.map(\.rawValue).joined(separator: " | ") + " |"]
        lines.append("| --- |" + String(repeating: " --- |", count: steps.count))
        for state in allCases {
            let cells = steps.map { state.after($0)?.rawValue ?? "" }
            let name = state == initial ? "**\(state.rawValue)**" : state.rawValue
            lines.append("| \(name) | " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
