/// Something that must never be, and was.
public struct Finding: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, CaseIterable, Sendable {
        case installWithoutNotice, installWithoutMessage, installAfterHalt, installDespiteHold
        case waveOpenedPastGate, waveOpenedTooEarly, waveOpenedOnAnotherDay, gatePassedTooEarly, gateOnWrongTally,
            refusalMissing
        case promiseForgotten, promiseDropped, promiseJudgedWrongly, openWithoutPromise
        case deliveredTwice, deliveredUnderAnotherID, toldOutsider, leftWhileCaptured, messageLost
        case stateViolated, foldDiffers, timeRanBackwards, unexpectedFailure
    }

    public let kind: Kind
    public let text: String

    public var description: String { "\(kind.rawValue): \(text)" }
}
