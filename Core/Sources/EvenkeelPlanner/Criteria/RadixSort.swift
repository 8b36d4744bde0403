/// Sorting of many numbers by a key: linear but for keys that are all but equal, and stable, so that equal keys keep
/// their order.
///
/// The bits of a key, counted from those of the smallest and cut to the 32 that matter most, are sorted eleven at a time
/// from the least significant. The few that these leave equal are compared in full.
enum RadixSort {
    private static let digit = 11

    /// The numbers below `count` in ascending order of their keys; equal ones in the order of the numbers.
    ///
    /// - Parameter key: no NaN. 0.0 and -0.0 are equal.
    static func ascending(count: Int, _ key: (Int) -> Double) -> [Int32] {
        let slots = 1 << digit
        var (least, greatest) = (UInt64.max, UInt64.min)
        for number in 0..<count {
            let bits = bits(key(number))
            least = min(least, bits)
            greatest = max(greatest, bits)
        }
        let spread = greatest > least ? 64 - (greatest - least).leadingZeroBitCount : 0
        let cut = UInt64(max(0, spread - 32))
        // The part of a key that is sorted by, and the number it belongs to.
        var from = [UInt64](unsafeUninitializedCapacity: count) { room, initialized in
            for number in 0..<count { room[number] = ((bits(key(number)) - least) >> cut) << 32 | UInt64(number) }
            initialized = count
        }
        var to = [UInt64](unsafeUninitializedCapacity: count) { $1 = count }
        for pass in 0..<3 {
            let shift = UInt64(32 + pass * digit)
            var places = [Int](repeating: 0, count: slots)
            for entry in from { places[Int(entry >> shift) & (slots - 1)] += 1 }
            // All keys share this digit: nothing moves.
            if places.contains(count) { continue }
            var place = 0
            for slot in 0..<slots { (places[slot], place) = (place, place + places[slot]) }
            from.withUnsafeBufferPointer { from in
                to.withUnsafeMutableBufferPointer { to in
                    places.withUnsafeMutableBufferPointer { places in
                        for entry in from {
                            let slot = Int(entry >> shift) & (slots - 1)
                            to[places[slot]] = entry
                            places[slot] += 1
                        }
                    }
                }
            }
            swap(&from, &to)
        }
        var numbers = from.map { Int32(truncatingIfNeeded: $0 & 0xFFFF_FFFF) }
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, from[end] >> 32 == from[start] >> 32 { end += 1 }
            if cut > 0, end - start > 1 { sortInFull(&numbers[start..<end], key) }
            start = end
        }
        return numbers
    }

    /// They stand in the order of their numbers.
    private static func sortInFull(_ numbers: inout ArraySlice<Int32>, _ key: (Int) -> Double) {
        let first = key(Int(numbers[numbers.startIndex])) + 0
        if numbers.allSatisfy({ key(Int($0)) + 0 == first }) { return }
        numbers.sort {
            let (one, other) = (key(Int($0)), key(Int($1)))
            return one == other ? $0 < $1 : one < other
        }
    }

    /// The bits of an IEEE double ascend with it once negatives are turned over; +0 makes -0 zero.
    @inline(__always)
    private static func bits(_ key: Double) -> UInt64 {
        let bits = (key + 0).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }
}
