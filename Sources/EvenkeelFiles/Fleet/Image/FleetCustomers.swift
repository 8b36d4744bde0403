import EvenkeelDomain

/// What the sites of an image say of their customers.
enum FleetCustomers {
    /// A customer's locale and time zone are those all its sites that know one agree on; its criticality is its most
    /// critical site's.
    static func of(_ image: FleetImage, names: [CustomerID: String]) -> [CustomerID: Customer] {
        let locales = agreed(image.locale, image)
        let zones = agreed(image.timezone, image)
        var criticalities: [Criticality?] = Array(repeating: nil, count: image.customerIDs.count)
        for site in image.criticality.codes.indices {
            guard let value = image.criticality[site] else { continue }
            let number = Int(image.customerNumbers[site])
            criticalities[number] = criticalities[number].map { max($0, value) } ?? value
        }
        var customers: [CustomerID: Customer] = [:]
        customers.reserveCapacity(image.customerIDs.count)
        for (number, id) in image.customerIDs.enumerated() {
            customers[id] = Customer(
                id: id, name: names[id] ?? id.text, locale: locales[number], timezone: zones[number],
                criticality: criticalities[number])
        }
        return customers
    }

    private static func agreed(_ column: CodedColumn<String>, _ image: FleetImage) -> [String?] {
        /// No site knows one yet: 0. They disagree: the largest there is.
        var codes: [UInt32] = Array(repeating: 0, count: image.customerIDs.count)
        for (site, code) in column.codes.enumerated() where code > 0 {
            let number = Int(image.customerNumbers[site])
            codes[number] = codes[number] == 0 || codes[number] == code ? code : .max
        }
        return codes.map { $0 == 0 || $0 == .max ? nil : column.values[Int($0) - 1] }
    }
}
