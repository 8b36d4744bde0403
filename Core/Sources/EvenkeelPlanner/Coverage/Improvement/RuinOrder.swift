/// The seeded draws of the improvement: the same on every machine. SplitMix64 (Steele, Lea and Flood 2014).
struct RuinOrder {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0..<limit; the remainder's bias is below 2^-40 for any limit here.
    mutating func next(below limit: Int) -> Int { Int(next() % UInt64(limit)) }

    /// 0.9 to 1.1, to look at prices a little differently every time.
    mutating func factor() -> Double { 0.9 + 0.2 * (Double(next() >> 11) * 0x1p-53) }

    mutating func sample(_ count: Int, of values: [Int]) -> ArraySlice<Int> {
        var values = values
        let count = min(count, values.count)
        for place in 0..<count { values.swapAt(place, place + next(below: values.count - place)) }
        return values[..<count]
    }
}
