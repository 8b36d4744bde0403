import EvenkeelDomain

/// The coverage-against-exposure curve as a picture: a line over 600 by 200 units, with the waves marked on it.
struct CurveModel {
    struct Mark {
        let x: Int
        let number: Int
        let name: String
        let installations: Int
        let coverage: String
    }

    static let (width, height) = (600, 200)

    /// The points of an SVG polyline; y runs downwards.
    let points: String
    let marks: [Mark]
    let total: Int
    let description: String

    init?(_ plan: Plan) {
        let total = plan.waves.reduce(0) { $0 + $1.exposure.installations }
        guard total > 0, !plan.curve.isEmpty else { return nil }
        func x(_ installations: Int) -> Int { installations * Self.width / total }
        func y(_ coverage: Double) -> Int { Self.height - Int((coverage * Double(Self.height)).rounded()) }
        let last = plan.curve.last.map { (total, $0.coverage) }
        points = (plan.curve.map { ($0.installations, $0.coverage) } + [last].compactMap { $0 })
            .map { "\(x($0.0)),\(y($0.1))" }.joined(separator: " ")
        var marks: [Mark] = []
        var installations = 0
        for (index, wave) in plan.waves.enumerated() {
            installations += wave.exposure.installations
            marks.append(
                Mark(
                    x: x(installations), number: index + 1, name: wave.name, installations: installations,
                    coverage: Percent.text(wave.coverage)))
        }
        self.marks = marks
        self.total = total
        let first = marks.first.map {
            "After wave 1, \($0.installations) of \(total) sites have tried \($0.coverage) of the feature pairs."
        }
        description = first ?? ""
    }
}
