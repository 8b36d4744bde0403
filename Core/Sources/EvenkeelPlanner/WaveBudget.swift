import EvenkeelDomain

/// What a wave may still take under its limit.
struct WaveBudget {
    private var installations: Int
    private var seats: Int
    private var customers: Int
    private var known: Set<Int> = []

    /// - Parameters:
    ///   - total: what shares refer to.
    ///   - auto: the number of installations the evidence allows, where the limit says `auto`.
    init(_ limit: WaveLimit, total: Exposure, auto: Int) {
        let counted = limit.installations?.of(total.installations) ?? .max
        installations = limit.auto ? min(counted, auto) : counted
        seats = limit.seats?.of(total.seats) ?? .max
        customers = limit.customers?.of(total.customers) ?? .max
    }

    func fits(_ candidate: Candidate) -> Bool {
        installations >= 1 && seats >= candidate.seats && (customers >= 1 || known.contains(candidate.customerNumber))
    }

    mutating func take(_ candidate: Candidate) {
        installations -= 1
        seats -= candidate.seats
        if known.insert(candidate.customerNumber).inserted { customers -= 1 }
    }
}
