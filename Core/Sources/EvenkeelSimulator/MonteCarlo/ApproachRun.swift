/// One run of one approach: with the defects, and the same draws of everything else without them.
public struct ApproachRun: Hashable, Sendable {
    public var asGiven: RunResult
    /// What would have come of it had the release been sound; the same as `asGiven` where no defect is given.
    public var sound: RunResult

    public init(asGiven: RunResult, sound: RunResult) {
        self.asGiven = asGiven
        self.sound = sound
    }
}
