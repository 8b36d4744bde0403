public import EvenkeelDomain

/// An object of a request with its known members only. A member that is null counts as left out.
public struct JSONObject {
    /// Where it stands in the body: empty for the whole, `outcomes[1]`.
    public let path: String
    private let members: [String: JSONValue]

    /// Refuses a member that is not known, by name and with the nearest that is.
    public init(_ value: JSONValue, path: String = "", known: [String]) throws(Problem) {
        guard case .object(let members) = value else {
            throw Sentences.badMember(path, found: value.kind, expected: "an object")
        }
        self.path = path
        for member in members where !known.contains(member.name) {
            throw Sentences.unknownMember(
                Self.join(path, member.name), nearest: nearestName(to: member.name, in: known), known: known)
        }
        self.members = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    public subscript(_ name: String) -> JSONValue? {
        guard let value = members[name], value != .null else { return nil }
        return value
    }

    /// The refusal of a member's value.
    public func bad(_ name: String, expected: String) -> Problem {
        Sentences.badMember(Self.join(path, name), found: found(name), expected: expected)
    }

    public func missing(_ name: String, expected: String) -> Problem {
        Sentences.missingMember(Self.join(path, name), expected: expected)
    }

    private func found(_ name: String) -> String {
        switch members[name] {
        case .string(let text): "\"\(text.prefix(60))\""
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .bool(let flag): "\(flag)"
        case .some(let value): value.kind
        case nil: "nothing"
        }
    }

    /// A text for people: it ends in mails, pages and the journal, so it has a limit and no control characters.
    public func text(_ name: String) throws(Problem) -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let given) = value, let text = PlainText.paragraphs(given) else {
            throw bad(name, expected: PlainText.paragraphsExpected)
        }
        return text
    }

    /// A text on one line, such as a title.
    public func line(_ name: String) throws(Problem) -> String? {
        try value(name, expected: PlainText.lineExpected, PlainText.line)
    }

    public func requiredLine(_ name: String) throws(Problem) -> String {
        guard let text = try line(name) else { throw missing(name, expected: "a text on one line") }
        return text
    }

    /// What a program wrote, whatever it is: its first characters, with control characters left out.
    public func excerpt(_ name: String, limit: Int) throws(Problem) -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let given) = value else { throw bad(name, expected: "a text") }
        return PlainText.excerpt(given, limit: limit)
    }

    public func requiredText(_ name: String) throws(Problem) -> String {
        guard let text = try text(name) else { throw missing(name, expected: "a text") }
        return text
    }

    public func integer(_ name: String) throws(Problem) -> Int? {
        guard let value = self[name] else { return nil }
        guard case .integer(let number) = value else { throw bad(name, expected: "a whole number") }
        return number
    }

    public func flag(_ name: String) throws(Problem) -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .bool(let flag) = value else { throw bad(name, expected: "true or false") }
        return flag
    }

    public func texts(_ name: String, atMost limit: Int = 10_000) throws(Problem) -> [String]? {
        guard let value = self[name] else { return nil }
        guard case .array(let items) = value else { throw bad(name, expected: "a list of texts") }
        guard items.count <= limit else { throw bad(name, expected: "at most \(limit) texts") }
        var texts: [String] = []
        for item in items {
            guard case .string(let given) = item, let text = PlainText.line(given) else {
                throw bad(name, expected: "a list of texts, each on one line")
            }
            texts.append(text)
        }
        return texts
    }

    public func objects(_ name: String, known: [String]) throws(Problem) -> [JSONObject]? {
        guard let value = self[name] else { return nil }
        guard case .array(let items) = value else { throw bad(name, expected: "a list of objects") }
        var objects: [JSONObject] = []
        for (index, item) in items.enumerated() {
            objects.append(try JSONObject(item, path: "\(Self.join(path, name))[\(index)]", known: known))
        }
        return objects
    }

    public func object(_ name: String, known: [String]) throws(Problem) -> JSONObject? {
        guard let value = self[name] else { return nil }
        return try JSONObject(value, path: Self.join(path, name), known: known)
    }

    /// The members of an object whose names are data, such as language tags.
    public func entries(_ name: String, known: [String]) throws(Problem) -> [(String, JSONObject)] {
        guard let value = self[name] else { return [] }
        guard case .object(let members) = value else { throw bad(name, expected: "an object") }
        var entries: [(String, JSONObject)] = []
        for member in members {
            entries.append(
                (
                    member.name,
                    try JSONObject(member.value, path: "\(Self.join(path, name)).\(member.name)", known: known)
                ))
        }
        return entries
    }

    /// A text that has a form of its own.
    public func value<Value>(
        _ name: String, expected: String, _ parse: (String) -> Value?
    ) throws(Problem) -> Value? {
        guard let text = try text(name) else { return nil }
        guard let value = parse(text) else { throw bad(name, expected: expected) }
        return value
    }

    public func required<Value>(
        _ name: String, expected: String, _ parse: (String) -> Value?
    ) throws(Problem) -> Value {
        guard let value = try value(name, expected: expected, parse) else { throw missing(name, expected: expected) }
        return value
    }

    /// From 1970 to 2199. A slip of the finger makes a year of 9999 or of 1: nobody means those, and pages would show them.
    private static let days = 0...84_005

    public func time(_ name: String) throws(Problem) -> Timestamp? {
        let time = try value(
            name, expected: "a time of RFC 3339 such as 2026-12-01T08:00:00Z", Timestamp.init(rfc3339:))
        if let time { try check(ZoneOffsets.utc.localDate(at: time), name) }
        return time
    }

    public func day(_ name: String) throws(Problem) -> CivilDate? {
        let day = try value(name, expected: "a day such as 2026-12-01") { CivilDate($0) }
        if let day { try check(day, name) }
        return day
    }

    private func check(_ day: CivilDate, _ name: String) throws(Problem) {
        guard Self.days.contains(day.dayNumber) else {
            throw bad(name, expected: "a time between the years 1970 and 2199")
        }
    }

    public func choice<Value: RawRepresentable & CaseIterable>(
        _ name: String, of type: Value.Type
    ) throws(Problem) -> Value? where Value.RawValue == String {
        let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return try value(name, expected: "one of \(names)") { Value(rawValue: $0) }
    }

    public func predicate(_ name: String) throws(Problem) -> Predicate? {
        guard let text = try text(name) else { return nil }
        do { return try Predicate(parsing: text) } catch {
            throw Sentences.badPredicate(Self.join(path, name), text: text, error: error)
        }
    }
}
