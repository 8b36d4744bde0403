import EvenkeelDomain
import Foundation

/// Coverage against exposure as a picture: how much of what the fleet runs together has been tried, against how many
/// seats have the release by then, on a logarithmic scale. Wave boundaries are drawn as lines.
struct CoverageCurveSVG {
    private let plan: Plan
    private let policy: Policy

    init(_ plan: Plan, policy: Policy) {
        self.plan = plan
        self.policy = policy
    }

    func write(to path: String) throws { try PictureFile.write(document, to: path) }

    private static let frame = (left: 64.0, right: 700.0, top: 84.0, bottom: 360.0)

    var document: String {
        let frame = Self.frame
        var drawing = SVGDrawing(width: 740, height: 430)
        let seats = plan.waves.reduce(0) { $0 + $1.exposure.seats }
        let scale = LogScale(highest: Double(max(1, seats)), zero: frame.left, start: frame.left + 16, end: frame.right)
        func y(_ coverage: Double) -> Double { frame.bottom - (frame.bottom - frame.top) * coverage }

        drawing.text("\(plan.rollout): what has been tried, and what it exposes", x: frame.left, y: 30, "title")
        drawing.text(
            "Share of the fleet's feature pairs that an earlier site runs, against seats with the release",
            x: frame.left, y: 52, "muted")
        for share in [0, 0.25, 0.5, 0.75, 0.9, 1] {
            drawing.line(x1: frame.left, y1: y(share), x2: frame.right, y2: y(share), "grid")
            drawing.text("\(Int(share * 100)) %", x: frame.left - 8, y: y(share) + 4, "muted", anchor: .end)
        }
        for tick in scale.ticks {
            drawing.line(x1: scale.place(tick), y1: frame.bottom, x2: scale.place(tick), y2: frame.bottom + 5, "axis")
            drawing.text(
                Figures.count(Int(tick)), x: scale.place(tick), y: frame.bottom + 20, "muted", anchor: .middle)
        }
        drawing.text("seats (logarithmic)", x: frame.right, y: frame.bottom + 42, "muted", anchor: .end)
        drawWaves(&drawing, scale)
        drawCurve(&drawing, scale, y)
        return drawing.document(
            title: "Coverage against exposure of \(plan.rollout)",
            description: "The share of feature pairs tried rises with the seats that have the release.",
            style: Self.style)
    }

    private func drawWaves(_ drawing: inout SVGDrawing, _ scale: LogScale) {
        var seats = 0
        var lastLabel = -100.0
        for (number, wave) in plan.waves.enumerated() {
            seats += wave.exposure.seats
            let x = scale.place(Double(seats))
            drawing.line(x1: x, y1: Self.frame.top - 6, x2: x, y2: Self.frame.bottom, "wave")
            guard x - lastLabel > 18 else { continue }
            drawing.text("\(number + 1)", x: x, y: Self.frame.top - 10, "wave-label", anchor: .end)
            lastLabel = x
        }
    }

    /// A staircase; of a long curve, one step for each pixel.
    private func drawCurve(_ drawing: inout SVGDrawing, _ scale: LogScale, _ y: (Double) -> Double) {
        var last = (x: scale.place(0), y: y(0))
        for (number, point) in plan.curve.enumerated() {
            let next = (x: scale.place(Double(point.seats)), y: y(point.coverage))
            guard next.x - last.x >= 0.5 || last.y - next.y >= 0.5 || number == plan.curve.count - 1 else { continue }
            drawing.line(x1: last.x, y1: last.y, x2: next.x, y2: last.y, "curve")
            drawing.line(x1: next.x, y1: last.y, x2: next.x, y2: next.y, "curve")
            last = next
        }
        drawing.line(x1: last.x, y1: last.y, x2: Self.frame.right, y2: last.y, "curve")
        if let point = plan.curve.first(where: { $0.coverage >= 0.9 }) {
            let place = (x: scale.place(Double(point.seats)), y: y(point.coverage))
            drawing.circle(x: place.x, y: place.y, radius: 4, "dot")
            // On the side where there is room for it.
            let isRight = place.x > (Self.frame.left + Self.frame.right) / 2
            drawing.text(
                "90 % after \(Figures.count(point.installations, "site")), \(Figures.count(point.seats)) seats",
                x: place.x + (isRight ? -12 : 10), y: place.y + (isRight ? -4 : 18), "label",
                anchor: isRight ? .end : .start)
        }
    }

    private static let style = """
        text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1d2733}\
        .title{font-size:17px;font-weight:600}.muted{fill:#5c6b7a;font-size:12px}.label{font-weight:600}\
        .wave-label{fill:#8a5a00;font-size:11px}\
        .grid{stroke:#e3e8ee}.axis{stroke:#5c6b7a}.wave{stroke:#d9a441;stroke-dasharray:2 4}\
        .curve{stroke:#0b6e6e;stroke-width:2;stroke-linecap:round}.dot{fill:#0b6e6e}\
        @media (prefers-color-scheme:dark){text{fill:#e6edf3}.muted{fill:#9fb0c0}.wave-label{fill:#e3b96a}\
        .grid{stroke:#2b3642}.axis{stroke:#9fb0c0}.wave{stroke:#8a6a2c}.curve{stroke:#4fc3c3}.dot{fill:#4fc3c3}}
        """
}
