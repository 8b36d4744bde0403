/// A mail that came to our mailbox, read as far as anybody needs it.
public struct IncomingMail: Hashable, Sendable {
    /// The same for the same mail, however often it is read.
    public var id: String
    /// As its header says; anybody can write that.
    public var from: String
    public var subject: String
    public var text: String
    /// Written by a program: an absence note, a list.
    public var isAutomatic: Bool
    /// What a mail server reported of a mail of ours (RFC 3464).
    public var report: Report?

    public struct Report: Hashable, Sendable {
        public enum Action: String, Sendable { case failed, delayed, delivered, relayed, expanded }

        public var action: Action
        /// `5.1.1`.
        public var status: String
        /// What the other server said, for people.
        public var diagnosis: String

        public init(action: Action, status: String, diagnosis: String) {
            self.action = action
            self.status = status
            self.diagnosis = diagnosis
        }
    }

    public init(
        id: String, from: String, subject: String, text: String, isAutomatic: Bool = false, report: Report? = nil
    ) {
        self.id = id
        self.from = from
        self.subject = subject
        self.text = text
        self.isAutomatic = isAutomatic
        self.report = report
    }
}
