import EvenkeelAPI
import EvenkeelDomain
import EvenkeelPlanner

/// A plan for people: what it comes to, the waves, the calendar, the coverage, and why everybody is where they are.
struct PlanPrinter {
    private let plan: PlanDocument
    /// What only the policy knows: deadline, freezes.
    private let policy: Policy?
    /// What only the fleet knows: whose a site is, how many seats there are.
    private let fleet: FleetImage?

    init(_ plan: PlanDocument, policy: Policy? = nil, fleet: FleetImage? = nil) {
        self.plan = plan
        self.policy = policy
        self.fleet = fleet
    }

    func lines(width: Int?, ink: Ink) -> [String] {
        var lines = header(ink)
        func section(_ title: String, detail: String? = nil, _ content: [String]) {
            guard !content.isEmpty else { return }
            lines += ["", ink(.bold, title) + (detail.map { ink(.dim, ", \($0)") } ?? "")] + content
        }
        let first = leadingWarnings
        section("Before all else", first.flatMap { bullet($0, width) })
        section("Waves", waves(width, ink))
        section(
            "Calendar",
            PlanCalendar(plan, freezes: policy?.calendar.freezes ?? [], deadline: policy?.deadline)
                .lines(width: width, ink: ink))
        section("Coverage of feature combinations", curve(width, ink))
        for (number, wave) in plan.waves.enumerated() {
            guard let sites = wave.installations else { continue }
            let legend = number == 0 ? "; new: pairs of features that nobody before has tried" : ""
            section(
                "Wave \(number + 1): \(wave.name)",
                detail: Figures.count(sites.count, "installation") + legend, placements(sites, width, ink))
        }
        section("Withheld", detail: "\(plan.withheld.count)", withheld(width, ink))
        section("Conflicts with the calendar", PlanConflicts.of(plan, policy: policy).flatMap { bullet($0, width) })
        section("Worth knowing", plan.warnings.filter { !first.contains($0) }.flatMap { bullet($0, width) })
        return lines
    }

    /// Waves that were to go first and are left out: what goes first is then not what the policy meant to.
    private var leadingWarnings: [String] {
        guard let policy, let first = plan.waves.first,
            let rule = policy.waves.firstIndex(where: { $0.made(first.name) })
        else {
            return []
        }
        let sentences = policy.waves[..<rule].map { PlanSentences.leftOut($0.name) }
        return plan.warnings.filter(sentences.contains)
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
        if let replaces = plan.replaces { facts.append(("replaces", replaces.joined(separator: ", "))) }
        if let credit = plan.credit { facts.append(("takes on", credit.text)) }
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
            table.add(
                TextTable.Cell("\(number + 1)"), TextTable.Cell(wave.name), TextTable.Cell(wave.opens),
                TextTable.Cell(wave.soakEnds), TextTable.Cell(Figures.count(wave.exposure.installations)),
                TextTable.Cell(Figures.count(wave.exposure.seats)),
                TextTable.Cell(Figures.count(wave.exposure.customers)),
                TextTable.Cell(
                    "\(Bar.text(wave.coverage, width: 5))\(Self.rightAligned(Figures.percent(wave.coverage)))", .cyan),
                gate(of: wave, isLast: number == plan.waves.count - 1))
        }
        return table.lines(width: width, ink: ink)
    }

    private static func rightAligned(_ percent: String) -> String {
        String(repeating: " ", count: max(1, 6 - percent.count)) + percent
    }

    /// Without the number of clean sites, which is that of all sites so far.
    private func gate(of wave: PlanDocument.Wave, isLast: Bool) -> TextTable.Cell {
        guard let gate = wave.gate else { return TextTable.Cell(isLast ? "the end" : "not forecast", .dim) }
        guard let passes = gate.firstRange(of: ": passes") else { return TextTable.Cell(gate, .yellow) }
        return TextTable.Cell(String(gate[..<passes.upperBound]), .green)
    }

    /// The points of the curve that people ask for.
    private func curve(_ width: Int?, _ ink: Ink) -> [String] {
        guard let end = plan.curve.last, end.coverage > 0 else { return [] }
        let seats = plan.waves.reduce(0) { $0 + $1.exposure.seats }
        var table = TextTable(
            [.number("tried"), .number("after sites"), .number("seats"), .number("of the seats"), .text("in wave")],
            indent: 2)
        for level in [0.5, 0.75, 0.9, 0.95, 0.99, 1] {
            guard let point = plan.curve.first(where: { $0.coverage >= level }) else { continue }
            let share = seats > 0 ? Figures.percent(Double(point.seats) / Double(seats)) : "-"
            table.add(
                TextTable.Cell(Figures.percent(level)), TextTable.Cell(Figures.count(point.installations)),
                TextTable.Cell(Figures.count(point.seats)), TextTable.Cell(share),
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
        // On a narrow terminal the reasons need the room, and an id tells most of whose it is.
        let withCustomer = fleet != nil && width ?? .max >= 150
        // Nobody in the first wave could be earlier.
        let isDelayed = sites.contains { $0.notEarlier != nil }
        var table = TextTable(
            [.text("installation")] + (withCustomer ? [.prose("customer")] : [])
                + [.number("new"), .prose("why here")] + (isDelayed ? [.prose("why not earlier")] : []),
            indent: 2)
        for site in sites {
            var cells = [TextTable.Cell(site.id)]
            if withCustomer { cells.append(TextTable.Cell(customer(of: site.id), .dim)) }
            let newPairs = site.reason.newPairs ?? 0
            cells.append(TextTable.Cell(newPairs == 0 ? "-" : "\(newPairs)", newPairs == 0 ? .dim : .cyan))
            cells.append(TextTable.Cell(Self.withoutPairs(site.reason.text)))
            if isDelayed { cells.append(TextTable.Cell(site.notEarlier?.text ?? "", .dim)) }
            table.add(cells)
        }
        return table.lines(width: width, ink: ink)
    }

    /// The new pairs have a column of their own.
    private static func withoutPairs(_ reason: String) -> String {
        reason.firstRange(of: "; brings ").map { String(reason[..<$0.lowerBound]) } ?? reason
    }

    private func customer(of site: String) -> String {
        guard let fleet, let found = fleet.number(of: InstallationID(site)) else { return "" }
        return fleet.customer(of: found)?.name ?? fleet.customerID(of: found).text
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
