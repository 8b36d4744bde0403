/// A variable a message offers to its template.
public struct TemplateVariable: Hashable, Sendable {
    public enum Form: Hashable, Sendable {
        /// Always there.
        case text
        /// There where it is known: ask with `{if name}`.
        case optional
        case flag
        case list([TemplateVariable])
    }

    public let name: String
    public let form: Form

    public static func text(_ name: String) -> Self { Self(name: name, form: .text) }
    public static func optional(_ name: String) -> Self { Self(name: name, form: .optional) }
    public static func flag(_ name: String) -> Self { Self(name: name, form: .flag) }
    public static func list(_ name: String, _ item: [TemplateVariable]) -> Self { Self(name: name, form: .list(item)) }
}
