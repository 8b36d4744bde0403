import EvenkeelDomain

/// What a wave is sorted by: the smaller goes first. Nil is unknown and goes last, in every order.
enum Ranking {
    static func rank(_ candidate: Candidate, by order: WaveOrder) -> Double? {
        switch order {
        case .need: candidate.wanted.map { -Double($0) }
        case .simplicity: candidate.site.effectiveComplexity
        case .complexity: candidate.site.effectiveComplexity.map { -$0 }
        case .friendliness: (candidate.site.friendly?.value).map { -$0 }
        case .feedback: (candidate.site.feedback?.value).map { -$0 }
        case .due: candidate.site.supportEnds.map { Double($0.dayNumber) }
        case .score: -candidate.score
        // Depends on what has been tried: see `CoverageGreedy`. Unknown marks bring nothing.
        case .coverage: candidate.marks == nil ? nil : 0
        }
    }

    /// The numbers of all candidates in that order; ties in the order of their ids.
    static func sorted(_ candidates: [Candidate], by order: WaveOrder) -> [Int] {
        let ranks = candidates.map { rank($0, by: order) ?? .infinity }
        return candidates.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
    }
}
