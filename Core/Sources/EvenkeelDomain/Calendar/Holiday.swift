/// Days on which nobody works, with their name.
public struct Holiday: Hashable, Sendable {
    public var days: DaySpan
    public var name: String

    public init(days: DaySpan, name: String) {
        self.days = days
        self.name = name
    }
}
