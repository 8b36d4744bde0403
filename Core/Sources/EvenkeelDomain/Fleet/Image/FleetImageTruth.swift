extension FleetImage {
    /// What a predicate is on every site: the same as `evaluate` over `SiteFacts` with the same release.
    public func truth(of predicate: Predicate, release: Release? = nil) -> TruthColumn {
        truth(of: predicate.expression, release)
    }

    private func truth(of expression: Predicate.Expression, _ release: Release?) -> TruthColumn {
        switch expression {
        case .always: return TruthColumn(repeating: Truth.yes.bits, count: count)
        case .all(let parts):
            guard let first = parts.first else { return TruthColumn(repeating: Truth.yes.bits, count: count) }
            return parts.dropFirst().reduce(into: truth(of: first, release)) { $0.and(truth(of: $1, release)) }
        case .any(let parts):
            guard let first = parts.first else { return TruthColumn(repeating: Truth.no.bits, count: count) }
            return parts.dropFirst().reduce(into: truth(of: first, release)) { $0.or(truth(of: $1, release)) }
        case .compare(let fact, let comparison, let wanted):
            return truth(of: ColumnCondition(fact, comparison, wanted), release)
        }
    }

    private func truth(of condition: ColumnCondition, _ release: Release?) -> TruthColumn {
        switch condition.fact.name {
        case "installation": return byID(condition)
        case "customer": return byCustomer(condition) { .known([$0.text]) }
        case "customer_name": return byCustomer(condition) { FactValue(customers[$0]?.name) }
        case "product": return coded(product, condition)
        case "version": return coded(version, condition) { FactValue($0?.description) }
        case "feature", "features": return featureTruth(condition)
        case "complexity": return numbers(effectiveComplexity, condition)
        case "friendly": return numbers(friendly, condition)
        case "feedback": return numbers(feedback, condition)
        case "criticality":
            let inherited = customerIDs.map { FactValue(customers[$0]?.criticality?.rawValue) }
            return coded(criticality, condition, inherited) { FactValue($0?.rawValue) }
        case "seats": return integers(seats, condition, unknown: .unknown)
        case "wants": return coded(wants, condition) { FactValue($0) }
        case "region": return coded(region, condition)
        case "country": return coded(country, condition)
        case "timezone":
            let inherited = customerIDs.map { FactValue(customers[$0]?.timezone) }
            return coded(timezone, condition, inherited) { FactValue($0) }
        case "locale":
            let inherited = customerIDs.map { FactValue(customers[$0]?.locale) }
            return coded(locale, condition, inherited) { FactValue($0) }
        case "account_manager": return coded(accountManager, condition)
        case "team": return coded(team, condition)
        case "executor": return coded(executor, condition)
        case "external_id": return coded(externalID, condition)
        case "pinned_until": return integers(pinnedUntil, condition, unknown: .known([]))
        case "support_ends": return integers(supportEnds, condition, unknown: .unknown)
        case "contract_due": return integers(contractDue, condition, unknown: .unknown)
        case "after": return coded(after, condition) { .known($0.map { [$0.text] } ?? []) }
        case "moves_with": return coded(movesWith, condition) { .known($0.map { [$0] } ?? []) }
        case "tag", "tags": return coded(tags, condition) { FactValue($0) }
        default:
            let name = condition.fact.name
            if name.hasPrefix(FactName.environmentPrefix) {
                return attributeTruth(String(name.dropFirst(FactName.environmentPrefix.count)), condition)
            }
            let value = release.map { $0.value(of: name) } ?? .unknown
            return TruthColumn(repeating: condition.truth(of: value).bits, count: count)
        }
    }

    /// A few ids are looked up; anything else is asked of every one.
    private func byID(_ condition: ColumnCondition) -> TruthColumn {
        guard let wanted = condition.prepared.exactTexts else {
            return TruthColumn(count: count) { condition.prepared.truth(ofOnly: ids[$0].text).bits }
        }
        var named = Bitmap(count: count)
        for site in wanted.compactMap({ number(of: InstallationID($0)) }) { named[site] = true }
        if condition.prepared.isNegative { named.invert() }
        return TruthColumn(yes: named, maybe: Bitmap(count: count))
    }

    private func byCustomer(_ condition: ColumnCondition, _ fact: (CustomerID) -> FactValue) -> TruthColumn {
        spread(customerNumbers, customerIDs.map { condition.truth(of: fact($0)).bits })
    }

    /// A fact of which a site has one value, or none where that is empty.
    private func coded(_ column: CodedColumn<String>, _ condition: ColumnCondition) -> TruthColumn {
        let none = condition.truth(of: .known([])).bits
        let table = column.values.map { $0.isEmpty ? none : condition.prepared.truth(ofOnly: $0).bits }
        return spread(column.codes, [Truth.maybe.bits] + table)
    }

    private func coded<Value>(
        _ column: CodedColumn<Value>, _ condition: ColumnCondition, _ fact: (Value?) -> FactValue
    ) -> TruthColumn {
        spread(column.codes, table(column, condition, fact))
    }

    /// A fact that a site has from its customer unless it has its own.
    private func coded<Value>(
        _ column: CodedColumn<Value>, _ condition: ColumnCondition, _ customerFacts: [FactValue],
        _ fact: (Value?) -> FactValue
    ) -> TruthColumn {
        let inherited = customerFacts.map { condition.truth(of: $0).bits }
        guard !column.codes.isEmpty else { return spread(customerNumbers, inherited) }
        let table = table(column, condition, fact)
        return column.codes.withUnsafeBufferPointer { codes in
            customerNumbers.withUnsafeBufferPointer { customers in
                TruthColumn(count: count) { site in
                    let code = Int(codes[site])
                    return code == 0 ? inherited[Int(customers[site])] : table[code]
                }
            }
        }
    }

    /// By code of a column: what the condition is on sites with it.
    private func table<Value>(
        _ column: CodedColumn<Value>, _ condition: ColumnCondition, _ fact: (Value?) -> FactValue
    ) -> [UInt8] {
        [condition.truth(of: fact(nil)).bits] + column.values.map { condition.truth(of: fact($0)).bits }
    }

    /// Without codes, every site has code 0.
    private func spread(_ codes: [some FixedWidthInteger], _ table: [UInt8]) -> TruthColumn {
        guard !codes.isEmpty else { return TruthColumn(repeating: table.first ?? 0, count: count) }
        return codes.withUnsafeBufferPointer { codes in
            table.withUnsafeBufferPointer { table in TruthColumn(count: count) { table[Int(codes[$0])] } }
        }
    }

    private func numbers(_ column: NumberColumn, _ condition: ColumnCondition) -> TruthColumn {
        guard !column.values.isEmpty else { return TruthColumn(repeating: Truth.maybe.bits, count: count) }
        return column.values.withUnsafeBufferPointer { values in
            condition.truth(count: count, unknown: .maybe) { values[$0] }
        }
    }

    private func integers(
        _ column: IntegerColumn, _ condition: ColumnCondition, unknown: FactValue
    ) -> TruthColumn {
        let unknown = condition.truth(of: unknown)
        guard !column.values.isEmpty else { return TruthColumn(repeating: unknown.bits, count: count) }
        return column.values.withUnsafeBufferPointer { values in
            condition.truth(count: count, unknown: unknown) { site in
                let value = values[site]
                return value == IntegerColumn.unknown ? .nan : Double(value)
            }
        }
    }

    /// A set satisfies a condition if one of its names does: a mask of the names that do, laid over the signatures.
    private func featureTruth(_ condition: ColumnCondition) -> TruthColumn {
        let width = features.wordsPerSite
        var mask = [UInt64](repeating: 0, count: width)
        let isNegative = condition.prepared.isNegative
        for (number, name) in features.names.enumerated() {
            guard (condition.prepared.truth(ofOnly: name) == .yes) != isNegative else { continue }
            mask[number >> 6] |= 1 << UInt64(number & 63)
        }
        let parts = mask.enumerated().filter { $0.element != 0 }
        var result = features.words.withUnsafeBufferPointer { words in
            if parts.count == 1 {
                let (word, bits) = (parts[0].offset, parts[0].element)
                return TruthColumn(count: count) { words[$0 &* width &+ word] & bits != 0 ? 1 : 0 }
            }
            return TruthColumn(count: count) { site in
                parts.contains { words[site &* width &+ $0.offset] & $0.element != 0 } ? 1 : 0
            }
        }
        if isNegative { result.invert() }
        result.cloud(outside: features.known)
        return result
    }

    private func attributeTruth(_ key: String, _ condition: ColumnCondition) -> TruthColumn {
        let column = environment[key] ?? CodedColumn(codes: [], values: [])
        var result = coded(column, condition) { .known($0.map { [$0] } ?? []) }
        result.cloud(outside: environmentKnown)
        return result
    }
}
