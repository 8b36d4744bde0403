import EvenkeelDomain

/// The coverage-against-exposure curve as a picture: a line over 600 by 200 units, with the waves marked on it.
struct CurveModel {
    struct Mark {
        let x: Int
        let number: Int
    }

    static let (width, height) = (600, 200)
    /// Numbers of waves that would stand closer than this are left out; the calendar has them all.
    private static let labelGap = 18

    /// The points of an SVG polyline; y runs downwards.
    let points: String
    let marks: [Mark]
    let labels: [Mark]
    /// How far to the right the waves that have begun reach.
    let begun: Int
    let total: Int
    let description: String

    /// - Parameter begun: how many waves have begun.
    init?(_ plan: Plan, begun: Int) {
        let total = plan.waves.reduce(0) { $0 + $1.exposure.installations }
        guard total > 0, !plan.curve.isEmpty else { return nil }
        func x(_ installations: Int) -> Int { installations * Self.width / total }
        func y(_ coverage: Double) -> Int { Self.height - Int((coverage * Double(Self.height)).rounded()) }
        let last = plan.curve.last.map { (total, $0.coverage) }
        points = (plan.curve.map { ($0.installations, $0.coverage) } + [last].compactMap { $0 })
            .map { "\(x($0.0)),\(y($0.1))" }.joined(separator: " ")
        var marks: [Mark] = []
        var labels: [Mark] = []
        var installations = 0
        for (index, wave) in plan.waves.enumerated() {
            installations += wave.exposure.installations
            let mark = Mark(x: x(installations), number: index + 1)
            marks.append(mark)
            if labels.last.map({ mark.x - $0.x >= Self.labelGap }) ?? true { labels.append(mark) }
        }
        self.marks = marks
        self.labels = labels
        self.begun = begun > 0 ? marks[min(begun, marks.count) - 1].x : 0
        self.total = total
        description =
            plan.waves.first.map {
                "After wave 1, \($0.exposure.installations) of \(total) sites have tried "
                    + "\(Percent.text($0.coverage)) of the feature pairs."
            } ?? ""
    }
}
