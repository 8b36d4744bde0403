/// When a program or a chat room of a customer is left alone: a receiver that takes nothing is not a receiver, and somebody
/// who hears nothing must not count as told.
///
/// - It says itself that it is gone (410): at once.
/// - Three messages in a row were given up, whether refused for good or tried in vain: one may be the message's fault.
/// - Nobody was reached for as long as one message is tried, which is more than a day.
public enum EndpointRule {
    /// So many in a row, the last included.
    public static let inARow = 3

    /// - Parameters:
    ///   - attempt: the try that failed just now, from 1.
    ///   - earlier: what became of the other messages to it, the newest first; true for one that it took.
    ///   - hasTaken: true where it took one while this one was tried.
    public static func isOver(_ error: SendError, attempt: Int, earlier: [Bool], hasTaken: Bool) -> Bool {
        let isGivenUp: Bool
        switch error {
        case .refused(let why):
            if why.prefix(while: \.isNumber) == "410" { return true }
            isGivenUp = true
        case .later: isGivenUp = attempt >= RetryRule.later.limit
        case .uncertain: isGivenUp = attempt >= RetryRule.uncertain.limit
        case .unreachable:
            isGivenUp = attempt >= RetryRule.unreachable.limit
            if isGivenUp, !hasTaken { return true }
        }
        let before = earlier.prefix(inARow - 1)
        return isGivenUp && before.count == inARow - 1 && !before.contains(true)
    }
}
