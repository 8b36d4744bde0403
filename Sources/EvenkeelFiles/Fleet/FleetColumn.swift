/// The columns of a fleet table, in the order they are written.
enum FleetColumn: String, CaseIterable {
    case installation, customer
    case customerName = "customer_name"
    case product, version, features, environment, complexity, friendly, feedback, criticality, seats, wants
    case region, country, timezone, locale, workweek
    case serviceHours = "service_hours"
    case window, contact
    case accountManager = "account_manager"
    case team
    case externalID = "external_id"
    case executor, probe
    case pinnedUntil = "pinned_until"
    case supportEnds = "support_ends"
    case contractDue = "contract_due"
    case after
    case movesWith = "moves_with"
    case tags

    static let names = allCases.map(\.rawValue)
    static let slots = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($0.element, $0.offset) })

    var slot: Int { Self.slots[self] ?? 0 }
}
