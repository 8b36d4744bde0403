import EvenkeelDomain

/// What a stretch of a fleet's bytes came to.
struct FleetChunk: Sendable {
    /// A record with problems, to be looked at again when its turn comes.
    struct Refused: Sendable {
        /// The rows read before it in its chunk.
        let rowsBefore: Int
        let start: Int
        let problems: Int
        let id: String?
    }

    /// Where it began, and where the record ends that its last row stands in.
    let start: Int
    var end: Int
    var builder = FleetImageBuilder()
    var refused: [Refused] = []
    // By row.
    var starts: [UInt32] = []
    var ids: [InstallationID] = []
    var customers: [UInt32] = []
    /// Empty where no row has any; else numbers of `names`, `after` and `contacts` from 1, 0 for none.
    var nameNumbers: [UInt32] = []
    var afterNumbers: [UInt32] = []
    var contactNumbers: [UInt32] = []
    // What the numbers mean. Customers and `after` have the builder's.
    private var customerIDs: [CustomerID] = []
    var names: [String] = []
    private var afters: [InstallationID] = []
    var contacts: [[EmailAddress]] = []

    init(start: Int) {
        self.start = start
        end = start
    }

    var count: Int { ids.count }
}

extension FleetChunk {
    /// Sets the number of a row behind those set before; rows in between have none.
    static func set(_ number: UInt32, at row: Int, in numbers: inout [UInt32]) {
        while numbers.count < row { numbers.append(0) }
        numbers.append(number)
    }

    /// The number of a row, or nil for none.
    static func number(_ row: Int, _ numbers: [UInt32]) -> Int? {
        row < numbers.count && numbers[row] > 0 ? Int(numbers[row]) - 1 : nil
    }

    /// Says what a customer's number stands for. Numbers come one after the other.
    mutating func nameCustomer(_ id: CustomerID, _ number: UInt32) {
        if number > customerIDs.count { customerIDs.append(id) }
    }

    /// Says what a number of `after` stands for. Numbers come one after the other.
    mutating func nameAfter(_ id: InstallationID, _ number: UInt32) {
        if number > afters.count { afters.append(id) }
    }

    func customer(of row: Int) -> CustomerID { customerIDs[Int(customers[row]) - 1] }
    func name(of row: Int) -> String? { Self.number(row, nameNumbers).map { names[$0] } }
    func after(of row: Int) -> InstallationID? { Self.number(row, afterNumbers).map { afters[$0] } }
}
