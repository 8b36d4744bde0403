/// The known name nearest to a mistyped one, for hints. Nil where nothing is within a third of its length.
///
/// A name of more than 64 characters is no slip of the finger and has none.
///
/// Optimal string alignment distance (Damerau-Levenshtein without overlapping edits).
public func nearestName(to name: String, in known: some Sequence<String>) -> String? {
    guard name.utf8.count <= 256, name.count <= 64 else { return nil }
    // Below three characters every other name is a slip away.
    let limit = name.count < 3 ? 0 : name.count / 3
    return known.lazy.filter { abs($0.count - name.count) <= limit }.map {
        ($0, editDistance(Array(name.lowercased()), Array($0.lowercased())))
    }
    .filter { $0.1 <= limit }
    .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for i in stride(from: 1, through: a.count, by: 1) {
        var row = [i] + Array(repeating: 0, count: b.count)
        for j in stride(from: 1, through: b.count, by: 1) {
            row[j] = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], rows[i - 2][j - 2] + 1) }
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
