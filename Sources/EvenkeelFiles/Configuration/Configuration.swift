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
    /// The only addresses that installs may be handed to.
    public var webhooks: [String: DeclaredWebhook] = [:]
    /// Addresses mail may go to while outbound is `allow-list`.
    /// Addresses and `@domains`.
    public var allowList: [String] = []
    /// Programs and chat rooms of customers that are told beside their contacts.
    public var endpoints: [Endpoint] = []
    /// How many messages somebody gets within an hour before updates are put together.
    public var ceiling = 12
    /// Lets messages go to loopback and private addresses.
    public var allowsPrivateEndpoints = false
    /// Where replies and bounces go; a token after a plus says what they answer. Nil for no Reply-To.
    public var mailbox: EmailAddress?
    /// The folder in which mail to that address arrives.
    public var maildir: String?
    /// The declared command that fetches it instead.
    public var mailboxCommand: String?
    /// A folder of the operator's own templates of messages, laid out as ours; nil for ours.
    public var templatesFolder: String?
    /// Whoever is told what staff must know.
    public var staff: [EmailAddress] = []
    /// Who is alerted, in this order.
    public var onCall: [OnCallEntry] = []
    public var acknowledgeWithin = TimeSpan.minutes(5)
    public var promises = Promises()
    /// The declared command or webhook that opens tickets for affected customers.
    public var tickets: Tickets?
    /// The only addresses a drill reaches, and the declared commands its alarms go over.
    public var drillAddresses: [EmailAddress] = []
    public var drillPage: [String] = []
    /// Names the leak guard flags in texts to customers.
    public var suppliers: [String] = []
    /// Ends of internal host names, beside the usual ones.
    public var internalHosts: [String] = []

    public init() {}

    /// A person of the rota; the zone of the hours is expanded by whoever knows the clock.
    public struct OnCallEntry: Hashable, Sendable {
        public var person: OnCallPerson
        public var timezone: String?
    }

    /// How the operator's ticket tool is reached.
    public enum Tickets: Hashable, Sendable {
        case command(String)
        case webhook(String)
    }

    /// What policy says about promises.
    public struct Promises: Hashable, Sendable {
        public var reportWorkingDays = 5
        /// The longest interval a human may promise, by impact.
        public var caps: [Impact: TimeSpan] = [:]
        /// True where the record of public incidents is there for everybody to read.
        public var isPublic = false
    }

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
        /// What we write to our own people in.
        public var language = "en"
        /// The sender of mail.
        public var from: EmailAddress?

        public init() {}
    }

    /// Where a customer's programs or chat rooms listen.
    public struct Endpoint: Hashable, Sendable {
        public enum Kind: String, CaseIterable, Sendable { case webhook, slack, teams, command }

        public var name: String
        public var customer: CustomerID
        public var kind: Kind
        /// Empty for a command.
        public var url: String
        /// The declared command that tells them.
        public var command: String?
        /// The variable of the server's environment that holds the secret posts are signed with.
        public var secret: String?
        /// The file that holds it instead.
        public var secretFile: String?
        public var locale: String?

        public init(name: String, customer: CustomerID, kind: Kind, url: String) {
            self.name = name
            self.customer = customer
            self.kind = kind
            self.url = url
        }
    }

    /// The mail server mail is handed to.
    public struct SMTP: Hashable, Sendable {
        /// `smtp://` or `smtps://`, with user and password where the server wants them.
        public var url: String
        public var requireTLS: Bool
        /// How many messages are on the wire at a time.
        public var sessions = 4
        /// How many messages may be on the wire to one mail domain at a time; nil leaves a session to the others, so that one
        /// slow domain holds up nobody else.
        public var perDomain: Int?
        public var mostPerDomain: Int { perDomain ?? max(1, sessions - 1) }
        /// Whether that server signs with DKIM: without a signature one-click unsubscribe does not count (RFC 8058).
        public var signs = false
        /// A file of certificates to trust instead of the system's.
        public var certificates: String?

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
        /// Run after an install that did not end well, and to take a release back.
        public var rollback: [String]?
        /// Variables of the server's environment that are handed on as secrets.
        public var secrets: [String] = []
        /// A file of `NAME=value` lines that are handed on as secrets.
        public var secretsFile: String?
        /// Exit codes that say the site was not there.
        public var unreachable: [Int] = []
        /// True if a halt stops it; else it is let finish.
        public var mayBeStopped = false

        public init(run: [String], directory: String? = nil) {
            self.run = run
            self.directory = directory
        }
    }

    /// An address that installs are handed to.
    public struct DeclaredWebhook: Hashable, Sendable {
        public var url: String
        /// Asked how an install is; `{key}` and `{install}` are filled in.
        public var status: String?
        /// Told to stop an install.
        public var cancel: String?
        /// Told to put the version before back.
        public var rollback: String?
        /// The variable of the server's environment that holds the secret requests are signed with.
        public var secret: String?
        /// The file that holds it instead.
        public var secretFile: String?

        public init(url: String) { self.url = url }
    }
}
