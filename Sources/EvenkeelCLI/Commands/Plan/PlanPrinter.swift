import EvenkeelAPI
import EvenkeelDomain

/// A plan for people: what it comes to, the waves, the calendar, the coverage, and why everybody is where they are.
struct PlanPrinter {
    private let plan: PlanDocument
    /// What only the policy knows: deadline, freezes.
    private let policy: Policy?
    /// What only the fleet knows: whose a site is, how many seats there are.
    private let fleet: Fleet?

    init(_ plan: PlanDocument, policy: Policy? = nil, fleet: Fleet? = nil) {
        self.plan = plan
        self.policy = policy
        self.fleet = fleet
    }

    func lines(width: Int?, ink: Ink) -> [String] {
        var lines = header(ink)
        func section(_ title: String, _ content: [String]) {
            guard !content.isEmpty else { return }
            lines += ["", ink(.bold, title)] + content
        }
        section("Waves", waves(width, ink))
        section(
            "Calendar",
            PlanCalendar(plan, freezes: policy?.calendar.freezes ?? [], deadline: policy?.deadline)
                .lines(width: width, ink: ink))
        section("Coverage of feature combinations", curve(width, ink))
        for (number, wave) in plan.waves.enumerated() {
            guard let sites = wave.installations else { continue }
            let count = Figures.count(sites.count, "installation")
            section("Wave \(number + 1): \(wave.name)" + ink(.dim, ", \(count)"), placements(sites, width, ink))
        }
        section("Withheld" + ink(.dim, ", \(plan.withheld.count)"), withheld(width, ink))
        section("Conflicts with the calendar", PlanConflicts.of(plan, policy: policy).map { "  \($0)" })
        section("Worth knowing", plan.warnings.flatMap { bullet($0, width) })
        return lines
    }

    private func header(_ ink: Ink) -> [String] {
        let product = policy.map { "\($0.release.product) " } ?? ""
        var facts: [(String, String)] = [
            ("release", product + plan.release),
            ("selected", "\(Figures.count(plan.selected, "installation"))"),
        ]
        if !plan.withheld.isEmpty { facts.append(("withheld", Figures.count(plan.withheld.count))) }
        if let first = plan.waves.first { facts.append(("opens", Figures.day(first.opens))) }
        facts.append(("ends", Figures.day(plan.ends) + deadline))
        return [ink(.bold, plan.rollout) + ink(.dim, ", revision \(plan.revision)")]
            + facts.map { "  " + ink(.dim, $0.0.padding(to: 9)) + $0.1 }
    }

    private var deadline: String {
        guard let deadline = policy?.deadline, let last = plan.waves.last.flatMap({ CivilDate($0.opens) }) else {
            return ""
        }
        return ", the last wave \(Figures.count(deadline - last, "day")) before the deadline \(deadline)"
    }

    private func waves(_ width: Int?, _ ink: Ink) -> [String] {
        var table = TextTable(
            [
                .number("#"), .prose("wave"), .text("opens"), .text("soak ends"), .number("sites"), .number("seats"),
                .number("customers"), .text("coverage"), .prose("gate"),
            ], indent: 2)
        for (number, wave) in plan.waves.enumerated() {
            let passes = wave.gate?.hasPrefix("needs") == false
            table.add(
                TextTable.Cell("\(number + 1)"), TextTable.Cell(wave.name), TextTable.Cell(Figures.day(wave.opens)),
                TextTable.Cell(wave.soakEnds), TextTable.Cell(Figures.count(wave.exposure.installations)),
                TextTable.Cell(Figures.count(wave.exposure.seats)),
                TextTable.Cell(Figures.count(wave.exposure.customers)),
                TextTable.Cell("\(Bar.text(wave.coverage, width: 8)) \(Figures.percent(wave.coverage))", .cyan),
                TextTable.Cell(wave.gate ?? "the end", wave.gate == nil ? .dim : passes ? .green : .yellow))
        }
        return table.lines(width: width, ink: ink)
    }

    /// The points of the curve that people ask for.
    private func curve(_ width: Int?, _ ink: Ink) -> [String] {
        guard let end = plan.curve.last, end.coverage > 0 else { return [] }
        let seats = fleet.map { fleet in
            plan.waves.reduce(0) { $0 + $1.exposure.seats } == 0
                ? 0 : fleet.installations.reduce(0) { $0 + ($1.seats ?? 0) }
        }
        var table = TextTable(
            [.number("tried"), .number("after sites"), .number("seats"), .text("of all seats"), .text("in wave")],
            indent: 2)
        for level in [0.5, 0.75, 0.9, 0.95, 0.99, 1] {
            guard let point = plan.curve.first(where: { $0.coverage >= level }) else { continue }
            let share = seats.flatMap { $0 > 0 ? Figures.percent(Double(point.seats) / Double($0)) : nil }
            table.add(
                TextTable.Cell(Figures.percent(level)), TextTable.Cell(Figures.count(point.installations)),
                TextTable.Cell(Figures.count(point.seats)), TextTable.Cell(share ?? "-"),
                TextTable.Cell(waveName(atSite: point.installations)))
        }
        return table.lines(width: width, ink: ink)
    }

    private func waveName(atSite number: Int) -> String {
        var placed = 0
        for (index, wave) in plan.waves.enumerated() {
            placed += wave.exposure.installations
            if number <= placed { return "\(index + 1) \(wave.name)" }
        }
        return "-"
    }

    private func placements(_ sites: [PlanDocument.Site], _ width: Int?, _ ink: Ink) -> [String] {
        var columns: [TextTable.Column] = [.text("installation")]
        if fleet != nil { columns.append(.prose("customer")) }
        columns += [.prose("why here"), .prose("why not earlier")]
        var table = TextTable(columns, indent: 2)
        for site in sites {
            var cells = [TextTable.Cell(site.id)]
            if fleet != nil { cells.append(TextTable.Cell(customer(of: site.id), .dim)) }
            cells += [TextTable.Cell(site.reason.text), TextTable.Cell(site.notEarlier?.text ?? "", .dim)]
            table.add(cells)
        }
        return table.lines(width: width, ink: ink)
    }

    private func customer(of site: String) -> String {
        guard let fleet, let found = fleet[InstallationID(site)] else { return "" }
        return fleet.customers[found.customer]?.name ?? found.customer.text
    }

    private func withheld(_ width: Int?, _ ink: Ink) -> [String] {
        guard !plan.withheld.isEmpty else { return [] }
        var table = TextTable([.text("installation"), .prose("why")], indent: 2)
        for site in plan.withheld {
            table.add(TextTable.Cell(site.installation), TextTable.Cell(site.reason.text))
        }
        return table.lines(width: width, ink: ink)
    }

    private func bullet(_ text: String, _ width: Int?) -> [String] {
        (width.map { DisplayWidth.wrapped(text, to: $0 - 4) } ?? [text]).enumerated().map { number, line in
            (number == 0 ? "  - " : "    ") + line
        }
    }
}
