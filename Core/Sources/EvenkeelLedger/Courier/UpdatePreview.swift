public import EvenkeelDomain

/// A word on an incident as its readers would get it, before it is said.
public struct UpdatePreview: Hashable, Sendable {
    /// The mail in one language, to somebody of the audience who reads it.
    public struct Mail: Hashable, Sendable {
        public var language: Language
        /// Contacts of the audience who get it in that language.
        public var readers: Int
        public var subject: String
        public var text: String

        public init(language: Language, readers: Int, subject: String, text: String) {
            self.language = language
            self.readers = readers
            self.subject = subject
            self.text = text
        }
    }

    public var mails: [Mail]
    /// Programs and chat rooms of the audience that are told as well.
    public var endpoints: [String]
    /// What the leak guard found. It does not leave before somebody says why that may stand.
    public var leaks: [LeakGuard.Finding]
    /// True where somebody has said why.
    public var mayStand: Bool

    public init(mails: [Mail], endpoints: [String], leaks: [LeakGuard.Finding], mayStand: Bool) {
        self.mails = mails
        self.endpoints = endpoints
        self.leaks = leaks
        self.mayStand = mayStand
    }
}
