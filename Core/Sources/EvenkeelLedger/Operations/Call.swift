public import EvenkeelDomain

/// A contact that somebody should call about a planned change.
public struct Call: Hashable, Sendable {
    public enum Reason: String, Sendable {
        case silent
        case nobodyToWriteTo = "nobody_to_write_to"
        case declined
    }

    public var notice: NoticeRow
    public var reason: Reason
    public var contacts: [Contact]
    public var release: Release
    /// When somebody last tried to reach them about this notice.
    public var lastTried: Timestamp?
    /// What becomes of those who stay silent.
    public var onSilence: NoticePolicy.Silence
    /// The reason they gave, where they declined.
    public var said: String?
}

extension Call.Reason {
    /// Nil where nobody needs to call.
    ///
    /// - Parameters:
    ///   - isReachable: whether anybody there can be written to, or was told on the telephone since.
    ///   - today: ours.
    init?(_ notice: NoticeRow, _ policy: NoticePolicy, isReachable: Bool, today: CivilDate, at now: Timestamp) {
        switch notice.state {
        case .acknowledged, .withdrawn: return nil
        case .declined: self = .declined
        case .announced, .silent:
            // Without a time of its own, silence is looked at when the day has come; whoever is to be called, at once.
            let hasCome = notice.state == .silent || notice.askedDay.map { $0 <= today } ?? false
            let isLate =
                policy.callAfter.map { notice.announcedAt + $0 <= now } ?? (policy.onSilence == .call || hasCome)
            if !isReachable, policy.onNobody != .proceed {
                self = .nobodyToWriteTo
            } else if notice.mustAgree, policy.onSilence != .proceed, isLate {
                self = .silent
            } else {
                return nil
            }
        }
    }
}
