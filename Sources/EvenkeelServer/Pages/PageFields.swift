import Mustache

/// A structure with its members by their names, read once. A template asks for each name in every scope from the innermost
/// outwards; without this each question reads the members of every scope anew.
struct PageFields: MustacheParent, CustomStringConvertible {
    private let value: Any
    private let members: [String: Any]

    /// What a template is given in place of a value: structures with their members read, all else as it is.
    static func of(_ value: Any) -> Any { shown(value) ?? value }

    var description: String { String(describing: value) }

    func child(named name: String) -> Any? { members[name] }

    /// Nil for what is not there.
    private static func shown(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .struct:
            var members: [String: Any] = [:]
            for case (let name?, let member) in mirror.children { members[name] = shown(member) }
            return members.isEmpty ? value : PageFields(value: value, members: members)
        case .optional: return mirror.children.first.flatMap { shown($0.value) }
        case .collection: return (value as? [Any])?.map(of) ?? value
        default: return value
        }
    }
}
