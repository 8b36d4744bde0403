import EvenkeelDomain

/// Who may be in which wave of the policy, whatever has been planned: `among`, the complexity and the friendliness a
/// wave takes.
struct Eligibility {
    /// By wave: nil where everybody may.
    private let among: [[Truth]?]
    private let items: Items
    private let waves: [WavePolicy]
    /// By wave: who may be in it; nil where it asks nothing of anybody.
    private let admitted: [ItemSet?]

    init(_ items: Items, policy: Policy) {
        self.items = items
        waves = policy.waves
        let among = policy.waves.map { wave -> [Truth]? in
            guard let predicate = wave.among else { return nil }
            let truth = items.image.truth(of: predicate, release: policy.release)
            return (0..<items.count).map { item in
                items.members(of: item).reduce(Truth.yes) { $0 && truth[Int($1)] }
            }
        }
        self.among = among
        admitted = policy.waves.indices.map { number in
            let wave = policy.waves[number]
            guard wave.asksSomething else { return nil }
            let truths = among[number]
            let (complexity, friendly) = (wave.limit.complexityAtMost?.value, wave.limit.friendlyAtLeast?.value)
            return ItemSet(count: items.count) { item in
                if let complexity, !(items.complexity[item] <= complexity) { return false }
                if let friendly, !(items.friendly[item] >= friendly) { return false }
                if wave.order == .need, items.wanted(by: item) <= 0 { return false }
                return truths.map { $0[item] == .yes } ?? true
            }
        }
    }

    func amongTruth(of item: Int, in wave: Int) -> Truth { among[wave]?[item] ?? .yes }

    func isSimpleEnough(_ item: Int, for wave: Int) -> Bool {
        waves[wave].limit.complexityAtMost.map { items.complexity[item] <= $0.value } ?? true
    }

    func isFriendlyEnough(_ item: Int, for wave: Int) -> Bool {
        waves[wave].limit.friendlyAtLeast.map { items.friendly[item] >= $0.value } ?? true
    }

    @inline(__always)
    func mayJoin(_ item: Int, _ wave: Int) -> Bool { admitted[wave]?.contains(item) ?? true }

    /// Who may be in a wave; nil where it asks nothing of anybody.
    func admitted(to wave: Int) -> ItemSet? { admitted[wave] }

    /// Bit w: may be in wave w of the policy. Waves beyond the 64th are taken to admit everybody.
    func mask(of item: Int) -> UInt64 {
        var mask = UInt64.max
        for (wave, some) in admitted.prefix(64).enumerated() {
            if let some, !some.contains(item) { mask &= ~(1 << UInt64(wave)) }
        }
        return mask
    }

    /// Whether a wave asks nothing of anybody.
    func isOpen(_ wave: Int) -> Bool { admitted[wave] == nil }
}

extension WavePolicy {
    fileprivate var asksSomething: Bool {
        among != nil || limit.complexityAtMost != nil || limit.friendlyAtLeast != nil || order == .need
    }
}
