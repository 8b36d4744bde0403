import EvenkeelDomain

/// Why the members of a wave are not in the one before: a view of the plan so far.
///
/// A class, since it is large and asked for every member.
final class Hindrances {
    private let items: Items
    private let policy: Policy
    private let precedence: Precedence
    private let eligibility: Eligibility
    private let ranking: Ranking
    private let waveOf: [Int32]
    private let canaryWave: [Int32]
    /// The wave before, and as it was left.
    private let wave: Arrangement.Wave
    private let previous: WaveBefore
    /// Its place in `waves`, and its number as it is told.
    private let last: Int
    private let number: Int32
    private let hasUnknownMarks: Bool
    private let exhausted: ItemSet

    /// Nil for the first wave.
    init?(_ arrangement: Arrangement) {
        guard let wave = arrangement.waves.last, let previous = arrangement.previous else { return nil }
        self.wave = wave
        self.previous = previous
        items = arrangement.items
        policy = arrangement.policy
        precedence = arrangement.precedence
        eligibility = arrangement.eligibility
        ranking = arrangement.ranking
        waveOf = arrangement.waveOf
        canaryWave = arrangement.freedom.canaryWave
        exhausted = arrangement.exhausted
        last = arrangement.waves.count - 1
        number = Int32(arrangement.begun.count + arrangement.waves.count)
        hasUnknownMarks = !MarkColumns.areKnownEverywhere(in: items, counted: policy.coverage)
    }

    /// - Parameter isKept: the plan before had it in this wave or a later one.
    func ofMember(_ member: WaveFilling.Member, isKept: Bool) -> (PlacementCode.Hindrance, Int32) {
        let opens = Int32(wave.opens.dayNumber)
        let item = Int(member.item)
        if let wait = waiting(item, of: member.customer, opens: opens) { return wait }
        if !eligibility.isOpen(wave.rule), let bar = joining(item, wave.rule) { return bar }
        if items.hasTired, wave.rule < policy.waves.count - 1, items.restsUntil(item) >= opens {
            return (.resting, items.restsUntil(item))
        }
        return leftOut(item, isKept: isKept)
    }

    /// For a date, or for somebody else.
    private func waiting(_ item: Int, of customer: Int32, opens: Int32) -> (PlacementCode.Hindrance, Int32)? {
        if items.hasPins, items.pinnedUntil(item) >= opens { return (.pinned, items.pinnedUntil(item)) }
        if !precedence.after.isEmpty {
            let other = precedence.after[item]
            if other >= 0, Int(waveOf[Int(other)]) >= last {
                return (.after, precedence.leader(of: item, in: other) ?? -1)
            }
        }
        if let other = precedence.furtherAfter[Int32(item)]?.first(where: { waveOf[Int($0)] >= last }) {
            return (.after, precedence.leader(of: item, in: other) ?? -1)
        }
        if !precedence.canaryOf.isEmpty {
            let canary = precedence.canaryOf[Int(customer)]
            if Int(canaryWave[Int(customer)]) >= last, canary != Int32(item) { return (.canaryFirst, canary) }
        }
        guard !precedence.furtherCanaries.isEmpty else { return nil }
        return precedence.furtherCanaries[Int32(item)]?.first { waveOf[Int($0)] >= last }.map { (.canaryFirst, $0) }
    }

    private func joining(_ item: Int, _ rule: Int) -> (PlacementCode.Hindrance, Int32)? {
        if eligibility.mayJoin(item, rule) { return nil }
        switch eligibility.amongTruth(of: item, in: rule) {
        case .no: return (.notAmong, number)
        case .maybe: return (policy.waves[rule].among == .affected ? .notAmong : .unknownFact, number)
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

    private func leftOut(_ item: Int, isKept: Bool) -> (PlacementCode.Hindrance, Int32) {
        switch policy.waves[wave.rule].order {
        case .coverage where hasUnknownMarks && !MarkColumns.areKnown(of: item, in: items, counted: policy.coverage):
            return (.unknownFact, number)
        case .coverage where exhausted.contains(item) || previous.coverage.gain(of: item) == 0:
            return (.nothingToGain, number)
        case .need where items.wanted(by: item) == 0: return (.nothingToGain, number)
        case .score: break
        case let order where ranking.rank(item, by: order) == nil: return (.unknownFact, number)
        default: break
        }
        if previous.filling.whole.exceedsPerCustomer(item, in: items) { return (.perCustomer, number) }
        if !previous.filling.days.isOpen(to: item) { return (.window, number) }
        if isKept, previous.filling.fits(items.rows[item]) { return (.kept, number) }
        return (.cap, number)
    }
}
