import EvenkeelDomain

/// Turns the names of a file's columns into slots: known ones, foreign ones by a map, and, only where asked,
/// unknown ones as extra columns behind the known.
struct ColumnMap {
    let known: [String]
    let renamed: [String: String]
    let acceptsExtra: Bool
    private(set) var extra: [String] = []
    private var slots: [String: Int] = [:]
    /// Names that were refused already: each is reported once.
    private var refused: Set<String> = []

    init(known: [String], renamed: [String: String] = [:], acceptsExtra: Bool = false) {
        self.known = known
        self.renamed = renamed
        self.acceptsExtra = acceptsExtra
    }

    var hasRefused: Bool { !refused.isEmpty }

    /// The slot of a column, or nil where it was refused.
    mutating func slot(for cell: Cell, problems: ProblemList) -> Int? {
        if let slot = slots[cell.text] { return slot }
        if refused.contains(cell.text) { return nil }
        let name = renamed[cell.text] ?? cell.text
        if let slot = known.firstIndex(of: name) {
            slots[cell.text] = slot
            return slot
        }
        if acceptsExtra, renamed[cell.text] == nil, ValueForm.feature.parse(name) != nil, !name.contains(";") {
            extra.append(name)
            slots[cell.text] = known.count + extra.count - 1
            return slots[cell.text]
        }
        refused.insert(cell.text)
        let nearest = nearestName(to: name, in: known)
        problems.add(
            line: cell.line, column: cell.column, name: "column", value: name,
            expected: "one of the known columns: " + known.joined(separator: ", "),
            hint: nearest.map { "did you mean \($0)?" } ?? "map it to a known column, or leave it out")
        return nil
    }

    /// Targets of the map that are no columns, which would otherwise be noticed only where the source occurs.
    func checkMap(problems: ProblemList) {
        for (foreign, target) in renamed.sorted(by: { $0.key < $1.key }) where !known.contains(target) {
            problems.add(
                name: "map", value: "\(foreign)=\(target)", expected: "a known column after the \"=\"",
                hint: nearestName(to: target, in: known).map { "did you mean \($0)?" })
        }
    }
}
