import EvenkeelDomain

/// Counts the customers of items, each once.
struct CustomerCount {
    private(set) var count = 0
    private let items: Items
    private var seen: [Bool]

    init(_ items: Items) {
        self.items = items
        seen = Array(repeating: false, count: items.image.customerIDs.count)
    }

    @inline(__always)
    mutating func add(_ item: Int32, of customer: Int32) {
        see(customer)
        guard !items.furtherCustomers.isEmpty else { return }
        for customer in items.furtherCustomers[item] ?? [] { see(customer) }
    }

    @inline(__always)
    private mutating func see(_ customer: Int32) {
        guard !seen[Int(customer)] else { return }
        seen[Int(customer)] = true
        count += 1
    }
}
