public import EvenkeelDomain
public import EvenkeelLedger

/// What is carried to sites that no network reaches: the statement of a signed bundle.
public struct BundleStatement: Codable, Hashable, Sendable {
    public static let kind = "evenkeel bundle 1"

    public struct Job: Codable, Hashable, Sendable {
        public var install: Int
        /// Names the install for good: a number may be given out again after a restore from a backup.
        public var key: String
        public var installation: String
        public var customer: String
        public var product: String
        public var version: String
        public var rollout: String
        public var attempt: Int
        /// When nobody waits for the receipt any longer.
        public var endsBy: String
        public var steps: [String]
        /// Signs the receipt of this one install, and nothing else: 32 bytes in base64.
        public var receiptKey: String

        public init(_ install: Install, customer: CustomerID, rollout: Rollout, receiptKey: String) {
            self.install = Int(install.id.number)
            key = install.key
            installation = install.installation.text
            self.customer = customer.text
            product = rollout.release.product
            version = rollout.release.version.description
            self.rollout = rollout.id.text
            attempt = install.attempt
            endsBy = install.endsBy.description
            steps = rollout.policy.execute.steps ?? []
            self.receiptKey = receiptKey
        }
    }

    public var kind: String
    public var organisation: String
    public var packedAt: String
    public var jobs: [Job]

    public init(organisation: String, jobs: [Job], at now: Timestamp) {
        kind = Self.kind
        self.organisation = organisation
        packedAt = now.description
        self.jobs = jobs
    }
}

/// What comes back from such a site: the statement of a signed receipt.
public struct ReceiptStatement: Codable, Hashable, Sendable {
    public static let kind = "evenkeel receipt 1"

    public var kind: String
    public var install: Int
    public var key: String
    public var installation: String
    public var version: String
    /// `installed`, `failed`, `unreachable`, `cancelled` or `timed_out`.
    public var result: String
    public var note: String
    /// Who did it, and when by the clock of the site.
    public var by: String
    public var at: String

    public init(_ job: BundleStatement.Job, _ result: InstallResult.Word, note: String, by: String, at: Timestamp) {
        kind = Self.kind
        install = job.install
        key = job.key
        installation = job.installation
        version = job.version
        self.result = result.rawValue
        self.note = note
        self.by = by
        self.at = at.description
    }
}
