/// All installations and their customers, in a fixed order (by id), so that nothing depends on the order of rows in a file.
public struct Fleet: Sendable, Hashable, Codable {
    public private(set) var installations: [Installation]
    public private(set) var customers: [CustomerID: Customer]
    public private(set) var contacts: [CustomerID: [Contact]]

    public init(installations: [Installation], customers: [Customer], contacts: [Contact] = []) {
        self.installations = installations.sorted { $0.id < $1.id }
        self.customers = Dictionary(customers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.contacts = Dictionary(grouping: contacts.sorted { $0.id < $1.id }, by: \.customer)
    }

    /// Everybody who is told things, in the order of their ids.
    public var people: [Contact] { contacts.values.flatMap { $0 }.sorted { $0.id < $1.id } }

    /// Somebody who is told things, whoever's they are.
    public func contact(_ id: ContactID?) -> Contact? {
        for people in contacts.values {
            if let found = people.first(where: { $0.id == id }) { return found }
        }
        return nil
    }

    /// Binary search by id.
    public subscript(_ id: InstallationID) -> Installation? {
        var low = 0
        var high = installations.count
        while low < high {
            let middle = (low + high) / 2
            if installations[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < installations.count && installations[low].id == id ? installations[low] : nil
    }
}
