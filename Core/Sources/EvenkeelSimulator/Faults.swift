/// How often what goes wrong: probabilities for each call.
public struct Faults: Hashable, Sendable {
    /// The store is not reachable; nothing was written.
    public var unavailable: Double
    /// The write was made, and the caller is told that it was not.
    public var succeededButReportedFailure: Double
    /// The process ends, as after `kill -9`: before the call or right after it.
    public var crash: Double
    /// The mail server puts off, refuses, or does not answer after the message was handed over.
    public var channel: Double
    /// An install fails, or does not end in time.
    public var executor: Double

    public init(
        unavailable: Double, succeededButReportedFailure: Double, crash: Double, channel: Double, executor: Double
    ) {
        self.unavailable = unavailable
        self.succeededButReportedFailure = succeededButReportedFailure
        self.crash = crash
        self.channel = channel
        self.executor = executor
    }

    public static let none = Faults(
        unavailable: 0, succeededButReportedFailure: 0, crash: 0, channel: 0, executor: 0)
    public static let rough = Faults(
        unavailable: 0.006, succeededButReportedFailure: 0.006, crash: 0.001, channel: 0.1, executor: 0.02)
}
