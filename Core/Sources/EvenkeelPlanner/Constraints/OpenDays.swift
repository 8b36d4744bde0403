public import EvenkeelDomain

/// The days of a horizon on which something may be done. An edge makes it from a window's recurrence rule, since time
/// zones and rules are the edge's knowledge.
public struct OpenDays: Hashable, Sendable {
    public let first: CivilDate
    private let isOpen: [Bool]

    /// - Parameter isOpen: for `first` and the days after it. Later days are closed: nothing is known of them.
    public init(from first: CivilDate, _ isOpen: [Bool]) {
        self.first = first
        self.isOpen = isOpen
    }

    public func contains(_ day: CivilDate) -> Bool {
        let offset = day - first
        return isOpen.indices.contains(offset) && isOpen[offset]
    }
}
