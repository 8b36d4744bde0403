import EvenkeelDomain

/// What each site counts for against a limit in weight: by its own criticality, else its customer's. Unknown counts
/// as the gravest.
struct SiteWeights {
    private let image: FleetImage
    private let byCustomer: [Int8]

    init(_ image: FleetImage) {
        self.image = image
        byCustomer = image.customerIDs.map { Int8((image.customers[$0]?.criticality ?? .revenue).weight) }
    }

    subscript(site: Int) -> Int {
        image.criticality[site]?.weight ?? Int(byCustomer[Int(image.customerNumbers[site])])
    }
}
