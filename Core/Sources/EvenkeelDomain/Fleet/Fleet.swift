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

    /// Puts what has changed in its place. Everything else stays where it is, in memory too, as long as nobody holds the
    /// fleet as it was.
    public mutating func take(_ changes: FleetChanges) {
        var strangers: [Installation] = []
        for site in changes.installations {
            let place = place(of: site.id)
            if place < installations.count, installations[place].id == site.id {
                installations[place] = site
            } else {
                strangers.append(site)
            }
        }
        if !strangers.isEmpty {
            installations += strangers
            installations.sort { $0.id < $1.id }
        }
        for customer in changes.customers { customers[customer.id] = customer }
        guard !changes.contacts.isEmpty else { return }
        // A contact may have gone over to another customer.
        let moved = Set(changes.contacts.map(\.id))
        for (customer, people) in contacts where people.contains(where: { moved.contains($0.id) }) {
            let left = people.filter { !moved.contains($0.id) }
            contacts[customer] = left.isEmpty ? nil : left
        }
        for (customer, people) in Dictionary(grouping: changes.contacts, by: \.customer) {
            contacts[customer] = (contacts[customer, default: []] + people).sorted { $0.id < $1.id }
        }
    }

    /// Of its sites and customers.
    public var zoneNames: Set<String> {
        Set(installations.compactMap(\.timezone)).union(customers.values.compactMap(\.timezone))
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

    public subscript(_ id: InstallationID) -> Installation? {
        let place = place(of: id)
        return place < installations.count && installations[place].id == id ? installations[place] : nil
    }

    /// Where a site of this id stands or would stand; by binary search.
    private func place(of id: InstallationID) -> Int {
        var low = 0
        var high = installations.count
        while low < high {
            let middle = (low + high) / 2
            if installations[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
