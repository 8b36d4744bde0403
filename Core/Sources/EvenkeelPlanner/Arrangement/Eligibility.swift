import EvenkeelDomain

/// Who may be in which wave of the policy, whatever has been planned: `among`, the complexity and the friendliness a
/// wave takes.
struct Eligibility {
    /// By wave: nil where everybody may.
    private let among: [[Truth]?]
    private let items: Items
    private let waves: [WavePolicy]
    private let open: [Bool]

    init(_ items: Items, policy: Policy) {
        self.items = items
        waves = policy.waves
        open = policy.waves.map {
            $0.among == nil && $0.limit.complexityAtMost == nil && $0.limit.friendlyAtLeast == nil && $0.order != .need
        }
        among = policy.waves.map { wave in
            guard let predicate = wave.among else { return nil }
            let truth = items.image.truth(of: predicate, release: policy.release)
            return (0..<items.count).map { item in
                items.members(of: item).reduce(Truth.yes) { $0 && truth[Int($1)] }
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

    func mayJoin(_ item: Int, _ wave: Int) -> Bool {
        amongTruth(of: item, in: wave) == .yes && isSimpleEnough(item, for: wave) && isFriendlyEnough(item, for: wave)
            && (waves[wave].order != .need || items.wanted[item] > 0)
    }

    /// Bit w: may be in wave w of the policy. Waves beyond the 64th are taken to admit everybody.
    func mask(of item: Int) -> UInt64 {
        var mask: UInt64 = 0
        for wave in 0..<min(64, waves.count) where mayJoin(item, wave) { mask |= 1 << UInt64(wave) }
        return mask
    }

    /// Whether a wave asks nothing of anybody.
    func isOpen(_ wave: Int) -> Bool { open[wave] }

    /// Whether no wave asks anything: then masks need not be looked at.
    var isOpen: Bool { open.allSatisfy { $0 } }
}
