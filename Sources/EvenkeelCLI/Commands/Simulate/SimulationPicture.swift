import EvenkeelAPI
import EvenkeelDomain
import EvenkeelSimulator

/// A simulation as one picture: for each policy, how many seats are hurt, and when the rollout ends.
///
/// The left panel is a histogram over the runs on a logarithmic scale, the line under it spans eight runs of ten. It is
/// left out where the release is sound: then nobody is hurt.
struct SimulationPicture {
    private let simulation: SimulationDocument
    private let results: [ApproachSummary]
    private let hasDefect: Bool

    private static let width = 1040.0
    private static let margin = 32.0
    private static let top = 132.0
    private static let row = 104.0
    private static let labels = 232.0
    private static let bins = 60

    private var bottom: Double { Self.top + Self.row * Double(results.count) }
    private var height: Double { bottom + 84 + 18 * Double(footnotes.count) }
    private var datesStart: Double { hasDefect ? 752 : Self.labels + 16 }
    private var datesEnd: Double { Self.width - Self.margin - 44 }

    init(_ simulation: SimulationDocument, _ results: [ApproachSummary]) {
        self.simulation = simulation
        self.results = results
        hasDefect = !simulation.defects.isEmpty
    }

    func text() -> String {
        var drawing = SVGDrawing(width: Self.width, height: height)
        drawing.rectangle(x: 0, y: 0, width: Self.width, height: height, "ground")
        drawing.text(title, x: Self.margin, y: 48, "title")
        drawing.text(subtitle, x: Self.margin, y: 74, "quiet")
        if hasDefect { drawSeats(&drawing) }
        drawDates(&drawing)
        drawLabels(&drawing)
        for (number, line) in footnotes.enumerated() {
            drawing.text(line, x: Self.margin, y: bottom + 76 + 18 * Double(number), "small quiet")
        }
        return drawing.document(title: title, description: summary, style: Self.style)
    }

    // MARK: Words

    private var title: String {
        let what = simulation.defects.map { "\(Self.words($0.predicate)) failed at \(Self.percent($0.rate))" }
        let text =
            what.isEmpty
            ? "How long \(simulation.rollout) takes if nothing is wrong with it"
            : "Who would be hurt by \(simulation.rollout) if " + what.joined(separator: " and ")
        return DisplayWidth.truncated(text, to: 84)
    }

    /// `fax + t38` for `feature==fax;feature==t38`; what is no plain list of features stays as it is.
    private static func words(_ predicate: String) -> String {
        let features = predicate.split(separator: ";").map { part in
            part.hasPrefix("feature==") && !part.contains { "(),'\"* ".contains($0) } ? part.dropFirst(9) : ""
        }
        return features.contains("") ? predicate : features.joined(separator: " + ")
    }

    private var subtitle: String {
        "\(Figures.count(simulation.runs, "simulated rollout")), seed \(simulation.seed), of "
            + "\(Figures.count(simulation.installations, "installation")) with "
            + "\(Figures.count(simulation.seats, "seat")); the same chance for every policy"
    }

    private var footnotes: [String] {
        let dates = "Dots: the middle run. Lines: eight runs of ten."
        guard hasDefect else { return [dates] }
        return [
            "\(dates) Bars: how many runs, each row to its own height; \"none\" stands for runs in which nobody was hurt.",
            "Hurt are the seats of sites that have the release at the halt and the defect, shown or not yet.",
        ]
    }

    /// What somebody reads who cannot see the picture.
    private var summary: String {
        simulation.policies.map { policy in
            let hurt =
                hasDefect
                ? "\(Self.whole(policy.seatsHurt.p50)) seats hurt in the middle run, "
                    + "halted in \(Figures.count(policy.haltedRuns)) runs, " : ""
            return "\(policy.name): \(hurt)ends on \(policy.finish.p50 ?? "no day") if sound."
        }.joined(separator: " ")
    }

    private func drawLabels(_ drawing: inout SVGDrawing) {
        for (number, policy) in simulation.policies.enumerated() {
            let y = Self.top + Self.row * Double(number)
            if number > 0 {
                drawing.line(x1: Self.margin, y1: y, x2: Self.width - Self.margin, y2: y, "rule")
            }
            drawing.text(policy.name, x: Self.margin, y: y + 34, number == 0 ? "name own" : "name")
            let named = policy.causeNamed.map { "cause named in \(Figures.percent($0)) of halts" }
            let lines = (hasDefect ? [halted(policy.haltedRuns), named].compactMap(\.self) : []) + [falseHalts(policy)]
            for (line, text) in lines.enumerated() {
                drawing.text(text, x: Self.margin, y: y + 54 + 18 * Double(line), "small quiet")
            }
        }
    }

    private func halted(_ runs: Int) -> String {
        switch runs {
        case 0: "never halted"
        case simulation.runs: "halted in every run"
        default: "halted in \(Figures.count(runs)) of \(Figures.count(simulation.runs))"
        }
    }

    private func falseHalts(_ policy: SimulationDocument.Policy) -> String {
        let count = Int((policy.falseHalts * Double(simulation.runs)).rounded())
        return count == 0
            ? "no false halt" : "\(Figures.count(count, "false halt")) in \(Figures.count(simulation.runs))"
    }

    // MARK: Seats

    private func drawSeats(_ drawing: inout SVGDrawing) {
        let highest = results.compactMap { $0.seatsHurt?.quantile(1) }.max() ?? 1
        let scale = LogScale(highest: highest, zero: Self.labels + 20, start: Self.labels + 52, end: 700)
        drawing.text("Seats hurt", x: Self.labels + 8, y: Self.top - 18, "head")
        for tick in scale.minorTicks {
            drawing.line(x1: scale.place(tick), y1: bottom, x2: scale.place(tick), y2: bottom + 4, "tick")
        }
        drawing.text("none", x: scale.zero, y: bottom + 22, "small quiet", anchor: .middle)
        for tick in scale.ticks {
            let x = scale.place(tick)
            drawing.line(x1: x, y1: Self.top, x2: x, y2: bottom + 6, "grid")
            drawing.text(Figures.count(Int(tick)), x: x, y: bottom + 22, "small quiet", anchor: .middle)
        }
        drawing.text(
            "seats, logarithmic scale", x: (scale.start + scale.end) / 2, y: bottom + 44, "small quiet", anchor: .middle
        )
        for (number, result) in results.enumerated() {
            guard let seats = result.seatsHurt else { continue }
            drawSeats(seats, row: number, scale, &drawing)
        }
    }

    private func drawSeats(_ seats: Distribution, row: Int, _ scale: LogScale, _ drawing: inout SVGDrawing) {
        let base = Self.top + Self.row * Double(row) + Self.row - 28
        let tallest = Self.row - 58
        let binWidth = (scale.end - scale.start) / Double(Self.bins)
        var counts = [Int](repeating: 0, count: Self.bins)
        var none = 0
        for value in seats.values {
            if let bin = scale.bin(value, of: Self.bins) { counts[bin] += 1 } else { none += 1 }
        }
        let most = Double(max(none, counts.max() ?? 1))
        let style = row == 0 ? "bar own" : "bar"
        func bar(x: Double, width: Double, _ count: Int) {
            guard count > 0 else { return }
            let height = max(1, tallest * Double(count) / most)
            drawing.rectangle(
                x: x, y: base - height, width: width, height: height, style,
                title: "\(Figures.count(count)) of \(Figures.count(seats.values.count)) runs")
        }
        bar(x: scale.zero - 8, width: 16, none)
        for (bin, count) in counts.enumerated() {
            bar(x: scale.start + binWidth * Double(bin) + 0.5, width: binWidth - 1, count)
        }
        drawing.line(x1: Self.labels + 8, y1: base, x2: scale.end, y2: base, "axis")
        let (low, middle, high) = (seats.quantile(0.1), seats.quantile(0.5), seats.quantile(0.9))
        drawing.line(
            x1: scale.place(low), y1: base + 8, x2: scale.place(high), y2: base + 8, row == 0 ? "span own" : "span")
        drawing.circle(x: scale.place(middle), y: base + 8, radius: 4.5, row == 0 ? "dot own" : "dot")
        // Beside the span, on the side that has room.
        let text = middle < 1 ? "none" : Figures.count(Int(middle))
        if scale.place(high) + 60 < scale.end + 16 {
            drawing.text(text, x: scale.place(high) + 10, y: base + 12.5, "figure")
        } else {
            drawing.text(text, x: scale.place(low) - 10, y: base + 12.5, "figure", anchor: .end)
        }
    }

    // MARK: Dates

    private func drawDates(_ drawing: inout SVGDrawing) {
        let last = results.compactMap { $0.finishDays?.quantile(0.9) }.max() ?? 1
        let opens = results.first?.opens ?? CivilDate(dayNumber: 0)
        func place(_ day: Double) -> Double {
            datesStart + (datesEnd - datesStart) * day / Swift.max(1, last)
        }
        drawing.text("Ends, if the release is sound", x: datesStart, y: Self.top - 18, "head")
        for (day, name) in months(from: opens, to: opens + Int(last), room: hasDefect ? 3 : 9) {
            let x = place(Double(day))
            drawing.line(x1: x, y1: Self.top, x2: x, y2: bottom + 6, "grid")
            drawing.text(name, x: x, y: bottom + 22, "small quiet", anchor: .middle)
        }
        drawing.text(
            "first wave on \(opens)", x: datesStart, y: bottom + 44, "small quiet")
        for (number, result) in results.enumerated() {
            guard let days = result.finishDays, let date = result.finish(0.5) else { continue }
            let own = number == 0 ? " own" : ""
            let y = Self.top + Self.row * Double(number) + Self.row / 2 + 6
            drawing.line(x1: place(0), y1: y, x2: place(days.quantile(0.5)), y2: y, "lead")
            drawing.line(
                x1: place(days.quantile(0.1)), y1: y, x2: place(days.quantile(0.9)), y2: y, "span" + own)
            let x = place(days.quantile(0.5))
            drawing.circle(x: x, y: y, radius: 4.5, "dot" + own)
            drawing.text(
                date.description, x: Swift.min(Swift.max(x, datesStart + 36), datesEnd + 8), y: y - 12, "figure",
                anchor: .middle)
        }
    }

    /// The first days of months, thinned out until they fit.
    private func months(from start: CivilDate, to end: CivilDate, room: Int) -> [(Int, String)] {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let firsts = (0...Swift.max(0, end - start)).filter { (start + $0).yearMonthDay.day == 1 }
        let step = Swift.max(1, (firsts.count + room - 1) / room)
        return stride(from: 0, to: firsts.count, by: step).map { number in
            let (year, month, _) = (start + firsts[number]).yearMonthDay
            return (firsts[number], names[month - 1] + (month == 1 || number == 0 ? " \(year)" : ""))
        }
    }

    private static func whole(_ value: Double?) -> String { value.map { Figures.count(Int($0.rounded())) } ?? "no" }

    private static func percent(_ share: Double) -> String {
        let thousandths = Int((share * 1000).rounded())
        return thousandths % 10 == 0 ? "\(thousandths / 10) %" : "\(thousandths / 10).\(thousandths % 10) %"
    }

    /// The colours of the pages, light and dark.
    private static let style = """

        :root { color-scheme: light dark; --ground: #fbfbf9; --text: #1d2327; --quiet: #5a6470; --line: #e4e6e8;
          --bar: #b4bcc4; --dot: #6a7480; --own: #0b57a4; --own-bar: #6ea3d8; }
        @media (prefers-color-scheme: dark) { :root { --ground: #14181b; --text: #e8eaec; --quiet: #a5afb8;
          --line: #2c343a; --bar: #56616b; --dot: #a5afb8; --own: #8cc0f5; --own-bar: #3f7fbd; } }
        text { font: 14px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: var(--text); }
        .title { font-size: 22px; font-weight: 650; } .head { font-weight: 600; }
        .name { font-size: 17px; font-weight: 600; } .small { font-size: 12.5px; }
        .figure { font-size: 13px; font-weight: 600; font-variant-numeric: tabular-nums; }
        .quiet { fill: var(--quiet); } text.own { fill: var(--own); }
        .ground { fill: var(--ground); } .bar { fill: var(--bar); } .bar.own { fill: var(--own-bar); }
        .rule, .grid, .tick { stroke: var(--line); } .axis { stroke: var(--quiet); stroke-opacity: .55; }
        .lead { stroke: var(--quiet); stroke-opacity: .45; stroke-dasharray: 1 4; stroke-linecap: round; }
        .span { stroke: var(--dot); stroke-width: 4; stroke-linecap: round; stroke-opacity: .55; }
        .span.own { stroke: var(--own); } .dot { fill: var(--dot); stroke: var(--ground); stroke-width: 1.5; }
        .dot.own { fill: var(--own); }

        """
}
