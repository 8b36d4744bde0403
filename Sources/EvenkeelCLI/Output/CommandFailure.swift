/// Why a command did not do what it was asked, in the three parts in which it is told: what, why, hint.
struct CommandFailure: Error, Hashable, Sendable {
    let what: String
    /// One line each; a file may have many problems.
    let why: [String]
    let hint: String?
    let exitStatus: ExitStatus

    init(_ what: String, why: [String] = [], hint: String? = nil, exitStatus: ExitStatus = .failed) {
        self.what = what
        self.why = why
        self.hint = hint
        self.exitStatus = exitStatus
    }

    init(_ what: String, why: String, hint: String? = nil, exitStatus: ExitStatus = .failed) {
        self.init(what, why: [why], hint: hint, exitStatus: exitStatus)
    }

    /// The one place where errors get their form:
    ///
    ///     error: There is no plan.
    ///     why:   The last of 7 waves would open on 2027-05-03, after the deadline 2027-04-30.
    ///     hint:  Move the deadline to 2027-05-03.
    func lines(width: Int?, ink: Ink) -> [String] {
        var lines: [String] = []
        func add(_ label: String, _ style: Ink.Style, _ text: String) {
            let parts = width.map { DisplayWidth.wrapped(text, to: max(20, $0 - 7)) } ?? [text]
            for (number, part) in parts.enumerated() {
                let isLabelled = number == 0 && !label.isEmpty
                let padding = String(repeating: " ", count: 7 - (isLabelled ? label.count : 0))
                lines.append((isLabelled ? ink(style, label) : "") + padding + part)
            }
        }
        add("error:", .red, what)
        for (number, line) in why.enumerated() { add(number == 0 ? "why:" : "", .bold, line) }
        if let hint { add("hint:", .cyan, hint) }
        return lines
    }
}
