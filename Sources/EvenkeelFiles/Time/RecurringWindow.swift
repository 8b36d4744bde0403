public import EvenkeelDomain
public import EvenkeelPlanner

/// The days of a window for a plan, which asks for no more; see `MaintenanceWindow`.
public struct RecurringWindow: Sendable {
    private let span: RecurringSpan

    /// Nil for what is no window.
    public init?(_ text: String) {
        do throws(RecurrenceTrouble) { span = try MaintenanceWindow.span(text) } catch { return nil }
    }

    /// The days on which it opens.
    ///
    /// - Parameter days: how many, from `first` on.
    public func openDays(from first: CivilDate, days: Int) -> OpenDays {
        OpenDays(from: first, (0..<days).map { !span.ranges(beginningOn: first + $0, in: .utc).isEmpty })
    }
}
