/// A key whose bits can be spread over a table.
protocol Mixable: Equatable {
    /// Differs where keys differ, as far as 64 bits can.
    var mixed: UInt64 { get }
}

/// Numbers keys from 0 in the order in which they first come. A dictionary's hash withstands whoever chooses keys to do
/// harm, at ten times the price; here the keys of one fleet are few and asked for a million times.
struct NumberedKeys<Key: Mixable> {
    private var keys: [Key] = []
    /// A key's number and one, or 0 where a place is free; a power of two of them, at most half taken.
    private var places = [Int32](repeating: 0, count: 64)

    mutating func number(of key: Key) -> Int {
        var place = start(of: key)
        while places[place] > 0 {
            let number = Int(places[place]) - 1
            if keys[number] == key { return number }
            place = (place + 1) & (places.count - 1)
        }
        keys.append(key)
        places[place] = Int32(keys.count)
        if keys.count * 2 > places.count { grow() }
        return keys.count - 1
    }

    /// Multiplied by the golden ratio, the upper bits depend on all (Knuth, The Art of Computer Programming, 6.4).
    private func start(of key: Key) -> Int {
        Int(truncatingIfNeeded: (key.mixed &* 0x9E37_79B9_7F4A_7C15) >> 32) & (places.count - 1)
    }

    private mutating func grow() {
        places = Array(repeating: 0, count: places.count * 2)
        for (number, key) in keys.enumerated() {
            var place = start(of: key)
            while places[place] > 0 { place = (place + 1) & (places.count - 1) }
            places[place] = Int32(number + 1)
        }
    }
}
