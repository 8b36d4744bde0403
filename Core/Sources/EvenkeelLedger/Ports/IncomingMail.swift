public import EvenkeelDomain

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

    /// Says in its subject that nobody is there. Some programs write that without the header that says it was a program
    /// (RFC 3834), and a page that an absence note acknowledged would wake nobody.
    var looksLikeAbsence: Bool {
        let subject = subject.lowercased()
        return Self.absences.contains { subject.hasPrefix($0) || subject.contains(": \($0)") }
    }

    private static let absences = [
        "automatic reply", "auto reply", "auto-reply", "autoreply", "autoresponse", "out of office",
        "out of the office",
        "vacation", "away from", "risposta automatica", "fuori sede", "fuori ufficio", "assente", "abwesen",
        "automatische antwort", "réponse automatique", "absence", "respuesta automática", "מענה אוטומטי",
        "תשובה אוטומטית", "מחוץ למשרד",
    ]

    public struct Report: Hashable, Sendable {
        public enum Action: String, Sendable { case failed, delayed, delivered, relayed, expanded }

        public var action: Action
        /// `5.1.1`.
        public var status: String
        /// What the other server said, for people.
        public var diagnosis: String
        /// Whom it says it is about, as we wrote it or as the last server knew it; empty where it does not say.
        public var recipients: [String]

        /// True unless it names somebody else: a mail that was forwarded, and could not be taken there, says nothing of
        /// the address it was sent to.
        public func concerns(_ address: EmailAddress) -> Bool {
            recipients.isEmpty || recipients.contains { $0.lowercased() == address.folded }
        }

        public init(action: Action, status: String, diagnosis: String, recipients: [String] = []) {
            self.action = action
            self.status = status
            self.diagnosis = diagnosis
            self.recipients = recipients
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
