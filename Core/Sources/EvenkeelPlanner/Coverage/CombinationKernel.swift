/// The inner loops of coverage, over memory that is borrowed for the length of a call.
///
/// Combinations of `strength` marks stand in rows of bits: for pairs one row for each mark a, for triples one for each
/// pair (a, b), a < b, at b(b-1)/2 + a. A row holds the partners above its highest mark, so that a combination stands
/// in one place only. Each row has `depth` layers; layer k holds the combinations seen at most k times.
///
/// The widths of 64, 128, 192 and 256 marks get loops of their own, which the compiler unrolls.
struct CombinationKernel {
    enum Worth {
        case equal
        /// The bits of every row that are worth `factor`, in the shape of one layer.
        case touched(UnsafePointer<UInt64>, factor: Int)
        /// What the next sighting of each combination is worth, by rank.
        case values(UnsafeMutablePointer<Int64>)
    }

    let words: UnsafePointer<UInt64>
    let rowStarts: UnsafePointer<Int32>?
    let width: Int
    let strength: Int
    let depth: Int
    let bits: UnsafeMutablePointer<UInt64>
    let worth: Worth
    /// `width` words for the partners of a unit, as many for its union, then room for the numbers of its marks.
    let scratch: UnsafeMutablePointer<UInt64>

    static func scratchWords(width: Int) -> Int { 2 * width + 16 * width }

    /// The place of a combination in tables of values: `choose(highest, strength) + row`.
    @inline(__always)
    static func base(of highest: Int, strength: Int) -> Int {
        strength == 2 ? highest * (highest - 1) / 2 : highest * (highest - 1) * (highest - 2) / 6
    }

    // MARK: Walking over the rows of an item

    /// Calls `body` with each row that an item has combinations in, the item's marks that may be partners there, and
    /// the first word in which partners can stand.
    @inline(__always)
    func forEachRow(of item: Int, width: Int, _ body: (Int, UnsafePointer<UInt64>, Int) -> Void) {
        guard let rowStarts else { return forEachRow(ofSignature: words + item * width, width: width, body) }
        let rows = Int(rowStarts[item])..<Int(rowStarts[item + 1])
        if rows.count == 1 {
            forEachRow(ofSignature: words + rows.lowerBound * width, width: width, body)
        } else {
            forEachRow(ofUnit: rows, width: width, body)
        }
    }

    @inline(__always)
    func forEachRow(
        ofSignature signature: UnsafePointer<UInt64>, width: Int, _ body: (Int, UnsafePointer<UInt64>, Int) -> Void
    ) {
        if strength == 2 {
            for word in 0..<width {
                var rest = signature[word]
                while rest != 0 {
                    body(word &* 64 &+ rest.trailingZeroBitCount, signature, word)
                    rest &= rest &- 1
                }
            }
        } else {
            let (marks, count) = list(signature, width: width)
            for second in 1..<max(1, count) {
                let higher = Int(marks[second])
                let base = higher &* (higher &- 1) / 2
                for first in 0..<second { body(base &+ Int(marks[first]), signature, higher / 64) }
            }
        }
    }

    /// A unit runs what its members run: never a pair of which one member runs one half and another the other.
    func forEachRow(
        ofUnit rows: Range<Int>, width: Int, _ body: (Int, UnsafePointer<UInt64>, Int) -> Void
    ) {
        let partners = scratch
        let union = scratch + width
        for word in 0..<width { union[word] = rows.reduce(0) { $0 | words[$1 * width + word] } }
        let (marks, count) = list(union, width: width)
        for second in 0..<count {
            let higher = Int(marks[second])
            for first in strength == 2 ? second..<(second + 1) : 0..<second {
                let lower = Int(marks[first])
                for word in 0..<width { partners[word] = 0 }
                for row in rows {
                    let signature = words + row * width
                    let runsBoth =
                        signature[higher / 64] >> UInt64(higher % 64) & signature[lower / 64] >> UInt64(lower % 64) & 1
                    if runsBoth == 1 { for word in higher / 64..<width { partners[word] |= signature[word] } }
                }
                body(strength == 2 ? higher : higher * (higher - 1) / 2 + lower, partners, higher / 64)
            }
        }
    }

    @inline(__always)
    func list(_ set: UnsafePointer<UInt64>, width: Int) -> (marks: UnsafeMutablePointer<UInt16>, count: Int) {
        let room = UnsafeMutableRawPointer(scratch + 2 * self.width)
        let marks = room.bindMemory(to: UInt16.self, capacity: 64 * self.width)
        var count = 0
        for word in 0..<width {
            var rest = set[word]
            while rest != 0 {
                marks[count] = UInt16(truncatingIfNeeded: word &* 64 &+ rest.trailingZeroBitCount)
                count &+= 1
                rest &= rest &- 1
            }
        }
        return (marks, count)
    }

    // MARK: Counting

    /// Combinations of an item that nobody has tried.
    func newCombinations(of item: Int) -> Int {
        var count = 0
        forEachRow(of: item, width: width) { row, partners, from in
            let open = bits + row * depth * width
            for word in from..<width { count &+= (partners[word] & open[word]).nonzeroBitCount }
        }
        return count
    }

    /// What an item would add, in units of 2^(1 - depth), for any width and weights.
    func gainByWords(of item: Int) -> Int {
        var gain = 0
        forEachRow(of: item, width: width) { row, partners, from in
            for layer in 0..<depth {
                let open = bits + (row &* depth &+ layer) &* width
                var count = 0
                switch worth {
                case .equal: for word in from..<width { count &+= (partners[word] & open[word]).nonzeroBitCount }
                case .touched(let touched, let factor):
                    let mask = touched + row &* width
                    for word in from..<width {
                        let found = partners[word] & open[word]
                        count &+= found.nonzeroBitCount &+ (factor &- 1) &* (found & mask[word]).nonzeroBitCount
                    }
                case .values(let values):
                    // All that count are open in the deepest layer.
                    guard layer == depth &- 1 else { continue }
                    for word in from..<width {
                        var rest = partners[word] & open[word]
                        while rest != 0 {
                            let highest = word &* 64 &+ rest.trailingZeroBitCount
                            count &+= Int(values[Self.base(of: highest, strength: strength) &+ row])
                            rest &= rest &- 1
                        }
                    }
                }
                gain &+= count << layerShift(layer)
            }
        }
        return gain
    }

    /// A combination seen j times is open in the layers from j on; their weights add up to 2^-j.
    @inline(__always)
    func layerShift(_ layer: Int) -> Int { layer == depth &- 1 ? 0 : depth &- 2 &- layer }

    // MARK: Changing

    /// Counts an item as having tried its combinations.
    /// - Returns: how many nobody had tried before, and how many will not be looked at any more.
    func cover(_ item: Int) -> (new: Int, closed: Int) {
        if case .values = worth { return coverInLayers(item) }
        guard depth == 1 else { return coverInLayers(item) }
        // Nearly all combinations of nearly all items have been tried before: looked at, but not counted.
        var new = 0
        forEachRow(of: item, width: width) { row, partners, from in
            let open = bits + row &* width
            for word in from..<width {
                let seen = partners[word] & open[word]
                if seen != 0 {
                    open[word] &= ~seen
                    new &+= seen.nonzeroBitCount
                }
            }
        }
        return (new, new)
    }

    private func coverInLayers(_ item: Int) -> (new: Int, closed: Int) {
        var new = 0
        var closed = 0
        forEachRow(of: item, width: width) { row, partners, from in
            let open = bits + row * depth * width
            if case .values(let values) = worth { halve(values, row: row, partners: partners, from: from) }
            // From the deepest layer up, since each looks at the one above it as it was before this sighting.
            for layer in stride(from: depth - 1, through: 0, by: -1) {
                for word in from..<width {
                    let above = layer == 0 ? 0 : open[(layer - 1) * width + word]
                    let seen = partners[word] & ~above & open[layer * width + word]
                    open[layer * width + word] &= ~seen
                    if layer == 0 { new += seen.nonzeroBitCount }
                    if layer == depth - 1 { closed += seen.nonzeroBitCount }
                }
            }
        }
        return (new, closed)
    }

    private func halve(_ values: UnsafeMutablePointer<Int64>, row: Int, partners: UnsafePointer<UInt64>, from: Int) {
        let last = bits + (row * depth + depth - 1) * width
        let before = depth == 1 ? nil : bits + (row * depth + depth - 2) * width
        for word in from..<width {
            var rest = partners[word] & last[word]
            while rest != 0 {
                let bit = rest.trailingZeroBitCount
                let place = Self.base(of: word * 64 + bit, strength: strength) + row
                let isLast = before.map { $0[word] >> UInt64(bit) & 1 == 0 } ?? true
                values[place] = isLast ? 0 : values[place] >> 1
                rest &= rest - 1
            }
        }
    }

    /// Marks the combinations of an item as present: sets them in the first layer, together with partners below the
    /// row's highest mark, which the caller clears.
    func addPresenceByWords(of item: Int) {
        forEachRow(of: item, width: width) { row, partners, from in
            let open = bits + row &* depth &* width
            for word in from..<width { open[word] |= partners[word] }
        }
    }
}
