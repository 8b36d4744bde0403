import EvenkeelDomain

/// Why an item is in its wave and why not earlier, in a few bytes; sentences are rendered on demand.
struct PlacementCode {
    enum Cause: UInt8 {
        /// By the order of its wave.
        case order
        case deadline
        case canary
        case evidence
    }

    enum Hindrance: UInt8 {
        case none, cap, notAmong, unknownFact, nothingToGain, after, canaryFirst, pinned, tooComplex
        case notFriendlyEnough, resting, window, perCustomer, underway, kept
    }

    var cause: Cause = .order
    var hindrance: Hindrance = .none
    /// A site (`after`), an item (`canaryFirst`), a wave (from 1) or a day number, as the hindrance asks for.
    var about: Int32 = 0
    /// Day number of its install.
    var day: Int32 = 0
}
