import EvenkeelDomain

/// What each site counts for against a limit in weight: by its own criticality, else its customer's. Unknown counts
/// as the gravest.
struct SiteWeights {
    private let codes: [UInt32]
    private let byCode: [Int8]
    private let customerNumbers: [Int32]
    private let byCustomer: [Int8]

    init(_ image: FleetImage) {
        codes = image.criticality.codes
        byCode = image.criticality.values.map { Int8($0.weight) }
        customerNumbers = image.customerNumbers
        byCustomer = image.customerIDs.map { Int8((image.customers[$0]?.criticality ?? .revenue).weight) }
    }

    subscript(site: Int) -> Int {
        let code = codes.isEmpty ? 0 : Int(codes[site])
        return Int(code > 0 ? byCode[code - 1] : byCustomer[Int(customerNumbers[site])])
    }
}
