import EvenkeelDomain

/// What a wave may still take under its limit.
struct WaveBudget {
    private(set) var installations: Int
    private(set) var seats: Int
    private(set) var customers: Int
    private(set) var weight: Int
    private let perCustomer: Int
    /// How many sites of each customer are in it; kept only where customers are limited.
    private var perCustomerCount: [Int32: Int] = [:]
    private let countsCustomers: Bool
    /// The fewest seats anybody has.
    private let fewestSeats: Int

    /// - Parameters:
    ///   - total: what shares refer to.
    ///   - auto: the number of installations the evidence allows, where the limit says `auto`.
    init(_ limit: WaveLimit, total: Exposure, totalWeight: Int, auto: Int, fewestSeats: Int) {
        self.fewestSeats = fewestSeats
        let counted = limit.installations?.of(total.installations) ?? .max
        installations = limit.auto ? min(counted, auto) : counted
        seats = limit.seats?.of(total.seats) ?? .max
        customers = limit.customers?.of(total.customers) ?? .max
        weight = limit.weight?.of(totalWeight) ?? .max
        perCustomer = limit.perCustomer ?? .max
        countsCustomers = limit.customers != nil || limit.perCustomer != nil
    }

    /// Whether nobody fits any more. Without seats left, a site without seats still does.
    var isSpent: Bool { installations <= 0 || weight <= 0 || seats < fewestSeats }

    @inline(__always)
    func fits(_ row: Items.Row, in items: Items) -> Bool {
        guard seats >= Int(row.seats), weight >= Int(row.weight),
            installations >= items.siteCount(of: Int(row.item))
        else { return false }
        return !countsCustomers || fitsCustomers(Int(row.item), in: items)
    }

    /// Whether it is the sites of one customer that would be too many.
    func exceedsPerCustomer(_ item: Int, in items: Items) -> Bool {
        perCustomer != .max
            && counts(of: item, in: items).contains { perCustomerCount[$0.key, default: 0] + $0.value > perCustomer }
    }

    private func fitsCustomers(_ item: Int, in items: Items) -> Bool {
        let counts = counts(of: item, in: items)
        let new = counts.count { perCustomerCount[$0.key] == nil }
        return new <= customers
            && counts.allSatisfy { perCustomerCount[$0.key, default: 0] + $0.value <= perCustomer }
    }

    private func counts(of item: Int, in items: Items) -> [(key: Int32, value: Int)] {
        guard items.siteCount(of: item) > 1 else { return [(items.customers[item], 1)] }
        let numbers = items.members(of: item).map { items.image.customerNumbers[Int($0)] }
        return Dictionary(numbers.map { ($0, 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key }
    }

    /// Counts a site of a part that has begun.
    mutating func spend(seats spent: Int, weight heavy: Int, customer: Int32) {
        if installations != .max { installations -= 1 }
        if seats != .max { seats -= spent }
        if weight != .max { weight -= heavy }
        guard countsCustomers else { return }
        if perCustomerCount[customer] == nil { customers -= 1 }
        perCustomerCount[customer, default: 0] += 1
    }

    @inline(__always)
    mutating func take(_ row: Items.Row, in items: Items) {
        installations -= items.siteCount(of: Int(row.item))
        seats -= Int(row.seats)
        weight -= Int(row.weight)
        guard countsCustomers else { return }
        for (customer, count) in counts(of: Int(row.item), in: items) {
            if perCustomerCount[customer] == nil { customers -= 1 }
            perCustomerCount[customer, default: 0] += count
        }
    }
}
