public import EvenkeelDomain

/// Where a policy asks for a fact, and what it does to a site that lacks it. Waves are counted from 1.
public enum FactUse: Hashable, Sendable {
    case select
    /// A hold, by its reason.
    case hold(String)
    case among(wave: Int)
    /// The most complex, or the least friendly, that a wave takes.
    case bound(wave: Int)
    /// - share: of the score, where the order is one; 1 elsewhere.
    case order(wave: Int, WaveOrder, share: Double)
    /// A wave ordered by coverage, and a fact that is one of many marks.
    case attribute(wave: Int)
    /// A wave ordered by coverage, and a fact that says what it costs to try the release at a site.
    case price(wave: Int)
    /// Counted for more, or for less, than it may be.
    case limit(wave: Int)
    case acknowledge
    case coverage

    /// What happens to a site for want of the fact.
    public enum Effect: String, Sendable {
        case leftOut = "left_out"
        case keptOut = "kept_out"
        case rankedLast = "ranked_last"
        case unseen
        case estimated
        case undecided
    }

    public var effect: Effect {
        switch self {
        case .select, .hold: .leftOut
        case .among, .bound, .order(_, .need, _), .order(_, .coverage, _): .keptOut
        case .order, .price: .rankedLast
        case .attribute, .coverage: .unseen
        case .limit: .estimated
        case .acknowledge: .undecided
        }
    }

    /// What one site counts for: 1 where it gets no release at all, 1/2 for a wave it is kept out of, 1/4 for a wave it
    /// is ranked last in (its share of the score there) and for combinations nobody sees, 1/8 for a question left open,
    /// 1/16 for a figure that is assumed. A way to sort, not a measurement.
    public var weight: Double {
        switch self {
        case .order(_, .score, let share): share / 4
        default:
            switch effect {
            case .leftOut: 1
            case .keptOut: 0.5
            case .rankedLast, .unseen: 0.25
            case .undecided: 0.125
            case .estimated: 0.0625
            }
        }
    }

    public var wave: Int? {
        switch self {
        case .among(let wave), .bound(let wave), .order(let wave, _, _), .attribute(let wave), .price(let wave),
            .limit(let wave):
            wave
        case .select, .hold, .acknowledge, .coverage: nil
        }
    }

    /// What the policy calls it.
    public var name: String {
        switch self {
        case .select: "select"
        case .hold: "hold"
        case .among: "among"
        case .bound, .limit: "limit"
        case .order, .attribute, .price: "order"
        case .acknowledge: "acknowledge"
        case .coverage: "coverage"
        }
    }

    /// The order in which a policy is read: who, then wave by wave, then the rest.
    var rank: Int {
        switch self {
        case .select: -2
        case .hold: -1
        case .among(let wave): wave * 8
        case .bound(let wave): wave * 8 + 1
        case .order(let wave, _, _): wave * 8 + 2
        case .attribute(let wave): wave * 8 + 3
        case .price(let wave): wave * 8 + 4
        case .limit(let wave): wave * 8 + 5
        case .acknowledge: Int.max - 1
        case .coverage: Int.max
        }
    }
}

extension FactUse: CustomStringConvertible {
    public var description: String {
        switch self {
        case .select: "select: left out of the rollout until it is known"
        case .hold(let why): "hold (\(why)): left out of the rollout until it is known"
        case .among(let wave): "among of wave \(wave): kept out of it"
        case .bound(let wave): "limit of wave \(wave): kept out of it"
        case .order(let wave, .need, _): "order of wave \(wave): kept out of it, which is for those in need"
        case .order(let wave, .coverage, _): "order of wave \(wave): kept out of it, since what it would try is unknown"
        case .order(let wave, .score, let share):
            "order of wave \(wave): counts as the worst in \(Int((share * 100).rounded())) % of the score"
        case .order(let wave, _, _): "order of wave \(wave): goes behind the sites that are known"
        case .attribute(let wave): "order of wave \(wave): its combinations with it count for nothing"
        case .price(let wave): "order of wave \(wave): counts as the dearest to try"
        case .limit(let wave): "limit of wave \(wave): an assumed figure counts instead"
        case .acknowledge: "acknowledge: whether to ask for consent is not known"
        case .coverage: "coverage: its combinations count as untried"
        }
    }
}
