/// A table for people: columns as wide as their widest cell, and on a terminal not wider than it.
///
/// Columns that may wrap share what is missing; the others keep their width, because an id cut in two is no id. Where
/// that is not enough, headings break between words, and then the last columns go below the others, each row with its
/// first cell again.
struct TextTable {
    struct Column {
        enum Alignment { case left, right }

        let title: String
        var alignment = Alignment.left
        var isWrapping = false

        static func text(_ title: String) -> Column { Column(title: title) }
        static func number(_ title: String) -> Column { Column(title: title, alignment: .right) }
        static func prose(_ title: String) -> Column { Column(title: title, isWrapping: true) }
    }

    struct Cell: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        let text: String
        var style: Ink.Style?

        init(_ text: String, _ style: Ink.Style? = nil) {
            // Text of others may hold line breaks and escape sequences; a table has neither.
            self.text = String(
                String.UnicodeScalarView(
                    text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
            self.style = style
        }

        init(stringLiteral text: String) { self.init(text) }
    }

    private static let gap = "  "
    /// Narrower than this a wrapped column is hard to read, and narrower than that it cannot be.
    private static let narrow = 16
    private static let narrowest = 10

    let columns: [Column]
    private(set) var rows: [[Cell]] = []
    /// Spaces before every line.
    var indent = 0

    init(_ columns: [Column], indent: Int = 0) {
        self.columns = columns
        self.indent = indent
    }

    mutating func add(_ cells: Cell...) { add(cells) }

    mutating func add(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "every row has a cell for each column")
        rows.append(cells)
    }

    /// - Parameter width: columns of the terminal; nil for no limit.
    func lines(width: Int?, ink: Ink) -> [String] {
        let widths = widths(within: width)
        if let width, let (upper, lower) = folded(widths, within: width) {
            return upper.lines(width: width, ink: ink) + [""] + lower.lines(width: width, ink: ink)
        }
        var lines: [String] = []
        if columns.contains(where: { !$0.title.isEmpty }) {
            let parts = zip(columns, widths).map { DisplayWidth.wrapped($0.title, to: max(1, $1)) }
            let height = parts.map(\.count).max() ?? 1
            for number in 0..<height {
                // At the foot, above what they are the headings of.
                let cells = parts.map { part in
                    let place = number - (height - part.count)
                    return Cell(place >= 0 ? part[place] : "", .dim)
                }
                lines.append(line(cells, widths: widths, ink: ink))
            }
        }
        for row in rows {
            let parts = zip(row, zip(columns, widths)).map { cell, layout in
                layout.0.isWrapping ? DisplayWidth.wrapped(cell.text, to: layout.1) : [cell.text]
            }
            for number in 0..<(parts.map(\.count).max() ?? 1) {
                let cells = zip(row, parts).map { cell, lines in
                    Cell(number < lines.count ? lines[number] : "", cell.style)
                }
                lines.append(line(cells, widths: widths, ink: ink))
            }
        }
        return lines
    }

    private func line(_ cells: [Cell], widths: [Int], ink: Ink) -> String {
        var line = String(repeating: " ", count: indent)
        let last = cells.lastIndex { !$0.text.isEmpty } ?? -1
        for (number, cell) in cells.enumerated() where number <= last {
            let padding = String(repeating: " ", count: max(0, widths[number] - DisplayWidth.of(cell.text)))
            let text = cell.style.map { ink($0, cell.text) } ?? cell.text
            if number > 0 { line += Self.gap }
            switch columns[number].alignment {
            case .right: line += padding + text
            // No blanks at a line's end: they would wrap a full line on a terminal.
            case .left: line += number == last ? text : text + padding
            }
        }
        return line
    }

    /// Two tables of as many columns as fit, and of the others; nil where all fit, or not even two would.
    private func folded(_ widths: [Int], within limit: Int) -> (TextTable, TextTable)? {
        let frame = indent + Self.gap.count * (columns.count - 1)
        guard widths.reduce(frame, +) > limit, columns.count > 2 else { return nil }
        var (fitting, total) = (1, indent + widths[0])
        while fitting < columns.count, total + Self.gap.count + widths[fitting] <= limit {
            total += Self.gap.count + widths[fitting]
            fitting += 1
        }
        guard fitting > 1 else { return nil }
        func table(_ places: [Int]) -> TextTable {
            var table = TextTable(places.map { columns[$0] }, indent: indent)
            for row in rows { table.add(places.map { row[$0] }) }
            return table
        }
        return (table(Array(0..<fitting)), table([0] + Array(fitting..<columns.count)))
    }

    private func widths(within limit: Int?) -> [Int] {
        var widths = columns.enumerated().map { number, column in
            rows.reduce(DisplayWidth.of(column.title)) { max($0, DisplayWidth.of($1[number].text)) }
        }
        guard let limit else { return widths }
        let frame = indent + Self.gap.count * (columns.count - 1)
        var excess = widths.reduce(frame, +) - limit
        // The widest gives way first, one column at a time, so that none starves while another has room.
        func narrow(to least: (Int) -> Int) {
            while excess > 0 {
                let candidates = columns.indices.filter { widths[$0] > least($0) }
                guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
                widths[widest] -= 1
                excess -= 1
            }
        }
        narrow { columns[$0].isWrapping ? Self.narrow : widths[$0] }
        let words = columns.map { $0.title.split(separator: " ").map { DisplayWidth.of(String($0)) }.max() ?? 0 }
        let cells = columns.indices.map { column in
            rows.reduce(words[column]) { max($0, DisplayWidth.of($1[column].text)) }
        }
        narrow { columns[$0].isWrapping ? Self.narrow : cells[$0] }
        narrow { columns[$0].isWrapping ? max(Self.narrowest, words[$0]) : cells[$0] }
        return widths
    }
}
