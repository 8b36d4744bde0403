public import EvenkeelDomain

/// A policy for one's own release, written from a template: what the example says of its release, its days and its
/// installer makes way; waves, verdict, notices and comments stay, to be read and changed by whoever answers for them.
///
/// The template is text with comments, so it is edited as text, by its top-level keys. What comes out is read back as a
/// policy before anybody gets it.
public struct PolicyDraft: Sendable {
    public var rollout: RolloutID
    public var product: String
    public var version: Version
    /// Nil leaves it to the notice when the first wave opens.
    public var start: CivilDate?
    public var fixes: [String]
    /// Features the release touches; who must have them where the template asks for certain features.
    public var touches: [String]

    public init(
        rollout: RolloutID, product: String, version: Version, start: CivilDate? = nil, fixes: [String] = [],
        touches: [String] = []
    ) {
        self.rollout = rollout
        self.product = product
        self.version = version
        self.start = start
        self.fixes = fixes
        self.touches = touches
    }

    /// The text of the policy.
    ///
    /// - Parameters:
    ///   - today: what dates count from where there is no start.
    ///   - text: the template's, as it stands in the examples.
    /// - Throws: where a value has not the form that a policy asks for; lines are those of the new text.
    public func text(
        from template: PolicyTemplate, reading text: String, today: CivilDate
    ) throws(FileProblems) -> String {
        let example = try PolicyFile.read(text: text, named: "\(template.rawValue).yaml")
        // Examples without a start have no dates to move either.
        let days = TemplateDays(from: example.start ?? today, to: start ?? today)
        var lines = header(of: text, template)
        for block in Self.blocks(of: text) { lines += rewritten(block, example, days) }
        let result = lines.joined(separator: "\n") + "\n"
        _ = try PolicyFile.read(text: result, named: "the new policy")
        return result
    }

    /// The template's description, its first paragraph, and where the text comes from.
    private func header(of text: String, _ template: PolicyTemplate) -> [String] {
        let comment = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("# ") }
        return comment.map(String.init) + [
            "#", "# Written from the template \(template.rawValue): a place to start from, not doctrine.", "",
        ]
    }

    /// The lines from each top-level key to the next, without the comment at the head of the file.
    private static func blocks(of text: String) -> [[String]] {
        var blocks: [[String]] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let opens = line.first.map { $0.isLetter } ?? false
            if opens { blocks.append([line]) } else if !blocks.isEmpty { blocks[blocks.count - 1].append(line) }
        }
        if blocks.last?.last == "" { blocks[blocks.count - 1].removeLast() }
        return blocks
    }

    private func rewritten(_ block: [String], _ example: Policy, _ days: TemplateDays) -> [String] {
        // Blank lines behind a block separate it from the next; they stay.
        let space = block.reversed().prefix { $0.isEmpty }
        let body = block.dropLast(space.count)
        let key = body.first.map { String($0.prefix { $0 != ":" }) } ?? ""
        let comment = body.first.flatMap(Self.comment)
        let lines: [String] =
            switch key {
            case "rollout": ["rollout: \(YAMLScalar.written(rollout.text))"]
            case "release": release
            case "select":
                [Self.line("select: \(YAMLScalar.quoted(select(example)))", comment)]
                    + (example.start == nil ? start.map { ["start: \($0)"] } ?? [] : [])
            case "start": start.map { [Self.line("start: \($0)", comment)] } ?? []
            case "execute": [Self.line("execute: { by: manual }", "# or command, webhook, agent, air-gapped")]
            case "on_halt": body.map { Self.removing("component", from: $0) }
            default: body.map { days.moved(ownFeatures($0)) }
            }
        return lines + Array(space)
    }

    private var release: [String] {
        let fixes = self.fixes.map(YAMLScalar.written).joined(separator: ", ")
        let touches = self.touches.map(YAMLScalar.written).joined(separator: ", ")
        return [
            "release:", "  product: \(YAMLScalar.written(product))",
            "  version: \(YAMLScalar.written(version.description))",
            Self.line("  fixes: [\(fixes)]", "# change ids; a site that `wants` one of them has need"),
            Self.line("  touches: [\(touches)]", "# features that this release touches"),
            "  # What notices say, by language. A notice is refused while its text is missing.",
            "  # texts:", "  #   en:",
            "  #     summary: \"What is new, in a sentence a customer understands.\"",
            "  #     downtime: \"How long they are without the service.\"",
            "  #     what_you_do: \"What the customer does before and during the work.\"",
            "  #     what_to_test: \"What they try afterwards.\"",
            "  #     way_back: \"What happens if anything is wrong.\"",
        ]
    }

    /// Sites of the product with an older version; where the template asks for certain features, those touched.
    private func select(_ example: Policy) -> String {
        var parts = ["product==\(Self.value(product))", "version=lt=\(Self.value(version.description))"]
        if !example.select.factNames.isDisjoint(with: ["feature", "features"]), let touched { parts.append(touched) }
        return parts.joined(separator: ";")
    }

    /// `feature=in=(a,b)` of what the release touches; nil where that is not said.
    private var touched: String? {
        touches.isEmpty ? nil : "feature=in=(\(touches.map(Self.value).joined(separator: ",")))"
    }

    /// A value in a predicate, quoted where it has a sign of the language in it.
    private static func value(_ text: String) -> String {
        guard text.contains(where: { ";,()'\" =*".contains($0) }) else { return text }
        return text.contains("'") ? "\"\(text)\"" : "'\(text)'"
    }

    /// A line of a wave with the example's features replaced by those the release touches, or without them.
    private func ownFeatures(_ line: String) -> String {
        var line = line
        if let found = line.firstRange(of: "among: \"feature=") {
            let end = line[found.upperBound...].firstRange(of: "\", ")?.upperBound ?? line.endIndex
            let own = touched.map { "among: \(YAMLScalar.quoted($0)), " } ?? ""
            line.replaceSubrange(found.lowerBound..<end, with: own)
        }
        if let found = line.firstRange(of: "feature:"), let used = line[found.upperBound...].firstRange(of: " used at ")
        {
            if let first = touches.first {
                line.replaceSubrange(found.upperBound..<used.lowerBound, with: YAMLScalar.escaped(first))
            } else {
                line = Self.removing("evidence", from: line)
            }
        }
        return line
    }

    /// A line without one member of the flow mapping in it.
    private static func removing(_ key: String, from line: String) -> String {
        guard let found = line.firstRange(of: ", \(key): ") else { return line }
        var depth = 0
        let end = line[found.upperBound...].firstIndex { character in
            if "[{".contains(character) { depth += 1 }
            if "]}".contains(character) { depth -= 1 }
            return depth < 0 || depth == 0 && character == ","
        }
        guard let end else { return line }
        return line[..<found.lowerBound] + (line[end] == "," ? "" : " ") + line[end...]
    }

    private static func comment(of line: String) -> String? {
        line.firstRange(of: " # ").map { String(line[line.index(after: $0.lowerBound)...]) }
    }

    /// A value with the comment that explained it, in the column in which the templates have them.
    private static func line(_ text: String, _ comment: String?) -> String {
        guard let comment else { return text }
        return text + String(repeating: " ", count: max(2, 48 - text.count)) + comment
    }
}
