import EvenkeelDomain

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What chance has in store for every site in one run.
///
/// Drawn once and shared by all approaches (common random numbers): whether a site fails under the release, how late it
/// shows, who is silent and who is not there does not depend on who goes when, so that a difference between two
/// approaches is theirs and not chance's. Sites that move together share a host, and with it their luck.
struct TrialDraws: Sendable {
    struct Fate: OptionSet, Sendable {
        let rawValue: UInt8

        /// Breaks if the release has the defects.
        static let defective = Fate(rawValue: 1)
        /// Fails whatever the release is like.
        static let failing = Fate(rawValue: 2)
        static let silent = Fate(rawValue: 4)
    }

    let fates: [Fate]
    /// Days from the install to the report of a failure.
    let delayDays: [Double]
    /// Attempts at which nobody is there.
    let missedAttempts: [UInt8]
    /// The order of approaches that have none.
    let randomOrder: [Int32]

    init(seed: UInt64, fleet: TrialFleet, conditions: TrialConditions) {
        var random = SplitMix64(seed: seed)
        // Always the same number of draws, so that another rate or share changes nothing else.
        let lots = (0..<fleet.unitCount).map { _ in Lot(&random, conditions) }
        fates = zip(fleet.unitOf, fleet.defectRates).map { unit, rate in
            let lot = lots[Int(unit)]
            return lot.defect < rate ? lot.fate.union(.defective) : lot.fate
        }
        delayDays = fleet.unitOf.map { lots[Int($0)].delayDays }
        missedAttempts = fleet.unitOf.map { lots[Int($0)].missedAttempts }
        // Fisher and Yates, spelt out: the library may change how it shuffles.
        var ranks = (0..<Int32(fleet.unitCount)).map(\.self)
        for last in stride(from: ranks.count - 1, to: 0, by: -1) {
            ranks.swapAt(last, Int(random.uniform() * Double(last + 1)))
        }
        randomOrder = (0..<Int32(fleet.count)).sorted { left, right in
            let (leftRank, rightRank) = (ranks[Int(fleet.unitOf[Int(left)])], ranks[Int(fleet.unitOf[Int(right)])])
            return (leftRank, left) < (rightRank, right)
        }
    }

    /// What chance has in store for one unit.
    private struct Lot {
        let defect: Double
        let fate: Fate
        let delayDays: Double
        let missedAttempts: UInt8

        init(_ random: inout SplitMix64, _ conditions: TrialConditions) {
            defect = random.uniform()
            var fate: Fate = []
            if random.uniform() < conditions.baseRate.value { fate.insert(.failing) }
            if random.uniform() < conditions.silent.value { fate.insert(.silent) }
            self.fate = fate
            delayDays = -conditions.reportAfter.days * log1p(-random.uniform())
            var missed: UInt8 = 0
            var isThere = false
            for _ in 0..<TrialConditions.attempts {
                isThere = random.uniform() >= conditions.noShow.value || isThere
                if !isThere { missed += 1 }
            }
            missedAttempts = missed
        }
    }
}

extension SplitMix64 {
    /// 53 random bits as a number in 0..<1.
    fileprivate mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
