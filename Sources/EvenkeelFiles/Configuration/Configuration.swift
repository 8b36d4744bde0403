public import EvenkeelDomain

/// How a server is set up by its owner. Every value has a default with which a first run works on this machine only.
public struct Configuration: Hashable, Sendable {
    /// Where the database and the outbox live; relative to the folder the server is started in.
    public var dataDirectory = "evenkeel-data"
    public var host = "127.0.0.1"
    public var port = 8080
    /// The address customers reach us by, without a slash at the end; nil for `http://HOST:PORT`.
    public var givenBaseURL: String?
    /// The address of the proxy in front that ends TLS; nil where there is none. Without one the server speaks plain HTTP
    /// to whoever reaches it, so it answers this machine only.
    public var trustedProxy: String?
    public var organisation = Organisation()
    /// Nil until somebody says how mail leaves.
    public var smtp: SMTP?
    public var components: [Component] = []
    /// The only programs that policies and channels may name.
    public var commands: [String: DeclaredCommand] = [:]
    /// Addresses mail may go to while outbound is `allow-list`.
    public var allowList: [EmailAddress] = []
    /// A folder of the operator's own templates of messages, laid out as ours; nil for ours.
    public var templatesFolder: String?
    /// Whoever is told what staff must know.
    public var staff: [EmailAddress] = []

    public init() {}

    public var baseURL: String {
        givenBaseURL ?? "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// True if nobody but this machine can reach `host`, as far as its text says: a name may point anywhere.
    public var isLoopback: Bool {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = octets.count == 4 && octets.allSatisfy { UInt8($0) != nil }
        return host == "localhost" || host == "::1" || (isIPv4 && octets.first == "127")
    }

    /// Whose server this is.
    public struct Organisation: Hashable, Sendable {
        public var name = "Our company"
        public var timezone = "UTC"
        public var workingWeek = WorkingWeek.mondayToFriday
        /// When a working day begins, local time.
        public var morningMinuteOfDay = 9 * 60
        /// The sender of mail.
        public var from: EmailAddress?

        public init() {}
    }

    /// The mail server mail is handed to.
    public struct SMTP: Hashable, Sendable {
        /// `smtp://` or `smtps://`, with user and password where the server wants them.
        public var url: String
        public var requireTLS: Bool

        public init(url: String, requireTLS: Bool) {
            self.url = url
            self.requireTLS = requireTLS
        }
    }

    /// A program declared by the server's owner, run without a shell.
    public struct DeclaredCommand: Hashable, Sendable {
        /// The program and its arguments, which may hold `{installation}` and the like.
        public var run: [String]
        public var directory: String?

        public init(run: [String], directory: String? = nil) {
            self.run = run
            self.directory = directory
        }
    }
}
