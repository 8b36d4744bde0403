import EvenkeelDomain
public import EvenkeelLedger

/// What an import did, or with a dry run would have done.
public struct ImportDocument: Codable, Hashable, Sendable {
    public var installations: Int
    public var customers: Int
    public var contacts: Int
    public var changed: Int
    public var dryRun: Bool
    /// Versions the file gives and somebody who was there has contradicted.
    public var contradictions: [Contradiction]?

    public struct Contradiction: Codable, Hashable, Sendable {
        public var installation: String
        public var known: String
        public var source: String
        public var at: String
        public var given: String
        /// True where the file's word was taken, because it is authoritative.
        public var overridden: Bool
    }

    public init(_ done: FleetImport, dryRun: Bool, authoritative: Bool = false) {
        installations = done.installations
        customers = done.customers
        contacts = done.contacts
        changed = done.changed
        self.dryRun = dryRun
        guard !done.contradictions.isEmpty else { return }
        contradictions = done.contradictions.map {
            Contradiction(
                installation: $0.installation.text, known: $0.known.version.description,
                source: $0.known.source.rawValue, at: $0.known.at.description, given: $0.given.description,
                overridden: authoritative)
        }
    }
}
