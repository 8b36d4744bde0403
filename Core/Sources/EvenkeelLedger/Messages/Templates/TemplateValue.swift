/// What a variable of a template holds.
public enum TemplateValue: Hashable, Sendable {
    case text(String)
    /// Asked with `{if name}`, never printed.
    case flag(Bool)
    /// Walked with `{each name}`; each item brings variables of its own.
    case list([[String: TemplateValue]])

    /// What `{if}` goes by: nothing is not there, and neither is an empty text or list.
    var isThere: Bool {
        switch self {
        case .text(let text): !text.isEmpty
        case .flag(let flag): flag
        case .list(let items): !items.isEmpty
        }
    }
}
