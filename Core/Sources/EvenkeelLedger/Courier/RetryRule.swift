import EvenkeelDomain

/// How long a message or a request that did not get through waits, and how often it is tried before a person must look: by
/// what went wrong.
struct RetryRule: Hashable {
    let first: TimeSpan
    let longest: TimeSpan
    let limit: Int

    /// Nobody was reached, so that nobody can be annoyed: a day, as mail servers do (RFC 5321, section 4.5.4.1).
    static let unreachable = RetryRule(first: .seconds(10), longest: .minutes(30), limit: 60)
    /// The other side said "later": half a day.
    static let later = RetryRule(first: .seconds(10), longest: .minutes(30), limit: 30)
    /// It may have arrived, and each further attempt may be one too many: few, and far between. A mail goes once more only
    /// (`Delivery.isUnanswered`).
    static let uncertain = RetryRule(first: .seconds(10), longest: .hours(1), limit: 8)

    /// Twice as long each time, and up to a quarter more that differs from one to the other (`key`), so that what failed
    /// together does not come back together. Never earlier than the other side asked for.
    func next(_ key: String, attempt: Int, at now: Timestamp, asked: TimeSpan? = nil) -> Timestamp {
        let base = min(longest.milliseconds, first.milliseconds << Int64(min(max(attempt - 1, 0), 20)))
        let noise = Int64(
            Digest(of: [key, "\(attempt)"]).description.utf8.reduce(0) { ($0 * 31 + Int($1)) % 1000 })
        return now + max(TimeSpan(milliseconds: base + base / 4 * noise / 1000), asked ?? .zero)
    }
}
