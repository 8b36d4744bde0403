/// Three-valued truth. `maybe` means that a fact is unknown: out of early waves, but into an audience.
public enum Truth: String, Sendable, Codable, CaseIterable {
    case no, maybe, yes

    /// Kleene's conjunction: one `no` decides, else one `maybe` clouds.
    public static func && (left: Truth, right: @autoclosure () -> Truth) -> Truth {
        if left == .no { return .no }
        let right = right()
        return right == .no ? .no : left == .yes && right == .yes ? .yes : .maybe
    }

    /// Kleene's disjunction: one `yes` decides, else one `maybe` clouds.
    public static func || (left: Truth, right: @autoclosure () -> Truth) -> Truth {
        if left == .yes { return .yes }
        let right = right()
        return right == .yes ? .yes : left == .no && right == .no ? .no : .maybe
    }

    public static prefix func ! (truth: Truth) -> Truth {
        switch truth {
        case .no: .yes
        case .maybe: .maybe
        case .yes: .no
        }
    }

    public init(_ value: Bool) { self = value ? .yes : .no }
}
