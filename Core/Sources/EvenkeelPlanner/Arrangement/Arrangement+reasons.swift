import EvenkeelDomain

/// Why somebody is not in an earlier wave.
extension Arrangement {
    /// What kept a member of the next wave out of the one before.
    ///
    /// - Parameters:
    ///   - isKept: the plan before had it in this wave.
    ///   - previous: the wave before as it was left, and what had been tried after it; nil for the first.
    func setHindrance(
        of row: Items.Row, _ code: inout PlacementCode, isKept: Bool,
        after previous: WaveBefore?,
        _ wave: Wave?
    ) {
        guard let previous, let wave else {
            if begun.count > 0 {
                (code.hindrance, code.about) = (isKept ? .kept : .underway, Int32(begun.count))
            }
            return
        }
        let number = Int32(begun.count + waves.count)
        let opens = Int32(wave.opens.dayNumber)
        let item = Int(row.item)
        (code.hindrance, code.about) =
            waiting(row, opens: opens)
            ?? (eligibility.isOpen(wave.rule) ? nil : joining(item, wave.rule, number))
            ?? (items.hasTired && wave.rule < policy.waves.count - 1 && row.restsUntil >= opens
                ? (.resting, row.restsUntil) : leftOut(row, isKept: isKept, of: previous, wave, number))
    }

    /// For a date, or for somebody else.
    private func waiting(_ row: Items.Row, opens: Int32) -> (PlacementCode.Hindrance, Int32)? {
        if items.hasPins, row.pinnedUntil >= opens { return (.pinned, row.pinnedUntil) }
        let item = Int(row.item)
        let last = waves.count - 1
        if !precedence.after.isEmpty {
            let other = precedence.after[item]
            if other >= 0, Int(waveOf[Int(other)]) >= last {
                return (.after, precedence.leader(of: item, in: other) ?? -1)
            }
        }
        if let other = precedence.furtherAfter[Int32(item)]?.first(where: { waveOf[Int($0)] >= last }) {
            return (.after, precedence.leader(of: item, in: other) ?? -1)
        }
        if !canaryWave.isEmpty {
            let customer = Int(row.customer)
            let canary = precedence.canaryOf[customer]
            if Int(canaryWave[customer]) >= last, canary != Int32(item) { return (.canaryFirst, canary) }
        }
        guard !precedence.furtherCanaries.isEmpty else { return nil }
        return precedence.furtherCanaries[Int32(item)]?.first { waveOf[Int($0)] >= last }.map { (.canaryFirst, $0) }
    }

    func joining(_ item: Int, _ rule: Int, _ number: Int32) -> (PlacementCode.Hindrance, Int32)? {
        switch eligibility.amongTruth(of: item, in: rule) {
        case .no: return (.notAmong, number)
        case .maybe: return (.unknownFact, number)
        case .yes: break
        }
        if !eligibility.isSimpleEnough(item, for: rule) {
            return (items.complexity[item].isNaN ? .unknownFact : .tooComplex, number)
        }
        if !eligibility.isFriendlyEnough(item, for: rule) {
            return (items.friendly[item].isNaN ? .unknownFact : .notFriendlyEnough, number)
        }
        return nil
    }

    func leftOut(
        _ row: Items.Row, isKept: Bool, of previous: WaveBefore,
        _ wave: Wave,
        _ number: Int32
    ) -> (PlacementCode.Hindrance, Int32) {
        let item = Int(row.item)
        switch policy.waves[wave.rule].order {
        case .coverage where !MarkColumns.areKnown(of: item, in: items, counted: policy.coverage):
            return (.unknownFact, number)
        case .coverage where previous.coverage.gain(of: item) == 0: return (.nothingToGain, number)
        case .need where items.wanted[item] == 0: return (.nothingToGain, number)
        case .score: break
        case let order where ranking.rank(item, by: order) == nil: return (.unknownFact, number)
        default: break
        }
        if previous.filling.whole.exceedsPerCustomer(item, in: items) { return (.perCustomer, number) }
        if !previous.filling.days.isOpen(to: item) { return (.window, number) }
        if isKept, previous.filling.fits(row) { return (.kept, number) }
        return (.cap, number)
    }
}
