/// Fast paths for rows of 128, 256 and 512 marks: a whole row of bits at a time. Its partners take one population count
/// of vectors, which is nearly as fast without an instruction for it (52 against 37 ns for a site of 16 marks among 256)
/// and has one on ARM; so nothing is built for one processor only.
extension CombinationKernel {
    /// What an item would add, in units of 2^(1 - depth).
    func gain(of item: Int) -> Int {
        let rows = rowStarts.map { Int($0[item])..<Int($0[item + 1]) } ?? item..<(item &+ 1)
        guard rows.count == 1, !hasValues else { return gainByWords(of: item) }
        let signature = words + rows.lowerBound &* width
        return switch width {
        case 2: gain(of: signature, SIMD2<UInt64>.self)
        case 4: gain(of: signature, SIMD4<UInt64>.self)
        case 8: gain(of: signature, SIMD8<UInt64>.self)
        default: gainByWords(of: item)
        }
    }

    /// What each of many items would add.
    func gains(of items: [Int32]) -> [Int] {
        guard rowStarts == nil, !hasValues else { return items.map { gain(of: Int($0)) } }
        return switch width {
        case 2: gains(of: items, SIMD2<UInt64>.self)
        case 4: gains(of: items, SIMD4<UInt64>.self)
        case 8: gains(of: items, SIMD8<UInt64>.self)
        default: items.map { gainByWords(of: Int($0)) }
        }
    }

    /// Items stand anywhere in the table, and waiting for memory takes longer than counting. So signatures are copied
    /// a few at a time first: reads that do not depend on each other wait together.
    private func gains<Row: SIMD>(of items: [Int32], _ type: Row.Type) -> [Int] where Row.Scalar == UInt64 {
        let batch = 64
        return [Int](unsafeUninitializedCapacity: items.count) { gains, count in
            withUnsafeTemporaryAllocation(of: Row.self, capacity: batch) { copies in
                for start in stride(from: 0, to: items.count, by: batch) {
                    let end = min(start &+ batch, items.count)
                    for place in start..<end {
                        copies.initializeElement(at: place &- start, to: row(of: Int(items[place]), type))
                    }
                    for place in start..<end {
                        let copy = UnsafeRawPointer(copies.baseAddress.unsafelyUnwrapped + (place &- start))
                        gains.initializeElement(
                            at: place, to: gain(of: copy.assumingMemoryBound(to: UInt64.self), type))
                    }
                }
            }
            count = items.count
        }
    }

    private var hasValues: Bool {
        if case .values = worth { true } else { false }
    }

    @inline(__always)
    private func row<Row: SIMD>(of item: Int, _ type: Row.Type) -> Row where Row.Scalar == UInt64 {
        UnsafeRawPointer(words + item &* Row.scalarCount).loadUnaligned(as: type)
    }

    @inline(__always)
    private func open<Row: SIMD>(_ row: Int, _ type: Row.Type) -> Row where Row.Scalar == UInt64 {
        UnsafeRawPointer(bits + row &* Row.scalarCount).loadUnaligned(as: type)
    }

    /// The rows that a site has combinations in, by number.
    @inline(__always)
    private func forEachNumber<Row: SIMD>(
        of signature: UnsafePointer<UInt64>, _ type: Row.Type, _ body: (Int) -> Void
    ) where Row.Scalar == UInt64 {
        guard strength == 2 else {
            let (marks, count) = list(signature, width: Row.scalarCount)
            for second in 1..<max(1, count) {
                let base = Int(marks[second]) &* (Int(marks[second]) &- 1) / 2
                for first in 0..<second { body(base &+ Int(marks[first])) }
            }
            return
        }
        for word in 0..<Row.scalarCount {
            var rest = signature[word]
            while rest != 0 {
                body(word &* 64 &+ rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
        }
    }

    @inline(__always)
    private func gain<Row: SIMD>(of signature: UnsafePointer<UInt64>, _ type: Row.Type) -> Int
    where Row.Scalar == UInt64 {
        let partners = UnsafeRawPointer(signature).loadUnaligned(as: type)
        var sum = Row.zero
        if depth == 1, case .equal = worth {
            forEachNumber(of: signature, type) { sum &+= (partners & open($0, type)).nonzeroBitCount }
        } else {
            forEachNumber(of: signature, type) { sum &+= worth(ofRow: $0, partners) }
        }
        return Int(truncatingIfNeeded: sum.wrappedSum())
    }

    @inline(__always)
    private func worth<Row: SIMD>(ofRow row: Int, _ partners: Row) -> Row where Row.Scalar == UInt64 {
        var sum = Row.zero
        for layer in 0..<depth {
            let found = partners & open(row &* depth &+ layer, Row.self)
            var count: Row = found.nonzeroBitCount
            if case .touched(let touched, let factor) = worth {
                let mask = UnsafeRawPointer(touched + row &* Row.scalarCount).loadUnaligned(as: Row.self)
                let more: Row = (found & mask).nonzeroBitCount
                count &+= more &* Row(repeating: UInt64(truncatingIfNeeded: factor &- 1))
            }
            sum &+= count &<< Row(repeating: UInt64(truncatingIfNeeded: layerShift(layer)))
        }
        return sum
    }

    // MARK: Presence

    /// Marks the combinations of items as present; see `addPresenceByWords`.
    func addPresence(of items: [Int]) {
        switch width {
        case 2: addPresence(of: items, SIMD2<UInt64>.self)
        case 4: addPresence(of: items, SIMD4<UInt64>.self)
        case 8: addPresence(of: items, SIMD8<UInt64>.self)
        default: for item in items { addPresenceByWords(of: item) }
        }
    }

    /// Nearly every site has only combinations that some site before it had, so looking comes before writing.
    private func addPresence<Row: SIMD>(of items: [Int], _ type: Row.Type) where Row.Scalar == UInt64 {
        for item in items {
            for place in rowStarts.map({ Int($0[item])..<Int($0[item + 1]) }) ?? item..<(item &+ 1) {
                let partners = row(of: place, type)
                let signature = words + place &* Row.scalarCount
                var missing = Row.zero
                forEachNumber(of: signature, type) { missing |= partners & ~open($0, type) }
                guard (0..<Row.scalarCount).reduce(0, { $0 | missing[$1] }) != 0 else { continue }
                forEachNumber(of: signature, type) { number in
                    let open: Row = open(number, type) | partners
                    UnsafeMutableRawPointer(bits + number &* Row.scalarCount).storeBytes(of: open, as: type)
                }
            }
        }
    }
}
