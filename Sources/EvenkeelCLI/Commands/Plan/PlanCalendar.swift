import EvenkeelAPI
import EvenkeelDomain

/// The waves over the weeks, drawn: `█` the day a wave opens, `▒` its soak, `×` a freeze.
struct PlanCalendar {
    private struct Row {
        let label: String
        let marks: [(day: CivilDate, last: CivilDate, sign: Character)]
        let style: Ink.Style?
    }

    private let rows: [Row]
    private let first: CivilDate
    private let days: Int

    init(_ plan: PlanDocument, freezes: [Freeze], deadline: CivilDate?) {
        let waves = plan.waves.compactMap { wave -> (String, CivilDate, CivilDate)? in
            guard let opens = CivilDate(wave.opens), let ends = CivilDate(wave.soakEnds) else { return nil }
            return (wave.name, opens, ends)
        }
        let start = waves.first?.1 ?? CivilDate(dayNumber: 0)
        let last = max(waves.map(\.2).max() ?? start, CivilDate(plan.ends) ?? start)
        first = start
        days = waves.isEmpty ? 0 : last - start + 1
        var rows = waves.enumerated().map { number, wave in
            Row(
                label: "\(number + 1) \(wave.0)", marks: [(wave.1, wave.2 - 1, "▒"), (wave.1, wave.1, "█")],
                style: nil)
        }
        for freeze in freezes where freeze.from <= last && freeze.to >= start {
            rows.append(
                Row(label: "freeze: \(freeze.why)", marks: [(freeze.from, freeze.to, "×")], style: .yellow))
        }
        if let deadline, deadline <= last {
            rows.append(Row(label: "deadline", marks: [(deadline, deadline, "┃")], style: .red))
        }
        self.rows = rows
    }

    func lines(width: Int?, ink: Ink) -> [String] {
        guard days > 1 else { return [] }
        let labels = min(28, rows.map { DisplayWidth.of($0.label) }.max() ?? 0)
        let room = max(20, (width ?? 120) - labels - 4)
        // Whole days to a column, so that a week looks the same everywhere.
        let scale = (days + room - 1) / room
        let columns = (days + scale - 1) / scale
        let head = String(repeating: " ", count: labels + 4) + months(columns: columns, scale: scale)
        return [ink(.dim, head)]
            + rows.map { row in
                var cells = [Character](repeating: "·", count: columns)
                for mark in row.marks where mark.last >= first {
                    let from = max(0, (mark.day - first) / scale)
                    let to = min(columns - 1, (mark.last - first) / scale)
                    guard from <= to else { continue }
                    for column in from...to { cells[column] = mark.sign }
                }
                let label = DisplayWidth.truncated(row.label, to: labels).padding(to: labels)
                let strip = String(cells)
                return "  \(label)  " + (row.style.map { ink($0, strip) } ?? coloured(strip, ink))
            }
    }

    private func coloured(_ strip: String, _ ink: Ink) -> String {
        guard ink.isColoured else { return strip }
        return strip.map { sign in
            switch sign {
            case "█": ink(.green, "█")
            case "▒": ink(.cyan, "▒")
            default: ink(.dim, String(sign))
            }
        }.joined()
    }

    /// The name of a month above its first day, the year with the first one and with January.
    private func months(columns: Int, scale: Int) -> String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var line = ""
        for day in 0..<days {
            let (year, month, dayOfMonth) = (first + day).yearMonthDay
            guard day == 0 || dayOfMonth == 1, day / scale >= line.count + (line.isEmpty ? 0 : 1) else { continue }
            let name = names[month - 1] + (day == 0 || month == 1 ? " \(year)" : "")
            guard line.isEmpty || day / scale + name.count <= columns else { continue }
            line = line.padding(to: day / scale) + name
        }
        return line
    }
}
