/// The marks of a fleet (features and counted environment attributes) as numbers, and what every site runs of them as
/// a row of bits: four 64-bit words hold 256 marks, more marks take more words.
///
/// A row belongs to one site. An item is what the planner places: one site, or a unit of sites that move together and
/// then has a row for each of them. Number marks and items by name or id, so that nothing depends on the order of rows
/// in a file.
public struct MarkTable: Sendable {
    /// A pair table of this many marks takes 2 MB.
    public static let limit = 4096

    /// Bit b of a row is `names[b]`.
    public let names: [String]
    public let wordsPerRow: Int
    /// All rows, one after the other. A set that is unknown is an empty row: it runs nothing anybody can count on.
    public let words: [UInt64]
    /// Nil where item i is row i; else item i has the rows `rowStarts[i] ..< rowStarts[i + 1]`.
    public let rowStarts: [Int32]?

    /// - Parameters:
    ///   - wordsPerRow: at least `(names.count + 63) / 64`, and 1; bits beyond the names must be 0.
    ///   - rowStarts: ascending, one more than there are items, from 0 to the number of rows.
    /// - Throws: `tooManyFeatures` above 4,096 marks.
    public init(
        names: [String], wordsPerRow: Int, words: [UInt64], rowStarts: [Int32]? = nil
    ) throws(PlanRefusal) {
        guard names.count <= Self.limit else { throw .tooManyFeatures(names.count, limit: Self.limit) }
        precondition(wordsPerRow >= max(1, (names.count + 63) / 64), "rows are too narrow for the marks")
        precondition(words.count % wordsPerRow == 0, "the last row is cut off")
        if let rowStarts {
            precondition(
                rowStarts.first == 0 && rowStarts.last.map(Int.init) == words.count / wordsPerRow
                    && zip(rowStarts, rowStarts.dropFirst()).allSatisfy { $0 <= $1 }, "rows are not the items' rows")
        }
        self.names = names
        self.wordsPerRow = wordsPerRow
        self.words = words
        self.rowStarts = rowStarts
        precondition(!hasStrayBits, "a row has a bit that is no mark")
    }

    public var rowCount: Int { words.count / wordsPerRow }
    public var itemCount: Int { rowStarts.map { $0.count - 1 } ?? rowCount }

    public func rows(of item: Int) -> Range<Int> {
        guard let rowStarts else { return item..<(item + 1) }
        return Int(rowStarts[item])..<Int(rowStarts[item + 1])
    }

    /// The numbers of a row's marks, ascending.
    public func marks(ofRow row: Int) -> [Int] {
        var marks: [Int] = []
        for word in 0..<wordsPerRow {
            var rest = words[row * wordsPerRow + word]
            while rest != 0 {
                marks.append(word * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return marks
    }

    /// The kernel indexes tables by mark without looking, so a stray bit must not get that far.
    private var hasStrayBits: Bool {
        let known = names.count
        var seen = [UInt64](repeating: 0, count: wordsPerRow)
        words.withUnsafeBufferPointer { words in
            for start in stride(from: 0, to: words.count, by: wordsPerRow) {
                for word in 0..<wordsPerRow { seen[word] |= words[start + word] }
            }
        }
        return seen.enumerated().contains { word, bits in
            let marks = min(64, max(0, known - word * 64))
            return marks < 64 && bits >> UInt64(marks) != 0
        }
    }
}
