/// Numbers for every mark (feature, environment attribute) and every pair of marks, and the marks of every unit.
///
/// Mark m has the number m; the pairs follow, row by row of the upper triangle.
struct GroupIndex: Sendable {
    let names: [String]
    /// Pairs that occur at some unit of the plan.
    let pairCount: Int
    private let marks: [Int32]
    private let starts: [Int]

    var markCount: Int { names.count }
    var groupCount: Int { markCount + markCount * (markCount - 1) / 2 }

    /// - Parameter units: the marks of each unit, ascending.
    init(names: [String], pairCount: Int, units: [[Int]]) {
        self.names = names
        self.pairCount = pairCount
        var marks: [Int32] = []
        var starts = [0]
        for unit in units {
            marks += unit.map { Int32($0) }
            starts.append(marks.count)
        }
        self.marks = marks
        self.starts = starts
    }

    func number(_ first: Int, _ second: Int) -> Int {
        markCount + first * (2 * markCount - first - 1) / 2 + second - first - 1
    }

    /// Visits the numbers of all groups that a unit belongs to.
    @inline(__always)
    func forEachGroup(of unit: Int, _ visit: (Int) -> Void) {
        let (start, end) = (starts[unit], starts[unit + 1])
        for place in start..<end {
            let first = Int(marks[place])
            visit(first)
            let row = number(first, first + 1) - first - 1
            for other in (place + 1)..<max(end, place + 1) { visit(row + Int(marks[other])) }
        }
    }

    /// The number of the group with these names; nil where there is none.
    func number(named group: [String]) -> Int? {
        let marks = group.compactMap(names.firstIndex(of:)).sorted()
        switch (group.count, marks.count) {
        case (1, 1): return marks[0]
        case (2, 2): return number(marks[0], marks[1])
        default: return nil
        }
    }

    /// The names of a group's marks.
    func names(of first: Int, _ second: Int?) -> [String] {
        second.map { [names[first], names[$0]] } ?? [names[first]]
    }

    /// The numbers of the groups that have these units and no others; empty for no units.
    func groups(ofExactly units: Set<Int>) -> Set<Int> {
        guard let one = units.first else { return [] }
        var inside = [Int](repeating: 0, count: groupCount)
        var everywhere = inside
        for unit in 0..<(starts.count - 1) {
            let isInside = units.contains(unit)
            forEachGroup(of: unit) { group in
                everywhere[group] += 1
                if isInside { inside[group] += 1 }
            }
        }
        var exact: Set<Int> = []
        forEachGroup(of: one) { group in
            if inside[group] == units.count, everywhere[group] == units.count { exact.insert(group) }
        }
        return exact
    }
}
