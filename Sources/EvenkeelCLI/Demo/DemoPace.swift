import EvenkeelDomain

/// How fast the demo's time passes: days in calm times, minutes while an incident is open. Nil: not at all.
struct DemoPace: Sendable {
    /// Real milliseconds for a virtual day, and for a virtual minute while an incident is open.
    static let watchable = DemoPace(day: 900, tenseMinute: 160)
    static let immediate = DemoPace(day: 0, tenseMinute: 0)

    let day: Double
    let tenseMinute: Double

    func wait(_ span: TimeSpan, tense: Bool) async throws {
        let minutes = Double(span.milliseconds) / 60_000
        let real = tense ? min(minutes * tenseMinute, 20_000) : minutes / 1440 * day
        guard real >= 1 else { return }
        try await Task.sleep(for: .milliseconds(Int64(real)))
    }
}
