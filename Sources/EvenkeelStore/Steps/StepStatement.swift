import EvenkeelDomain

/// An `UPDATE` that takes a step of a state machine in every row that may take it.
///
/// Generated from the machine, so that the database can hold no transition that the machine does not have. All
/// states move in one statement: with one for each target, a row could take two steps.
struct StepStatement: Sendable {
    enum Parameter: Sendable {
        case rollout, wave, installation, customer, delivery, install, at, note, reason, notBefore, generation, subject
    }

    let text: String
    /// What stands for `$1`, `$2` and so on.
    let parameters: [Parameter]

    /// The columns and conditions of an update in the making.
    struct Draft {
        fileprivate(set) var parameters: [Parameter] = []
        private(set) var assignments: [String] = []
        private(set) var conditions: [String] = []

        /// The `$n` of a parameter.
        mutating func place(_ parameter: Parameter) -> String {
            if let index = parameters.firstIndex(of: parameter) { return "$\(index + 1)" }
            parameters.append(parameter)
            return "$\(parameters.count)"
        }

        mutating func set(_ column: String, to expression: String) { assignments.append("\(column) = \(expression)") }

        mutating func require(_ condition: String) { conditions.append(condition) }
    }

    /// Nil where no state (or not the one in `only`) allows the step. Rows that come to a state of `settledIn` get the
    /// time in `settled_at`, the others lose it; nil for tables without that column.
    init?<Machine: StateMachine>(
        _ table: String, _ step: Machine.Step, only: Machine? = nil, settledIn: Set<Machine>? = nil,
        _ fill: (inout Draft) -> Void
    ) {
        let moves = Machine.allCases.filter { only == nil || $0 == only }.compactMap { from in
            from.after(step).map { (from: from, to: $0) }
        }
        guard let first = moves.first else { return nil }
        var draft = Draft()
        if moves.allSatisfy({ $0.to == first.to }) {
            draft.set("state", to: "'\(first.to.rawValue)'")
        } else {
            let cases = moves.map { "WHEN '\($0.from.rawValue)' THEN '\($0.to.rawValue)'" }
            draft.set("state", to: "CASE state \(cases.joined(separator: " ")) END")
        }
        if let settledIn {
            let settled = moves.filter { settledIn.contains($0.to) }
            if settled.isEmpty {
                draft.set("settled_at", to: "NULL")
            } else if settled.count == moves.count {
                draft.set("settled_at", to: draft.place(.at))
            } else {
                // A CASE takes no type from the column it is assigned to: PostgreSQL would read the bare place as text.
                let cases = settled.map { "WHEN '\($0.from.rawValue)' THEN CAST(\(draft.place(.at)) AS BIGINT)" }
                draft.set("settled_at", to: "CASE state \(cases.joined(separator: " ")) ELSE NULL END")
            }
        }
        fill(&draft)
        let states = moves.map { "'\($0.from.rawValue)'" }.joined(separator: ", ")
        let conditions = draft.conditions + ["state IN (\(states))"]
        text = """
            UPDATE \(table) SET \(draft.assignments.joined(separator: ", ")) \
            WHERE \(conditions.joined(separator: " AND "))
            """
        parameters = draft.parameters
    }
}
