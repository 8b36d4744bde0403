/// One line of CSV (RFC 4180), quoted where it must be.
enum DelimitedRow {
    static func csv(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\n" }

    private static func quoted(_ cell: String) -> String {
        let special = cell.utf8.contains { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }
        return special ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }
}
