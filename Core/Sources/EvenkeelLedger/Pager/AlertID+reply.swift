public import EvenkeelDomain

private let replied = "alert/"

extension AlertID {
    /// What the address stands for to which one answers a page.
    public var repliedThread: String { replied + text }

    /// Nil for a conversation with somebody else than our own people.
    init?(repliedThread: String) {
        guard repliedThread.hasPrefix(replied) else { return nil }
        self.init(String(repliedThread.dropFirst(replied.count)))
    }
}
