/// What is at risk in a group of installations.
public struct Exposure: Hashable, Sendable, Codable {
    public var installations: Int
    public var seats: Int
    public var customers: Int

    public init(installations: Int = 0, seats: Int = 0, customers: Int = 0) {
        self.installations = installations
        self.seats = seats
        self.customers = customers
    }

    public init(of sites: some Sequence<Installation>) {
        var customers: Set<CustomerID> = []
        var seats = 0
        var count = 0
        for site in sites {
            customers.insert(site.customer)
            seats += site.seats ?? 0
            count += 1
        }
        self.init(installations: count, seats: seats, customers: customers.count)
    }
}
