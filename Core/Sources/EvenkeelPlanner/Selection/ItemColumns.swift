import EvenkeelDomain

extension Items {
    /// The columns while they are being filled.
    struct Columns {
        var rows: [Row] = []
        var wanted: [Int32] = []
        var pinnedUntil: [Int32] = []
        var restsUntil: [Int32] = []
        var steps: [Int32] = []
        var furtherCustomers: [Int32: [Int32]] = [:]
        var hasSizeless = false
        var fewestSeats = Int.max
        var hasDates = false
        var overdue: [Int32] = []
        var pinnedBeyond: [Int32] = []
        private let figures: SiteFigures

        init(count: Int, figures: SiteFigures) {
            self.figures = figures
            rows.reserveCapacity(count)
        }

        mutating func append(_ members: ArraySlice<Int32>, of item: Int, in image: FleetImage) {
            let first = members[members.startIndex]
            var joined = figures[Int(first)]
            for site in members.dropFirst() { joined = joined.joined(by: figures[Int(site)]) }
            // A pin is kept, and a date that it leaves no room for binds nobody.
            if joined.latest != .max, joined.pinnedUntil >= joined.latest {
                joined.latest = .max
                pinnedBeyond.append(first)
            }
            if joined.latest != .max { hasDates = true }
            if joined.isSizeless { hasSizeless = true }
            if joined.isOverdue { overdue += members.filter { figures[Int($0)].isOverdue } }
            fewestSeats = min(fewestSeats, Int(joined.seats))
            let customer = image.customerNumbers[Int(first)]
            rows.append(
                Row(
                    item: Int32(item), seats: joined.seats, weight: joined.weight, customer: customer,
                    latest: joined.latest))
            Self.append(joined.wanted, to: &wanted, at: item, unless: -1)
            Self.append(joined.pinnedUntil, to: &pinnedUntil, at: item, unless: .min)
            Self.append(joined.restsUntil, to: &restsUntil, at: item, unless: .min)
            Self.append(joined.steps, to: &steps, at: item, unless: 1)
            guard members.count > 1 else { return }
            let others = Set(members.map { image.customerNumbers[Int($0)] }).subtracting([customer])
            if !others.isEmpty { furtherCustomers[Int32(item)] = others.sorted() }
        }

        /// A column is empty as long as nothing in it is out of the ordinary.
        private static func append(_ value: Int32, to column: inout [Int32], at item: Int, unless ordinary: Int32) {
            if column.isEmpty {
                guard value != ordinary else { return }
                column = Array(repeating: ordinary, count: item)
            }
            column.append(value)
        }
    }
}
