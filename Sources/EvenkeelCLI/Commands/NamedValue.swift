/// An argument of the form `name=value`.
struct NamedValue: Hashable, Sendable {
    let name: String
    let value: String
}
