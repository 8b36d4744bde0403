import EvenkeelDomain

/// The evidence of a rollout as SVG (https://www.w3.org/TR/SVG11/): above, the interval of possible failure rates over
/// time, narrowing with every clean site; below, failures against sites with the line at which a halt comes.
///
/// Only presentation attributes, so that it looks the same where a page forbids styles.
public struct EvidencePicture {
    private static let width = 760
    private static let (left, right) = (64, 20)
    private static let plotWidth = width - left - right
    private static let upper = (top: 66, height: 200)
    private static let lower = (top: 336, height: 170)
    private static let height = 558
    private static let ink = "#1f2933"
    private static let faint = "#c8d0d8"
    private static let blue = "#1d5fa8"
    private static let red = "#b3261e"
    private static let green = "#2e7d4f"
    private static let grey = "#6b7680"

    private let growth: GrowthDocument
    private let title: String

    /// - Parameter title: stands above the picture, such as `pbx-5.2, wave 2`.
    public init(_ growth: GrowthDocument, title: String) {
        self.growth = growth
        self.title = title
    }

    public var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(Self.height)" \
        font-family="system-ui, sans-serif" font-size="12" fill="\(Self.ink)" role="img">
        <title>\(Self.escaped([title + ":", summary, growth.decided].compactMap(\.self).joined(separator: " ")))</title>
        <rect width="\(Self.width)" height="\(Self.height)" fill="#ffffff"/>
        <text x="\(Self.left)" y="22" font-size="15" font-weight="600">\(Self.escaped(title))</text>
        <text x="\(Self.left)" y="38">\(Self.escaped(summary))</text>
        \(decided)
        \((interval + staircase).joined(separator: "\n"))
        </svg>

        """
    }

    private var summary: String {
        guard let last = growth.points.last else { return "No site has completed its soak yet." }
        let sites = "\(last.sites) \(last.sites == 1 ? "site" : "sites")"
        let failures = "\(last.failed) \(last.failed == 1 ? "failure" : "failures")"
        guard last.upperBound < 1 else { return "\(sites), \(failures): any failure rate is still possible." }
        return "\(sites), \(failures): with \(Self.percent(growth.confidence)) confidence fewer than "
            + "\(Self.percent(last.upperBound)) fail."
    }

    /// Which rule spoke. A line of the picture that decided nothing must not look as if it had.
    private var decided: String {
        guard let text = growth.decided else { return "" }
        return label(Double(Self.left), 54, text, fill: growth.haltedAt == nil ? Self.ink : Self.red)
    }

    /// The halt line is red only where it decides.
    private var lineColor: String { growth.onlyWatched ? Self.grey : Self.red }

    // MARK: The interval over time

    private var times: (start: Int64, span: Double) {
        let start = growth.began.flatMap(Timestamp.init(rfc3339:))?.milliseconds ?? 0
        let end = growth.ended.flatMap(Timestamp.init(rfc3339:))?.milliseconds ?? start
        // A little room at the end, where what halts stands.
        return (start, max(1, Double(end - start) * 1.04))
    }

    private func x(_ time: String) -> Double {
        guard let at = Timestamp(rfc3339: time)?.milliseconds else { return Double(Self.left) }
        let share = min(1, max(0, Double(at - times.start) / times.span))
        return Double(Self.left) + share * Double(Self.plotWidth)
    }

    /// Square roots, so that small rates, which are what matters, have room.
    private func y(rate: Double) -> Double {
        Double(Self.upper.top + Self.upper.height) - min(1, max(0, rate)).squareRoot() * Double(Self.upper.height)
    }

    private var interval: [String] {
        let bottom = Double(Self.upper.top + Self.upper.height)
        let end = Double(Self.left + Self.plotWidth)
        var parts = [0.01, 0.05, 0.2, 0.5, 1].map { rate in
            line(Double(Self.left), y(rate: rate), end, y(rate: rate), Self.faint, width: 0.5)
                + label(Double(Self.left) - 6, y(rate: rate) + 4, Self.percent(rate), anchor: "end")
        }
        var curve = [(Double(Self.left), y(rate: 1))]
        for point in growth.points {
            curve.append((x(point.at), curve.last?.1 ?? 0))
            curve.append((x(point.at), y(rate: point.upperBound)))
        }
        curve.append((end, curve.last?.1 ?? 0))
        let area = curve + [(end, bottom), (Double(Self.left), bottom)]
        parts.append("<polygon points=\"\(Self.points(area))\" fill=\"\(Self.blue)\" fill-opacity=\"0.12\"/>")
        parts.append(polyline(curve, Self.blue, width: 2))
        let tolerated = y(rate: growth.tolerated)
        parts.append(line(Double(Self.left), tolerated, end, tolerated, Self.green, width: 1.5, dashes: "6 4"))
        parts.append(
            label(end, tolerated - 5, "tolerated: \(Self.percent(growth.tolerated))", anchor: "end", fill: Self.green))
        var failed = 0
        for point in growth.points {
            if point.failed > failed {
                parts.append(cross(x(point.at), y(rate: point.upperBound)))
            }
            failed = point.failed
        }
        if let halted = growth.haltedAt { parts += mark(x(halted), haltWord, Self.red) }
        if let would = growth.wouldHaltAt { parts += mark(x(would), "would halt (only watched)", Self.grey) }
        parts.append(line(Double(Self.left), bottom, end, bottom, Self.ink, width: 1))
        parts.append(label(Double(Self.left), bottom + 18, day(growth.began)))
        parts.append(label(end, bottom + 18, day(growth.ended), anchor: "end"))
        parts.append(
            label(
                Double(Self.left + Self.plotWidth / 2), bottom + 18,
                "failure rate still possible, over time; crosses are failures", anchor: "middle"))
        return parts
    }

    private var haltWord: String {
        switch growth.haltedBy {
        case "scan": "halt, by the search for combinations"
        case "comparison": "halt, by the comparison"
        case "limit": "halt, by a limit of the policy"
        default: "halt"
        }
    }

    /// An upright line at a moment, with a word beside it.
    private func mark(_ x: Double, _ word: String, _ color: String) -> [String] {
        let top = Double(Self.upper.top)
        let isLate = x > Double(Self.left + Self.plotWidth) - 220
        return [
            line(x, top, x, top + Double(Self.upper.height), color, width: 1.5, dashes: "2 3"),
            label(x + (isLate ? -5 : 5), top + 12, word, anchor: isLate ? "end" : "start", fill: color),
        ]
    }

    private func day(_ time: String?) -> String { time.map { String($0.prefix(10)) } ?? "" }

    // MARK: Failures against sites

    private var staircase: [String] {
        let lines = growth.haltLines
        let started = growth.steps.last?.started ?? 0
        let failed = growth.steps.last?.failed ?? 0
        let mostFailures = max(failed, lines.map(\.failures).max() ?? 1) + 1
        let reach = max(started, min(growth.selected, lines.compactMap(\.sites).max() ?? started), 1)
        let bottom = Double(Self.lower.top + Self.lower.height)
        let end = Double(Self.left + Self.plotWidth)
        func x(_ sites: Int) -> Double {
            Double(Self.left) + Double(min(sites, reach)) / Double(reach) * Double(Self.plotWidth)
        }
        func y(_ failures: Int) -> Double {
            bottom - Double(failures) / Double(mostFailures) * Double(Self.lower.height)
        }
        var parts: [String] = []
        let step = max(1, mostFailures / 6)
        for failures in stride(from: 0, through: mostFailures, by: step) {
            parts.append(line(Double(Self.left), y(failures), end, y(failures), Self.faint, width: 0.5))
            parts.append(label(Double(Self.left) - 6, y(failures) + 4, "\(failures)", anchor: "end"))
        }
        // The halt region lies above and to the left of the line.
        var border: [(Double, Double)] = []
        var sitesBefore = 0
        for entry in lines {
            border.append((x(sitesBefore), y(entry.failures)))
            sitesBefore = entry.sites ?? reach
            border.append((x(sitesBefore), y(entry.failures)))
        }
        if let last = border.last, let first = border.first {
            let region =
                border + [(last.0, Double(Self.lower.top)), (first.0, Double(Self.lower.top))]
            parts.append("<polygon points=\"\(Self.points(region))\" fill=\"\(lineColor)\" fill-opacity=\"0.10\"/>")
            parts.append(polyline(border, lineColor, width: 2))
            parts.append(
                label(
                    first.0 + 6, Double(Self.lower.top) + 12,
                    growth.onlyWatched ? "would halt here; only watched" : "halt", fill: lineColor))
        }
        var walk = [(Double(Self.left), bottom)]
        for step in growth.steps {
            walk.append((x(step.started), walk.last?.1 ?? bottom))
            walk.append((x(step.started), y(step.failed)))
        }
        parts.append(polyline(walk, Self.blue, width: 2))
        if let last = walk.last {
            parts.append(dot(last.0, last.1))
            let isFarRight = last.0 > end - (standing.isEmpty ? 120 : 400)
            parts.append(
                label(
                    last.0 + (isFarRight ? -8 : 8), max(Double(Self.lower.top) + 26, last.1 - 7),
                    "now: \(failed) of \(started)" + standing, anchor: isFarRight ? "end" : "start", fill: Self.blue))
        }
        if lines.isEmpty {
            parts.append(
                label(
                    end, Double(Self.lower.top) + 12,
                    growth.isComparing
                        ? "compared with sites not upgraded yet: there is no halt line"
                        : "the halt line is out of reach: \(growth.selected) sites are too few for this usual rate",
                    anchor: "end"))
        }
        parts.append(line(Double(Self.left), bottom, end, bottom, Self.ink, width: 1))
        parts.append(label(Double(Self.left), bottom + 18, "0"))
        parts.append(label(end, bottom + 18, "\(reach)", anchor: "end"))
        parts.append(
            label(
                Double(Self.left + Self.plotWidth / 2), bottom + 18,
                "failures, against sites given the release; the dot is where it stands", anchor: "middle"))
        return parts
    }

    /// What the dot must not be taken for.
    private var standing: String {
        switch growth.haltedBy {
        case "scan": ", halted by the search for combinations and not by this line"
        case "limit": ", halted by a limit of the policy and not by this line"
        default: growth.onlyWatched ? ", which decides nothing" : ""
        }
    }

    // MARK: Strokes

    private func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String, width: Double, dashes: String? = nil
    ) -> String {
        "<line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\" "
            + "stroke=\"\(color)\" stroke-width=\"\(width)\""
            + (dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "") + "/>"
    }

    private func polyline(_ points: [(Double, Double)], _ color: String, width: Double) -> String {
        "<polyline points=\"\(Self.points(points))\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(width)\" "
            + "stroke-linejoin=\"round\"/>"
    }

    private func label(
        _ x: Double, _ y: Double, _ text: String, anchor: String = "start", fill: String = EvidencePicture.ink
    ) -> String {
        "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor)\" fill=\"\(fill)\">"
            + "\(Self.escaped(text))</text>"
    }

    private func cross(_ x: Double, _ y: Double) -> String {
        line(x - 5, y - 5, x + 5, y + 5, Self.red, width: 2) + line(x - 5, y + 5, x + 5, y - 5, Self.red, width: 2)
    }

    private func dot(_ x: Double, _ y: Double) -> String {
        "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"4\" fill=\"\(Self.blue)\"/>"
    }

    private static func points(_ points: [(Double, Double)]) -> String {
        points.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " ")
    }

    /// One digit after the point is a tenth of a pixel.
    private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    private static func percent(_ share: Double) -> String {
        let value = (share * 1000).rounded() / 10
        return (value == value.rounded() ? "\(Int(value))" : "\(value)") + " %"
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
