/// What a test waited for and never saw.
public struct NeverCameTrue: Error, CustomStringConvertible {
    public let description: String
}

/// Looks again until `condition` holds; for what happens in a process or a thread that has no clock to turn.
///
/// It lies still between two looks, since whoever spins takes the processors from what it waits for. Bounded by looks and
/// not by the wall clock: a machine that stands still for a minute fails no test.
///
/// - Throws: `NeverCameTrue` with `what` after so many `looks`.
public func eventually(
    _ what: String, looks: Int = 600, every pause: Duration = .milliseconds(100),
    isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    for _ in 0..<looks {
        if try await condition() { return }
        try await clock.sleep(until: clock.now.advanced(by: pause))
    }
    throw NeverCameTrue(description: "it never came true: \(what)")
}

/// The same for what is about to happen in this process: a look each hundredth of a second, for half a minute.
public func soon(
    _ what: String, isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
) async throws {
    try await eventually(what, looks: 3000, every: .milliseconds(10), condition)
}
