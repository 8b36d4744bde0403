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
    func call(of rollout: RolloutID) throws(Problem) -> CustomerResponse {
        func needed(_ name: String, _ expected: String) throws(Problem) -> String {
            guard let text = fields[name], !text.isEmpty else {
                throw Sentences.badParameter(name, value: "", expected: expected)
            }
            return text
        }
        let word = try needed("response", "fine or trouble")
        guard let response = ResponseRequest.Word(rawValue: word) else {
            throw Sentences.badParameter("response", value: word, expected: "fine or trouble")
        }
        return CustomerResponse(
            rollout: rollout, installation: InstallationID(try needed("installation", "the site that was spoken of")),
            isFine: response == .fine, way: .call, from: try needed("from", "who said it"),
            note: String((fields["note"] ?? "").prefix(ResponseRequest.noteLimit)), key: command.text)
    }

    /// What a customer said on the telephone, as their page asks for it: by whom, when, and a note of it.
    func answer(of customer: CustomerID, by actor: String, zone: ZoneOffsets) throws(Problem) -> AnswerWish {
        let kinds: [Answer.Kind] = [.told, .agreed, .declined, .moved, .unreached]
        let kind = fields["answer"].flatMap(Answer.Kind.init(rawValue:))
        guard let kind, kinds.contains(kind) else {
            throw Sentences.badParameter(
                "answer", value: fields["answer"] ?? "", expected: kinds.map(\.rawValue).joined(separator: ", "))
        }
        let time = fields["at"] ?? ""
        guard let at = zone.instant(text: time) else {
            throw Sentences.badParameter("at", value: time, expected: "a time such as 2026-12-14 09:30")
        }
        var wish = AnswerWish(customer: customer, kind: kind, way: .telephone, at: at)
        wish.rollout = fields["rollout"].map { RolloutID($0) }
        wish.person = fields["person"]
        wish.note = fields["note"].map { String($0.prefix(2000)) }
        wish.recordedBy = actor
        if let day = fields["day"], !day.isEmpty {
            guard let date = CivilDate(day) else {
                throw Sentences.badParameter("day", value: day, expected: "a day such as 2026-12-14")
            }
            wish.day = date
        }
        return wish
    }

    /// A local time as browsers write it; nil where the field is empty.
    func time(_ name: String, in zone: ZoneOffsets) throws(Problem) -> Timestamp? {
        guard let text = fields[name] else { return nil }
        guard let at = zone.instant(text: text) else {
            throw Sentences.badParameter(name, value: text, expected: "a time such as 2026-12-14 09:30")
        }
        return at
    }

    /// A condition over facts, such as `feature==fax`.
    func predicate(_ name: String, expected: String) throws(Problem) -> Predicate {
        guard let text = fields[name] else { throw Sentences.badParameter(name, value: "", expected: expected) }
        do { return try Predicate(parsing: text) } catch {
            throw Sentences.badPredicate(name, text: text, error: error)
        }
    }

    /// The building blocks that were ticked, with what was written besides by language; nil where nothing of it was
    /// used, so that plain text stays plain.
    var blocks: UpdateBlocks? {
        let ticked = Set(fields.names.filter { $0.hasPrefix("phrase-") }.map { String($0.dropFirst(7)) })
        var blocks = UpdateBlocks()
        for phrase in PhraseLibrary.all where ticked.contains(phrase.id) { blocks[phrase.block].append(phrase.id) }
        for language in Language.allCases {
            if let text = fields["text-\(language.rawValue)"] { blocks.free[language.rawValue] = text }
        }
        return blocks == UpdateBlocks() ? nil : blocks
    }

    /// What is to be said. Beside blocks it is text in the author's language: who reads another gets it under the
    /// translated blocks, and nobody gets the blocks without it.
    var words: (body: String, blocks: UpdateBlocks?) {
        let written = fields["body"] ?? ""
        guard var made = blocks, !written.isEmpty else { return (written, blocks) }
        let language = Language(tag: fields["lang"]).rawValue
        made.free[language] = [written, made.free[language]].compactMap(\.self).joined(separator: "\n")
        return ("", made)
    }

    /// Ten years: later than any cap.
    private static let longestMinutes = 5_256_000

    /// The time of the next word as the form gives it: so many minutes from now, or nil for the policy's.
    func nextBy(_ now: Timestamp) throws(Problem) -> Timestamp? {
        guard let text = fields["next_in"] else { return nil }
        guard let minutes = Int(text) else {
            throw Sentences.badParameter("next_in", value: text, expected: "whole minutes from now")
        }
        // What is too late or over is refused by the rule that says so, which names the latest time there is.
        return now + .minutes(min(max(minutes, 0), Self.longestMinutes))
    }
}

extension ZoneOffsets {
    /// A local time as pages write it, `2026-12-14 09:30`; nil for anything else.
    func instant(text: String) -> Timestamp? {
        let parts = text.split(separator: " ").flatMap { $0.split(separator: "T") }
        guard parts.count == 2, let day = CivilDate(String(parts[0])) else { return nil }
        let clock = parts[1].split(separator: ":").map { Int($0) }
        guard clock.count == 2, let hour = clock[0], let minute = clock[1], (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        return instant(of: day, minuteOfDay: hour * 60 + minute)
    }
}
