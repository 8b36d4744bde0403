/// Sorting of many numbers by a key, byte by byte from the least significant: linear, and stable, so that equal keys
/// keep their order.
enum RadixSort {
    /// The indices of `keys` in ascending order of the keys; equal ones in the order of the indices.
    ///
    /// - Parameter keys: no NaN. 0.0 and -0.0 are equal.
    static func ascending(_ keys: [Double]) -> [Int32] {
        let count = keys.count
        return [Int32](unsafeUninitializedCapacity: count) { result, initialized in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * count) { keyRoom in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { spare in
                    var histograms = [Int](repeating: 0, count: 8 * 256)
                    for index in 0..<count {
                        // The bits of an IEEE double ascend with it once negatives are turned over; +0 makes -0 zero.
                        let bits = (keys[index] + 0).bitPattern
                        let ordered = bits >> 63 == 1 ? ~bits : bits | 1 << 63
                        keyRoom[index] = ordered
                        result[index] = Int32(truncatingIfNeeded: index)
                        for byte in 0..<8 { histograms[byte << 8 | Int(ordered >> UInt64(8 * byte) & 255)] += 1 }
                    }
                    var source = (keys: keyRoom.baseAddress, numbers: result.baseAddress)
                    var target = (keys: keyRoom.baseAddress.map { $0 + count }, numbers: spare.baseAddress)
                    for byte in 0..<8 {
                        let range = byte << 8..<(byte + 1) << 8
                        // All keys share this byte: nothing moves.
                        if histograms[range].contains(count) { continue }
                        guard let fromKeys = source.keys, let fromNumbers = source.numbers, let toKeys = target.keys,
                            let toNumbers = target.numbers
                        else { continue }
                        var place = 0
                        for slot in range { (histograms[slot], place) = (place, place + histograms[slot]) }
                        for index in 0..<count {
                            let slot = byte << 8 | Int(fromKeys[index] >> UInt64(8 * byte) & 255)
                            toKeys[histograms[slot]] = fromKeys[index]
                            toNumbers[histograms[slot]] = fromNumbers[index]
                            histograms[slot] += 1
                        }
                        swap(&source, &target)
                    }
                    if source.numbers != result.baseAddress, let sorted = source.numbers {
                        result.baseAddress?.update(from: sorted, count: count)
                    }
                }
            }
            initialized = count
        }
    }
}
