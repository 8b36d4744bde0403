/// The rows of the fleet that have changed since a version of it, as they now are, each once.
public struct FleetChanges: Hashable, Sendable {
    /// Before the first version: everything has changed since.
    public static let never = -1

    /// What the fleet has come to with them.
    public var version: Int
    public var installations: [Installation]
    public var customers: [Customer]
    public var contacts: [Contact]

    public init(
        version: Int, installations: [Installation] = [], customers: [Customer] = [], contacts: [Contact] = []
    ) {
        self.version = version
        self.installations = installations
        self.customers = customers
        self.contacts = contacts
    }
}
