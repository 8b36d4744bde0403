import EvenkeelAPI
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelPlanner

extension CommandFailure {
    /// A refusal or a failure, with the sentences that the server would use.
    init(_ problem: Problem) { self.init(problem.title, why: problem.detail, hint: problem.hint) }

    init(_ refusal: PlanRefusal) { self.init(Sentences.problem(refusal)) }

    /// A failure of the database in a data folder of this machine: whoever started the command can see to it, so they
    /// are told what the database said.
    init(_ failure: Failure) {
        switch failure {
        case .unavailable(let why):
            self.init(
                "The database cannot be used.", why: why,
                hint: "See that the data folder can be read and written by this user, and that no other program holds "
                    + "the database.")
        case .full(let why):
            self.init("The disk is full.", why: why, hint: "Make room and try again; what was acknowledged is safe.")
        case .damaged(let why):
            self.init(
                "The database is damaged.", why: why,
                hint: "Keep a copy of the data folder as it is, then put back a backup.")
        case .headMoved, .rowsMoved: self.init(Sentences.problem(failure))
        }
    }

    init(_ error: OperationError) {
        if case .failed(let failure) = error { self.init(failure) } else { self.init(Sentences.problem(error)) }
    }

    /// - Parameter consequence: what was not done because of them.
    init(_ problems: FileProblems, consequence: String) {
        let files = Set(problems.problems.map(\.file))
        let subject = files.count == 1 ? files.first ?? "The file" : "The files"
        let verb = files.count == 1 ? "has" : "have"
        let rest = problems.total - problems.problems.count
        var why = problems.problems.map(\.description)
        if rest > 0 { why.append("and \(rest) more") }
        self.init(
            "\(subject) \(verb) \(problems.total == 1 ? "a problem" : "\(problems.total) problems"); \(consequence).",
            why: why, hint: "Each line names file, line and column; mend them and run the command again.")
    }

    init(_ trouble: APIClient.Trouble, server: String) {
        switch trouble {
        case .refused(401, let title, let detail, _):
            self.init(
                title, why: detail.map { [$0] } ?? [],
                hint: "Put a token into EVENKEEL_TOKEN; the server printed one when it first started.")
        case .refused(_, let title, let detail, let hint):
            self.init(title, why: detail.map { [$0] } ?? [], hint: hint)
        case .moved(let status, let location):
            self.init(
                "The server at \(server) sends requests elsewhere; nothing was done.",
                why: "It answered \(status) and names \(location).",
                hint: "If that is your server, name its address with --server or EVENKEEL_SERVER.")
        case .unreachable(let reason):
            self.init(
                "The server at \(server) did not answer.", why: reason,
                hint: "Start one with `evenkeel serve`, or name another with --server or EVENKEEL_SERVER. "
                    + "Where one was stopped just now, look before you do it again: it may be done.")
        }
    }
}
