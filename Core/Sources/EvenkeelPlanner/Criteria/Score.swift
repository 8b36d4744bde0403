import EvenkeelDomain

/// `order: score`: the weighted mean of what makes a site a good one to go early, each 0...1, an unknown counting as 0.
///
/// Weights default to need .45, simplicity .30, friendliness .15 and feedback .10. `complexity` and `simplicity` name
/// the same criterion: the simple go before the complex.
struct Score {
    private let need: Double
    private let simplicity: Double
    private let friendliness: Double
    private let feedback: Double
    private let urgency: Double
    private let coverage: Double
    private let total: Double
    private let fixes: Double
    private let today: Int32

    init(_ policy: Policy, today: CivilDate) {
        let weights = policy.scoreWeights
        need = weights[.need] ?? 0
        simplicity = (weights[.complexity] ?? 0) + (weights[.simplicity] ?? 0)
        friendliness = weights[.friendliness] ?? 0
        feedback = weights[.feedback] ?? 0
        urgency = weights[.due] ?? 0
        coverage = weights[.coverage] ?? 0
        total = need + simplicity + friendliness + feedback + urgency + coverage
        fixes = Double(max(1, policy.release.fixes.count))
        self.today = Int32(today.dayNumber)
    }

    var asksForRarity: Bool { coverage > 0 }

    /// - Parameter rarity: 1 over the number of sites that run the item's rarest combination; 0 where unknown.
    func of(_ item: Int, in items: Items, rarity: Double) -> Double {
        guard total > 0 else { return 0 }
        var sum = need * Double(max(0, items.wanted(by: item))) / fixes
        if !items.complexity[item].isNaN { sum += simplicity * (1 - items.complexity[item]) }
        if !items.friendly[item].isNaN { sum += friendliness * items.friendly[item] }
        if !items.feedback[item].isNaN { sum += feedback * items.feedback[item] }
        if urgency > 0, items.due(item) != .max { sum += urgency * Self.urgency(daysLeft: items.due(item) - today) }
        return (sum + coverage * rarity) / total
    }

    /// 1 on the day it is due and after, 0 a year or more ahead.
    private static func urgency(daysLeft: Int32) -> Double { 1 - Double(min(365, max(0, daysLeft))) / 365 }
}
