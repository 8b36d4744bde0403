/// What a shell sees when a command ends.
enum ExitStatus: Int32, Sendable {
    case done = 0
    /// Refused or failed.
    case failed = 1
    /// The command line was not understood.
    case usage = 2
    /// The verdict is to halt.
    case halt = 3
}
