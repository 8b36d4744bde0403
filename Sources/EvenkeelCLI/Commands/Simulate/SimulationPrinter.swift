import EvenkeelAPI
import EvenkeelDomain

/// A simulation for people: what was assumed, one table, and how to read it.
struct SimulationPrinter {
    private let simulation: SimulationDocument
    private var hasDefect: Bool { !simulation.defects.isEmpty }

    init(_ simulation: SimulationDocument) { self.simulation = simulation }

    func lines(width: Int?, ink: Ink) -> [String] {
        header(ink) + [""] + table(width, ink) + [""] + legend.flatMap { bullet($0, width) }
    }

    private func header(_ ink: Ink) -> [String] {
        let runs = Figures.count(simulation.runs, "run")
        var facts = [
            (
                "release",
                "\(simulation.release) for \(Figures.count(simulation.installations, "installation")), "
                    + "\(Figures.count(simulation.seats, "seat")), first wave on \(Figures.day(simulation.opens))"
            )
        ]
        for defect in simulation.defects {
            let unknown = defect.unknown > 0 ? ", unknown of \(Figures.count(defect.unknown)) more" : ""
            facts.append(
                (
                    "defect",
                    "\(defect.predicate) fails at \(rate(defect.rate)): "
                        + "\(Figures.count(defect.installations, "installation")), "
                        + "\(Figures.count(defect.seats, "seat"))\(unknown)"
                ))
        }
        if !hasDefect { facts.append(("defect", "none: the release is sound")) }
        facts.append(("besides", conditions))
        return [ink(.bold, simulation.rollout) + ink(.dim, ", \(runs), seed \(simulation.seed)")]
            + facts.map { "  " + ink(.dim, $0.0.padding(to: 9)) + $0.1 }
    }

    private var conditions: String {
        let conditions = simulation.conditions
        var parts = [
            "\(rate(conditions.baseRate)) of installations fail for other reasons",
            "a failure is reported after \(number(conditions.reportAfterDays)) "
                + (conditions.reportAfterDays == 1 ? "day" : "days") + " on average",
        ]
        if conditions.noShow > 0 { parts.append("nobody is there at \(rate(conditions.noShow)) of attempts") }
        if conditions.silent > 0 { parts.append("\(rate(conditions.silent)) are silent until they are called") }
        return parts.joined(separator: "; ")
    }

    // MARK: The table

    private func table(_ width: Int?, _ ink: Ink) -> [String] {
        let hurt: [(TextTable.Column, (SimulationDocument.Policy) -> String)] = [
            (.number("halted"), { Figures.count($0.haltedRuns) }),
            (.number("on day"), { spread($0.daysToHalt, isExact: true) }),
            (.number("sites hurt"), { spread($0.sitesHurt) }),
            (.number("seats hurt"), { spread($0.seatsHurt, hasMargin: true) }),
            (.number("seats : plan"), { multiple($0.seatsAgainstPlan) }),
        ]
        let named: [(TextTable.Column, (SimulationDocument.Policy) -> String)] = [
            (.number("cause named"), { $0.causeNamed.map { Figures.percent($0) } ?? "-" })
        ]
        let always: [(TextTable.Column, (SimulationDocument.Policy) -> String)] = [
            (.number("false halts"), { Figures.count(Int(($0.falseHalts * Double(simulation.runs)).rounded())) }),
            (.text("ends if sound"), { finish($0.finish) }),
            (.number("busiest day"), { whole($0.busiestDay.p50) }),
            (.number("calls"), { whole($0.calls.mean) }),
            (.number("decisions"), { $0.decisions.mean.map { number($0) } ?? "-" }),
        ]
        let hasName = simulation.policies.contains { $0.causeNamed != nil }
        let columns = (hasDefect ? hurt + (hasName ? named : []) : []) + always
        var table = TextTable([.text("policy")] + columns.map(\.0), indent: 2)
        for (place, policy) in simulation.policies.enumerated() {
            table.add(
                [TextTable.Cell(policy.name, place == 0 ? .bold : nil)]
                    + columns.map { TextTable.Cell($0.1(policy)) })
        }
        return table.lines(width: width, ink: ink)
    }

    /// `4.1 (2-7)`: the mean, and from what the least of ten runs to what the most of ten.
    private func spread(
        _ spread: SimulationDocument.Spread, hasMargin: Bool = false, isExact: Bool = false
    ) -> String {
        guard let mean = spread.mean, let p10 = spread.p10, let p90 = spread.p90 else { return "-" }
        let margin = hasMargin ? spread.meanMargin.map { " ±" + number($0) } ?? "" : ""
        let (low, high) = isExact ? (number(p10), number(p90)) : (whole(p10), whole(p90))
        return "\(number(mean))\(margin) (\(low == high ? low : "\(low)-\(high)"))"
    }

    private func multiple(_ multiple: SimulationDocument.Multiple) -> String {
        guard let ratio = multiple.ratio, let margin = multiple.margin else { return "-" }
        return margin < 0.005 ? "\(fine(ratio))x" : "\(fine(ratio))x ±\(fine(margin))"
    }

    /// `2027-04-14 (-2 +7 d)`: the day in the middle, and how much earlier and later one run in ten ends.
    private func finish(_ dates: SimulationDocument.Dates) -> String {
        guard let middle = dates.p50, let day = CivilDate(middle) else { return "-" }
        let early = dates.p10.flatMap(CivilDate.init).map { day - $0 } ?? 0
        let late = dates.p90.flatMap(CivilDate.init).map { $0 - day } ?? 0
        return early > 0 || late > 0 ? "\(middle) (-\(early) +\(late) d)" : middle
    }

    private func whole(_ value: Double?) -> String { value.map { Figures.count(Int($0.rounded())) } ?? "-" }

    /// Two figures that count, and no decimals from 10 on.
    private func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return abs(value) >= 9.95 || tenths % 10 == 0
            ? Figures.count(Int(value.rounded())) : "\(tenths / 10).\(abs(tenths % 10))"
    }

    /// Two decimals below 10: a ratio near 1 is read closely.
    private func fine(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        if hundredths >= 1000 || hundredths % 100 == 0 { return Figures.count(Int(value.rounded())) }
        return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
    }

    /// `30 %`, `0.5 %`.
    private func rate(_ share: Double) -> String { "\(number(share * 100)) %" }

    // MARK: How to read it

    private var legend: [String] {
        let runs = Figures.count(simulation.runs)
        var sentences = simulation.policies.map { "\($0.name): \($0.about)." }
        if hasDefect {
            sentences += [
                "halted, false halts: of \(runs) runs; false halts are those of the same runs with a sound release.",
                "on day, sites and seats hurt: the mean (in brackets the 10th to the 90th of 100 runs); ± is half a 95 % "
                    + "interval of the mean. Hurt is who has the release at the halt and the defect, shown or not yet.",
            ]
        } else {
            sentences.append("false halts: of \(runs) runs; nothing was wrong in any of them.")
        }
        let patience = simulation.conditions
        sentences += [
            "ends: the day in the middle, and how many days before and after it 1 and 9 of 10 have ended. Staff if the release is sound: attempts "
                + "on the busiest day, calls to silent or absent sites, gates that a person must look at "
                + "(\(patience.decisionWorkingDays) working day each).",
            "Whether a site fails, is silent or absent is the same for every policy in a run: only who goes when differs.",
        ]
        return sentences
    }

    private func bullet(_ sentence: String, _ width: Int?) -> [String] {
        DisplayWidth.wrapped(sentence, to: (width ?? 120) - 2).map { "  " + $0 }
    }
}
