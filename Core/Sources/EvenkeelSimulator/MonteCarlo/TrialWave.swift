/// A wave as a trial runs it: which part of the order goes, when at the earliest, and how long it soaks.
struct TrialWave: Sendable {
    /// Places in the approach's order.
    let places: Range<Int>
    /// The planned day.
    let opens: Int
    let soakDays: Int
    let countsWorkingDays: Bool
}
