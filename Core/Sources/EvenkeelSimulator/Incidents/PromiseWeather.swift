import EvenkeelDomain

/// What no call of a store brings about: a process that is killed while it waits, power that fails for all, a clock that
/// is set wrong and right again. It strikes at any time, and often at the very millisecond of a due word.
struct PromiseWeather {
    /// A node's clock that is off for a while; the other's is right.
    struct Shift {
        let node: Int
        let by: TimeSpan
        let until: Timestamp
    }

    private static let edge = TimeSpan(milliseconds: 1)
    private var random: SplitMix64
    private(set) var shift: Shift?
    private(set) var shifts = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed, for: "weather") }

    /// By how much a node's clock is off.
    func offset(of node: Int) -> TimeSpan { shift?.node == node ? shift?.by ?? .zero : .zero }

    /// - Parameters:
    ///   - atEdge: true where a word is due within a millisecond.
    ///   - dues: when words are due, ordered by time.
    /// - Returns: the nodes that are killed now.
    mutating func strike(nodes: Int, at now: Timestamp, atEdge: Bool, dues: [Timestamp]) -> Range<Int> {
        if let shift, now >= shift.until { self.shift = nil }
        if shift == nil, random.chance(atEdge ? 0.02 : 0.0005) {
            shifts += 1
            shift = Shift(node: random.below(nodes), by: offset(at: now, dues), until: end(after: now, dues))
        }
        guard random.chance(atEdge ? 0.02 : 0.0005) else { return 0..<0 }
        if random.chance(0.2) { return 0..<nodes }
        let one = random.below(nodes)
        return one..<one + 1
    }

    /// Most are back in seconds, some at the very second of a due word; some stay away until somebody comes.
    mutating func restart(after now: Timestamp, dues: [Timestamp]) -> Timestamp {
        if random.chance(0.2), let due = dues.first(where: { $0 > now + .seconds(1) }) {
            let edges: [TimeSpan] = [
                .zero, Self.edge, .seconds(1), TimeSpan(milliseconds: -1), TimeSpan(milliseconds: -1000),
            ]
            return max(now + Self.edge, due + (random.pick(edges) ?? .zero))
        }
        return now + .seconds(random.chance(0.9) ? 1 + random.below(20) : random.below(14_400))
    }

    /// An hour, as where a zone was set wrong, a little, or just so much that the clock stands on the edge of a due word.
    private mutating func offset(at now: Timestamp, _ dues: [Timestamp]) -> TimeSpan {
        let sign = random.chance(0.5) ? 1 : -1
        switch random.below(6) {
        case 0: return TimeSpan(milliseconds: Int64(sign))
        case 1: return .seconds(sign)
        case 2: return .minutes(sign * (1 + random.below(20)))
        case 3: return .hours(sign)
        default:
            guard let due = random.pick(Array(dues.prefix { $0 - now < .hours(3) })) else { return .hours(sign) }
            let by = (due - now) + TimeSpan(milliseconds: Int64(random.below(3) - 1))
            return by == .zero ? Self.edge : by
        }
    }

    private mutating func end(after now: Timestamp, _ dues: [Timestamp]) -> Timestamp {
        let ahead = dues.filter { $0 > now && $0 - now < .hours(3) }
        if random.chance(0.5), let due = random.pick(ahead) {
            return max(now + Self.edge, due + TimeSpan(milliseconds: Int64(random.below(3) - 1)))
        }
        return now + .minutes(1 + random.below(180))
    }
}
