import EvenkeelDomain
import Yams

/// A mapping of a YAML file that is read strictly: every key is known, once, and of the form asked for.
struct YAMLMapping {
    let path: String
    let problems: ProblemList
    private let mark: Mark?
    private var nodes: [String: Node] = [:]
    /// The keys in the order of the file.
    private(set) var keys: [String] = []

    /// - Parameter known: the keys allowed; nil where keys are names the user chooses.
    /// Nil, with a problem, where the node is no mapping.
    init?(_ node: Node, path: String, known: [String]?, problems: ProblemList) {
        self.path = path
        self.problems = problems
        mark = node.mark
        guard case .mapping(let mapping) = node else {
            problems.add(
                line: node.mark?.line, column: node.mark?.column, name: path.isEmpty ? nil : path,
                value: node.scalar?.string,
                expected: "a mapping" + (known.map { " with keys among " + $0.joined(separator: ", ") } ?? " of names"))
            return nil
        }
        for (keyNode, value) in mapping {
            let key = keyNode.scalar?.string ?? ""
            if let known, !known.contains(key) {
                problems.add(
                    line: keyNode.mark?.line, column: keyNode.mark?.column,
                    name: path.isEmpty ? "key" : "key of \(path)",
                    value: key, expected: "one of " + known.joined(separator: ", "),
                    hint: nearestName(to: key, in: known).map { "did you mean \($0)?" })
                continue
            }
            guard nodes[key] == nil else {
                problems.add(
                    line: keyNode.mark?.line, column: keyNode.mark?.column, name: "key", value: key,
                    expected: "each key once")
                continue
            }
            nodes[key] = value
            keys.append(key)
        }
    }

    func node(_ key: String) -> Node? { nodes[key] }

    func fullName(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Nil where the key is absent, or where its value is not of the form, which has then been reported.
    func value<Value>(_ key: String, _ form: ValueForm<Value>) -> Value? {
        nodes[key].flatMap { read($0, fullName(key), form) }
    }

    func required<Value>(_ key: String, _ form: ValueForm<Value>) -> Value? {
        guard nodes[key] != nil else {
            missing(key, form.expected)
            return nil
        }
        return value(key, form)
    }

    func list<Value>(_ key: String, _ form: ValueForm<Value>) -> [Value]? {
        items(key)?.enumerated().compactMap { read($0.element, "\(fullName(key))[\($0.offset + 1)]", form) }
    }

    /// The nodes of a list; nil where the key is absent or no list.
    func items(_ key: String) -> [Node]? {
        guard let node = nodes[key] else { return nil }
        guard case .sequence(let sequence) = node else {
            refuse(node, fullName(key), "a list such as [a, b]")
            return nil
        }
        return Array(sequence)
    }

    func mapping(_ key: String, _ known: [String]?) -> YAMLMapping? {
        nodes[key].flatMap { YAMLMapping($0, path: fullName(key), known: known, problems: problems) }
    }

    func missing(_ key: String, _ expected: String) {
        problems.add(
            line: mark?.line, column: mark?.column, name: fullName(key), expected: "\(expected); it is missing")
    }

    func refuse(_ key: String, _ expected: String, hint: String? = nil) {
        if let node = nodes[key] { refuse(node, fullName(key), expected, hint: hint) } else { missing(key, expected) }
    }

    /// A predicate; its errors point at the character, where the text stands on one line.
    func predicate(_ key: String) -> Predicate? {
        guard let node = nodes[key] else { return nil }
        guard case .scalar(let scalar) = node else {
            refuse(node, fullName(key), "a predicate such as \"friendly=ge=0.7\"")
            return nil
        }
        do throws(PredicateError) {
            return try Predicate(parsing: scalar.string)
        } catch {
            let opening: Int? =
                switch scalar.style {
                case .plain, .any: 0
                case .singleQuoted, .doubleQuoted: 1
                case .literal, .folded: nil
                }
            let before = scalar.string.prefix(error.offset).unicodeScalars.count
            let column = node.mark.flatMap { mark in opening.map { mark.column + $0 + before } ?? mark.column }
            let (expected, hint) = PredicateSentence.of(error.problem)
            problems.add(
                line: node.mark?.line, column: column, name: fullName(key), value: scalar.string, expected: expected,
                hint: hint)
            return nil
        }
    }

    private func read<Value>(_ node: Node, _ name: String, _ form: ValueForm<Value>) -> Value? {
        guard case .scalar(let scalar) = node else {
            refuse(node, name, form.expected)
            return nil
        }
        if let value = form.parse(scalar.string) { return value }
        let absent = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
        refuse(
            node, name, form.expected,
            hint: absent ? "leave the key out if there is nothing to say" : form.hint(scalar.string))
        return nil
    }

    private func refuse(_ node: Node, _ name: String, _ expected: String, hint: String? = nil) {
        let found =
            switch node {
            case .scalar(let scalar): scalar.string
            case .mapping: "a mapping"
            case .sequence: "a list"
            case .alias: "an alias"
            }
        problems.add(
            line: node.mark?.line, column: node.mark?.column, name: name, value: found, expected: expected, hint: hint)
    }
}
