/// What one message says, before a language has put it into words: its kind and the values of its variables.
public struct MessageModel: Hashable, Sendable {
    public let kind: MessageKind
    public private(set) var values: [String: TemplateValue]

    public init(_ kind: MessageKind, _ values: [String: TemplateValue] = [:]) {
        self.kind = kind
        self.values = values
    }

    /// Puts a text where there is one.
    public mutating func set(_ name: String, _ text: String?) {
        values[name] = text.map { .text($0) }
    }

    public mutating func set(_ name: String, flag: Bool) { values[name] = .flag(flag) }

    public mutating func set(_ name: String, list: [[String: TemplateValue]]) { values[name] = .list(list) }

    /// Takes a value out, also of the items of lists.
    mutating func withhold(_ name: String) {
        values[name] = nil
        for (key, value) in values {
            guard case .list(let items) = value else { continue }
            values[key] = .list(items.map { $0.filter { $0.key != name } })
        }
    }

    /// Names that the kind does not declare, and declared texts that are not there: both are mistakes of ours, which
    /// a test finds.
    public var discrepancies: [String] {
        let declared = Dictionary(uniqueKeysWithValues: kind.variables.map { ($0.name, $0.form) })
        let strangers = values.keys.filter { declared[$0] == nil }
        let absent = declared.filter { name, form in form == .text && values[name] == nil }.keys
        return (strangers + absent).sorted()
    }

    /// Every variable of a kind with a value one can recognise: what templates are tried with before they are used.
    public static func sample(_ kind: MessageKind) -> MessageModel {
        MessageModel(kind, sample(kind.variables))
    }

    private static func sample(_ variables: [TemplateVariable]) -> [String: TemplateValue] {
        var values: [String: TemplateValue] = [:]
        for variable in variables {
            switch variable.form {
            case .text, .optional:
                let isLink = variable.name.hasSuffix("_url")
                values[variable.name] = .text(isLink ? "https://example.com/\(variable.name)" : "[\(variable.name)]")
            case .flag: values[variable.name] = .flag(true)
            case .list(let item): values[variable.name] = .list([sample(item), sample(item)])
            }
        }
        return values
    }
}
