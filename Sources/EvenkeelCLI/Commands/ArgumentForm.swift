import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles

/// Reads arguments into the types of the domain. A value that is not of the form is a usage error that says what was
/// expected.
enum ArgumentForm {
    @Sendable static func date(_ text: String) throws -> CivilDate {
        guard let date = CivilDate(text) else { throw ValidationError("Expected a date such as 2026-12-01.") }
        return date
    }

    @Sendable static func version(_ text: String) throws -> Version {
        guard let version = Version(text) else { throw ValidationError("Expected a version such as 5.2.0.") }
        return version
    }

    /// Returns the text: it goes to the server as it stands, once it is known to be readable.
    @Sendable static func predicate(_ text: String) throws -> String {
        do { _ = try Predicate(parsing: text) } catch {
            let (expected, hint) = PredicateSentence.of(error.problem)
            throw ValidationError(
                "At character \(error.offset + 1): expected \(expected)." + (hint.map { " Hint: \($0)" } ?? ""))
        }
        return text
    }

    /// An instant, or a length of time from now: `2026-12-01T09:00:00Z`, `30m`.
    @Sendable static func instant(_ text: String) throws -> Timestamp {
        if let instant = Timestamp(rfc3339: text) { return instant }
        guard let span = TimeSpan(text) else {
            throw ValidationError("Expected a length of time such as 30m, or a time such as 2026-12-01T09:00:00Z.")
        }
        return SystemClock.now() + span
    }

    /// An instant, or a length of time before now.
    @Sendable static func pastInstant(_ text: String) throws -> Timestamp {
        if let instant = Timestamp(rfc3339: text) { return instant }
        guard let span = TimeSpan(text) else {
            throw ValidationError(
                "Expected a length of time such as 20m (ago), or a time such as 2026-12-01T09:00:00Z.")
        }
        return SystemClock.now() - span
    }

    /// `name=value`.
    @Sendable static func pair(_ text: String) throws -> NamedValue {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ValidationError("Expected two names with an equals sign between them.") }
        return NamedValue(name: parts[0], value: parts[1])
    }
}
