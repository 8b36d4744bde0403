import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// A form of the console, checked to come from one of its pages.
struct ConsoleForm {
    let fields: FormFields
    /// Names what the form asks for: the same form sent twice is carried out once, another text is another command.
    let command: CommandID

    init(_ request: Request, _ asker: ServerRequestContext) async throws {
        let text = try await request.text(limit: 65_536)
        fields = try FormFields(text).plain()
        guard let session = asker.principal?.session else { throw Sentences.unauthorized }
        try Gatekeeper.checkToken(fields["csrf"], of: session)
        command = CommandID("form/\(asker.actor)/\(Secret.hash(request.uri.path + "\n" + text).prefix(32))")
    }

    /// A call with a customer, as the page of a rollout asks for it.
    func call(of rollout: RolloutID) throws(Problem) -> CustomerAnswer {
        func needed(_ name: String, _ expected: String) throws(Problem) -> String {
            guard let text = fields[name], !text.isEmpty else {
                throw Sentences.badParameter(name, value: "", expected: expected)
            }
            return text
        }
        let word = try needed("answer", "fine or trouble")
        guard let answer = AnswerRequest.Word(rawValue: word) else {
            throw Sentences.badParameter("answer", value: word, expected: "fine or trouble")
        }
        return CustomerAnswer(
            rollout: rollout, installation: InstallationID(try needed("installation", "the site that was spoken of")),
            isFine: answer == .fine, way: .call, from: try needed("from", "who said it"),
            note: String((fields["note"] ?? "").prefix(AnswerRequest.noteLimit)), key: command.text)
    }

    /// The time of the next word as the form gives it: so many minutes from now, or nil for the policy's.
    func nextBy(_ now: Timestamp) throws(Problem) -> Timestamp? {
        guard let text = fields["next_in"] else { return nil }
        guard let minutes = Int(text), (1...10_000).contains(minutes) else {
            throw Sentences.badParameter("next_in", value: text, expected: "a number of minutes")
        }
        return now + .minutes(minutes)
    }
}
