/// Sets of names that grow row by row: a flat list of numbers, and how many each row has. Signatures are made at the
/// end, when it is known how many names there are. A row nobody begins is unknown.
public struct SignatureColumnBuilder: Sendable {
    private(set) var names: [String] = []
    private var numbers: [String: UInt32] = [:]
    /// By row; -1 where unknown. May be shorter than the number of rows.
    private var sizes: [Int32] = []
    private var members: [UInt32] = []

    init() {}

    /// The number of a name, new or old, from 0.
    public mutating func number(of name: String) -> UInt32 {
        if let number = numbers[name] { return number }
        let number = UInt32(names.count)
        names.append(name)
        numbers[name] = number
        return number
    }

    /// Makes the set of a row known, and empty. Rows are begun in ascending order, each once.
    public mutating func begin(at row: Int) {
        precondition(sizes.count <= row, "row \(row) after row \(sizes.count - 1)")
        pad(to: row)
        sizes.append(0)
    }

    /// Adds a name to the set of the row begun last. A name added twice counts once.
    public mutating func add(_ number: UInt32) {
        members.append(number)
        sizes[sizes.count - 1] += 1
    }

    /// Makes the set of a row known: these numbers.
    public mutating func set(_ numbers: some Collection<UInt32>, at row: Int) {
        begin(at: row)
        members.append(contentsOf: numbers)
        sizes[row] = Int32(numbers.count)
    }

    private mutating func pad(to rows: Int) {
        if sizes.count < rows { sizes.append(contentsOf: repeatElement(-1, count: rows - sizes.count)) }
    }

    mutating func append(_ other: Self, after rows: Int) {
        guard !other.sizes.isEmpty else { return }
        pad(to: rows)
        let mapped = other.names.map { number(of: $0) }
        sizes.append(contentsOf: other.sizes)
        members.append(contentsOf: other.members.lazy.map { mapped[Int($0)] })
    }

    /// Bits that the signatures of so many sites will take, at most.
    func bitCount(sites: Int) -> Int { sites * names.count }

    func column(_ rows: RowOrder) -> SignatureColumn {
        var starts = [Int](repeating: 0, count: sizes.count + 1)
        for (row, size) in sizes.enumerated() { starts[row + 1] = starts[row] + Int(max(0, size)) }
        var used = [Bool](repeating: false, count: names.count)
        for site in 0..<rows.count where rows[site] < sizes.count {
            for index in starts[rows[site]]..<starts[rows[site] + 1] { used[Int(members[index])] = true }
        }
        let order = names.indices.filter { used[$0] }.sorted { names[$0] < names[$1] }
        var bits = [Int](repeating: 0, count: names.count)
        for (bit, number) in order.enumerated() { bits[number] = bit }
        let width = max(1, (order.count + 63) / 64)
        var words = [UInt64](repeating: 0, count: rows.count * width)
        var known = Bitmap(count: rows.count)
        for site in 0..<rows.count {
            let row = rows[site]
            guard row < sizes.count, sizes[row] >= 0 else { continue }
            known[site] = true
            for index in starts[row]..<starts[row + 1] {
                let bit = bits[Int(members[index])]
                words[site * width + (bit >> 6)] |= 1 << UInt64(bit & 63)
            }
        }
        return SignatureColumn(names: order.map { names[$0] }, wordsPerSite: width, words: words, known: known)
    }
}
