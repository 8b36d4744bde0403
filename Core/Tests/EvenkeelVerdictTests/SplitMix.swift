#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// SplitMix64 (Steele, Lea and Flood 2014): small, seeded, the same numbers on every machine.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True with the given probability, from 53 random bits.
    mutating func happens(_ probability: Double) -> Bool {
        Double(next() >> 11) * 0x1p-53 < probability
    }
}

extension SplitMix {
    /// From 0 up to 1, without it.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Which of `count` independent events of the same probability happen, one draw for each that does.
    mutating func places(_ count: Int, probability: Double) -> [Int] {
        var places: [Int] = []
        let clean = log1p(-probability)
        var place = -1
        while true {
            place += 1 + Int(log(1 - uniform()) / clean)
            guard place < count else { return places }
            places.append(place)
        }
    }
}
