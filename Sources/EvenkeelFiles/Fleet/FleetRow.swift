import EvenkeelDomain

/// What one row of a fleet says: an installation, and what it says of its customer.
struct FleetRow {
    var site: Installation
    var customerName: String?
    var contacts: [EmailAddress]
    /// Kept for checks across rows.
    let record: TableRecord

    var identity: FleetRowIdentity {
        FleetRowIdentity(
            id: site.id, customer: site.customer, customerName: customerName, after: site.after, line: record.line)
    }

    func cell(_ column: FleetColumn) -> Cell? { record.cell(column.slot) }
}
