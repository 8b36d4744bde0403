import EvenkeelDomain
import EvenkeelPlanner

/// Everything a plan knows about one installation: the facts it rests on, its wave, the reasons.
struct SiteStory: Encodable {
    struct Fact: Encodable {
        let name: String
        /// Nil where it is unknown.
        let value: String?
    }

    struct WavePlace: Encodable {
        let number: Int
        let name: String
        let opens: String
        let soakEnds: String
        /// Its place in the order of the wave, from 1.
        let place: Int
        let of: Int
    }

    struct Reason: Encodable {
        let code: String
        let text: String
    }

    let installation: String
    let customer: String
    let customerName: String?
    /// `placed`, `withheld` or `not_selected`.
    let outcome: String
    let wave: WavePlace?
    let reason: Reason
    let notEarlier: Reason?
    /// Combinations that nobody before it has tried, by name.
    let newPairs: [String]
    let facts: [Fact]

    /// Fails where the fleet has no such installation, with the name that comes nearest.
    init(of text: String, plan: Plan, fleet: Fleet, policy: Policy) throws {
        let id = InstallationID(text)
        guard let site = fleet[id] else {
            let nearest = Self.nearest(to: text, in: fleet)
            throw CommandFailure(
                "There is no installation \"\(text)\".",
                why:
                    "None of the \(Figures.count(fleet.installations.count, "installation")) of the fleet has this id.",
                hint: nearest.map { "Did you mean \($0)?" } ?? "The first column of the fleet has the ids.")
        }
        installation = site.id.text
        customer = site.customer.text
        customerName = fleet.customers[site.customer]?.name
        facts = Self.facts(of: site, customer: fleet.customers[site.customer], policy: policy)
        for (number, wave) in plan.waves.enumerated() {
            guard let place = wave.placements.firstIndex(where: { $0.installation == id }) else { continue }
            let placement = wave.placements[place]
            outcome = "placed"
            self.wave = WavePlace(
                number: number + 1, name: wave.name, opens: wave.opens.description,
                soakEnds: wave.soakEnds.description, place: place + 1, of: wave.placements.count)
            reason = Reason(code: placement.reason.code, text: PlanSentences.reason(placement.reason))
            notEarlier = placement.notEarlier.map {
                Reason(code: $0.code, text: PlanSentences.notEarlier($0, waves: plan.waves))
            }
            newPairs = Self.newPairs(of: site, plan: plan, fleet: fleet, counted: policy.coverage)
            return
        }
        wave = nil
        notEarlier = nil
        newPairs = []
        if let withheld = plan.withheld.first(where: { $0.installation == id })?.reason {
            outcome = "withheld"
            reason = Reason(code: withheld.code, text: PlanSentences.withheld(withheld))
        } else {
            outcome = "not_selected"
            reason = Reason(code: "not_selected", text: "does not match the policy's select: \(policy.select)")
        }
    }

    /// By spelling, else by a part of the id: people remember the town.
    private static func nearest(to text: String, in fleet: Fleet) -> String? {
        let ids = fleet.installations.lazy.map(\.id.text)
        return nearestName(to: text, in: ids)
            ?? ids.first { $0.contains(text.lowercased()) || text.lowercased().contains($0) }
    }

    private static func facts(of site: Installation, customer: Customer?, policy: Policy) -> [Fact] {
        let known = SiteFacts(site, customer: customer, release: policy.release)
        let always = [
            "version", "features", "complexity", "friendly", "feedback", "wants", "seats", "criticality", "country",
            "timezone", "support_ends", "pinned_until", "after", "tags",
        ]
        let environment = (site.environment ?? [:]).keys.sorted().map { "environment.\($0)" }
        let asked =
            [policy.select, policy.notice.acknowledge].compactMap(\.self).flatMap(\.factNames)
            + policy.waves.compactMap(\.among).flatMap(\.factNames)
        var names: [String] = []
        for name in always + environment + asked.sorted() where !names.contains(name) { names.append(name) }
        return names.map { name in
            guard case .known(let values) = known.value(of: name) else { return Fact(name: name, value: nil) }
            var text = values.isEmpty ? "none" : values.sorted().joined(separator: ", ")
            if name == "complexity", site.complexity == nil, let derived = site.effectiveComplexity {
                text = "\((derived * 1000).rounded() / 1000) (derived from features and environment)"
            }
            return Fact(name: name, value: text)
        }
    }

    /// Pairs of its marks that nobody placed before it has.
    private static func newPairs(
        of site: Installation, plan: Plan, fleet: Fleet, counted: CoveragePolicy
    ) -> [String] {
        func pairs(_ site: Installation) -> Set<Pair> {
            var counting = site
            if !counted.features, site.environment != nil { counting.features = [] }
            if !counted.features, site.environment == nil { return [] }
            let marks = (counting.marks(environment: counted.environment) ?? []).sorted()
            return Set(marks.indices.flatMap { first in marks[(first + 1)...].map { Pair(marks[first], $0) } })
        }
        var left = pairs(site)
        for placement in plan.waves.lazy.flatMap(\.placements) {
            guard placement.installation != site.id, !left.isEmpty else { break }
            if let other = fleet[placement.installation] { left.subtract(pairs(other)) }
        }
        return left.map { "\($0.first) + \($0.second)" }.sorted()
    }

    private struct Pair: Hashable {
        let first: String
        let second: String

        init(_ first: String, _ second: String) {
            self.first = first
            self.second = second
        }
    }
}

extension SiteStory {
    func lines(width: Int?, ink: Ink) -> [String] {
        var table = TextTable([.text(""), .prose("")], indent: 2)
        func add(_ label: String, _ text: String, _ style: Ink.Style? = nil) {
            table.add(TextTable.Cell(label, .dim), TextTable.Cell(text, style))
        }
        switch outcome {
        case "placed":
            if let wave {
                add("wave", "\(wave.number), \"\(wave.name)\", place \(wave.place) of \(wave.of) in it", .bold)
                add("opens", "\(Figures.day(wave.opens)), soaks until \(wave.soakEnds)")
            }
            add("why here", reason.text)
            if let notEarlier { add("why not earlier", notEarlier.text) }
            add(
                "new here", newPairs.isEmpty ? "no combination that nobody has tried" : newPairs.joined(separator: ", ")
            )
        case "withheld": add("withheld", reason.text, .yellow)
        default: add("not in the plan", reason.text, .yellow)
        }
        var facts = TextTable([.text(""), .prose("")], indent: 2)
        for fact in self.facts {
            facts.add(
                TextTable.Cell(fact.name, .dim),
                TextTable.Cell(fact.value ?? "unknown", fact.value == nil ? .yellow : nil))
        }
        let name = customerName.map { "\($0) (\(customer))" } ?? customer
        return [ink(.bold, installation) + ink(.dim, " of \(name)"), ""] + table.lines(width: width, ink: ink)
            + ["", ink(.bold, "The facts it rests on")] + facts.lines(width: width, ink: ink)
    }
}
