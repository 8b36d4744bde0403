import EvenkeelDomain

/// Writes a fleet as CSV: unknown facts as empty cells, none as `-`.
struct FleetWriter {
    let fleet: Fleet

    func csv() -> String {
        var text = DelimitedRow.csv(FleetColumn.names)
        for site in fleet.installations { text += DelimitedRow.csv(FleetColumn.allCases.map { cell($0, of: site) }) }
        return text
    }

    private func cell(_ column: FleetColumn, of site: Installation) -> String {
        switch column {
        case .installation: site.id.text
        case .customer: site.customer.text
        case .customerName:
            // A customer whose name nobody gave goes by its id.
            fleet.customers[site.customer].map { $0.name == site.customer.text ? "" : $0.name } ?? ""
        case .product: site.product ?? ""
        case .version: site.version?.description ?? ""
        case .features: list(site.features)
        case .environment: list(site.environment.map { Set($0.map { "\($0.key)=\($0.value)" }) })
        case .complexity: number(site.complexity)
        case .friendly: number(site.friendly)
        case .feedback: number(site.feedback)
        case .criticality: site.criticality?.rawValue ?? ""
        case .seats: site.seats.map { "\($0)" } ?? ""
        case .wants: list(site.wants)
        case .workweek: site.workweek?.description ?? ""
        case .contact: addresses(of: site.customer)
        case .pinnedUntil: site.pinnedUntil.map { "\($0)" } ?? "-"
        case .supportEnds: site.supportEnds.map { "\($0)" } ?? ""
        case .contractDue: site.contractDue.map { "\($0)" } ?? ""
        case .after: site.after?.text ?? "-"
        case .movesWith: site.movesWith ?? "-"
        case .tags: list(site.tags)
        case .region: text(site.region)
        case .country: site.country ?? ""
        case .timezone: site.timezone ?? ""
        case .locale: site.locale ?? ""
        case .serviceHours: text(site.serviceHours)
        case .window: text(site.window)
        case .accountManager: text(site.accountManager)
        case .team: text(site.team)
        case .externalID: text(site.externalID)
        case .executor: text(site.executor)
        case .probe: text(site.probe)
        }
    }

    private func text(_ value: String?) -> String { value.map { $0.isEmpty ? "-" : $0 } ?? "" }

    private func number(_ share: Share?) -> String {
        guard let value = share?.value else { return "" }
        let text = value == value.rounded() ? "\(Int(value))" : "\(value)"
        guard let sign = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: sign)...]) else {
            return text
        }
        // Shares are written without exponents: 1.5e-05 is 0.000015.
        return "0." + String(repeating: "0", count: -exponent - 1) + text[..<sign].filter(\.isNumber)
    }

    private func list(_ items: Set<String>?) -> String {
        guard let items else { return "" }
        return items.isEmpty ? "-" : items.sorted().joined(separator: ";")
    }

    private func addresses(of customer: CustomerID) -> String {
        (fleet.contacts[customer] ?? []).map(\.email.description).sorted().joined(separator: ";")
    }
}
