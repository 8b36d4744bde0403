import EvenkeelDomain

/// The cells of one record: each distinct one is read by the careful reader once, and known by its bytes from then on.
extension FleetChunkReader {
    /// Reads the cells of the record at hand; false where one of them is refused or does not go with another.
    mutating func readCells() -> Bool {
        recordCount += 1
        features.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
        for field in fields.indices {
            fields[field].code = 0
            if fields[field].start == fields[field].end {
                // Empty: unknown, which these two may not be.
                if fields[field].column == .installation || fields[field].column == .customer { return false }
            } else if !read(field) {
                return false
            }
        }
        return areAttributesDistinct()
    }

    private mutating func areAttributesDistinct() -> Bool {
        for (key, _) in attributes {
            if key >= lastUse.count { lastUse += Array(repeating: 0, count: key + 1 - lastUse.count) }
            if lastUse[key] == recordCount { return false }
            lastUse[key] = recordCount
        }
        return true
    }

    private mutating func read(_ field: Int) -> Bool {
        switch fields[field].column {
        case .installation:
            id = InstallationID(text(of: field))
            return id.isPlain
        case .seats:
            // The form of seats allows no more.
            guard let seats = PlainNumber.whole(cell(of: field)), seats <= 100_000_000 else { return false }
            fields[field].code = UInt32(seats) + 1
            return true
        case .complexity, .friendly, .feedback: return readShare(field)
        case .features: return readFeatures(field)
        case .environment: return readEnvironment(field)
        case nil:
            guard readCoded(field) else { return false }
            if fields[field].code > 0 { attributes.append((fields[field].attribute, fields[field].code)) }
            return true
        default: return readCoded(field)
        }
    }

    private mutating func readShare(_ field: Int) -> Bool {
        if let number = PlainNumber.decimal(cell(of: field)) {
            guard let share = Share(number) else { return false }
            fields[field].share = share
            fields[field].code = 1
            return true
        }
        guard readCoded(field) else { return false }
        fields[field].share = knownShares[Int(fields[field].code) - 1]
        return true
    }

    /// A cell of which the same bytes always mean the same.
    private mutating func readCoded(_ field: Int) -> Bool {
        let cell = cell(of: field)
        let hash = CellCache.hash(cell)
        if let code = fields[field].known.code(of: cell, hash: hash) {
            fields[field].code = code
        } else {
            guard let code = newCode(field) else { return false }
            fields[field].known.keep(code, of: cell, hash: hash)
            fields[field].code = code
        }
        if fields[field].column == .customer { customer = fields[field].code }
        return true
    }

    /// The code of a cell that was not met before; nil where it is refused.
    private mutating func newCode(_ field: Int) -> UInt32? {
        let text = text(of: field)
        switch fields[field].column {
        case .customer:
            let id = CustomerID(text)
            guard id.isPlain else { return nil }
            let code = chunk.builder.intern(customer: id)
            chunk.nameCustomer(id, code)
            return code
        case .after where text != "-":
            let id = InstallationID(text)
            guard id.isPlain else { return nil }
            let code = chunk.builder.after.intern(id)
            chunk.nameAfter(id, code)
            return code
        case .customerName where text != "-":
            guard ValueForm.line.parse(text) != nil else { return nil }
            chunk.names.append(text)
            return UInt32(chunk.names.count)
        case .externalID where text != "-":
            // Often another one in every row: worth a way of its own.
            return ValueForm.line.parse(text).map { chunk.builder[.externalID].intern($0) }
        default:
            return sheet.carefulRow(withOnly: text, inField: field).map { newCode(field, of: $0) }
        }
    }

    /// The code of what the careful reader read.
    private mutating func newCode(_ field: Int, of row: FleetRow) -> UInt32 {
        let site = row.site
        guard let column = fields[field].column else {
            let value = site.environment?.values.first
            return value.map { chunk.builder.environment.intern($0, key: fields[field].attribute) } ?? 0
        }
        switch column {
        case .version: return site.version.map { chunk.builder.version.intern(WrittenVersion($0)) } ?? 0
        case .criticality: return site.criticality.map { chunk.builder.criticality.intern($0) } ?? 0
        case .workweek: return site.workweek.map { chunk.builder.workweek.intern($0) } ?? 0
        case .wants: return site.wants.map { chunk.builder.wants.intern($0) } ?? 0
        case .tags: return site.tags.map { chunk.builder.tags.intern($0) } ?? 0
        case .complexity, .friendly, .feedback:
            guard let share = site.complexity ?? site.friendly ?? site.feedback else { return 0 }
            knownShares.append(share)
            return UInt32(knownShares.count)
        case .pinnedUntil, .supportEnds, .contractDue:
            let date = site.pinnedUntil ?? site.supportEnds ?? site.contractDue
            // Dates are of the years 1 to 9999, so that this is positive.
            return date.map { UInt32($0.dayNumber + Self.daysBefore1970) } ?? 0
        case .contact:
            guard !row.contacts.isEmpty else { return 0 }
            chunk.contacts.append(row.contacts)
            return UInt32(chunk.contacts.count)
        case .product: return newCode(.product, site.product)
        case .region: return newCode(.region, site.region)
        case .country: return newCode(.country, site.country)
        case .timezone: return newCode(.timezone, site.timezone)
        case .locale: return newCode(.locale, site.locale)
        case .serviceHours: return newCode(.serviceHours, site.serviceHours)
        case .window: return newCode(.window, site.window)
        case .accountManager: return newCode(.accountManager, site.accountManager)
        case .team: return newCode(.team, site.team)
        case .externalID: return newCode(.externalID, site.externalID)
        case .executor: return newCode(.executor, site.executor)
        case .probe: return newCode(.probe, site.probe)
        case .movesWith: return newCode(.movesWith, site.movesWith)
        case .installation, .customer, .customerName, .seats, .features, .environment, .after: return 0
        }
    }

    private mutating func newCode(_ fact: TextFact, _ value: String?) -> UInt32 {
        value.map { chunk.builder[fact].intern($0) } ?? 0
    }

    static var daysBefore1970: Int { 1_000_000 }

    /// Sets what the record at hand says, in a row that has been begun.
    mutating func setColumns(at row: Int) {
        for field in fields.indices where fields[field].code > 0 {
            let code = fields[field].code
            switch fields[field].column {
            case .installation, .customer, .environment, nil: break
            case .customerName: FleetChunk.set(code, at: row, in: &chunk.nameNumbers)
            case .contact: FleetChunk.set(code, at: row, in: &chunk.contactNumbers)
            case .after:
                chunk.builder.after.set(code, at: row)
                FleetChunk.set(code, at: row, in: &chunk.afterNumbers)
            case .features: chunk.builder.features.set(features, at: row)
            case .complexity: chunk.builder.complexity.set(fields[field].share, at: row)
            case .friendly: chunk.builder.friendly.set(fields[field].share, at: row)
            case .feedback: chunk.builder.feedback.set(fields[field].share, at: row)
            case .seats: chunk.builder.seats.set(Int(code) - 1, at: row)
            case .pinnedUntil: chunk.builder.pinnedUntil.set(Int(code) - Self.daysBefore1970, at: row)
            case .supportEnds: chunk.builder.supportEnds.set(Int(code) - Self.daysBefore1970, at: row)
            case .contractDue: chunk.builder.contractDue.set(Int(code) - Self.daysBefore1970, at: row)
            case .version: chunk.builder.version.set(code, at: row)
            case .criticality: chunk.builder.criticality.set(code, at: row)
            case .workweek: chunk.builder.workweek.set(code, at: row)
            case .wants: chunk.builder.wants.set(code, at: row)
            case .tags: chunk.builder.tags.set(code, at: row)
            case .product: chunk.builder[.product].set(code, at: row)
            case .region: chunk.builder[.region].set(code, at: row)
            case .country: chunk.builder[.country].set(code, at: row)
            case .timezone: chunk.builder[.timezone].set(code, at: row)
            case .locale: chunk.builder[.locale].set(code, at: row)
            case .serviceHours: chunk.builder[.serviceHours].set(code, at: row)
            case .window: chunk.builder[.window].set(code, at: row)
            case .accountManager: chunk.builder[.accountManager].set(code, at: row)
            case .team: chunk.builder[.team].set(code, at: row)
            case .externalID: chunk.builder[.externalID].set(code, at: row)
            case .executor: chunk.builder[.executor].set(code, at: row)
            case .probe: chunk.builder[.probe].set(code, at: row)
            case .movesWith: chunk.builder[.movesWith].set(code, at: row)
            }
        }
        if fields.contains(where: { $0.isEnvironment && $0.start < $0.end }) {
            chunk.builder.environment.makeKnown(at: row)
            for (key, value) in attributes { chunk.builder.environment.set(value, key: key, at: row) }
        }
    }
}
