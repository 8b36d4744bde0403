import EvenkeelDomain
import EvenkeelPlanner

/// Everything a plan knows about one installation: the facts it rests on, its wave, the reasons.
struct SiteStory: Encodable {
    struct Fact: Encodable {
        let name: String
        /// Nil where it is unknown.
        let value: String?
        /// Why it is unknown, where that is not plain.
        var note: String?
    }

    struct WavePlace: Encodable {
        let number: Int
        let name: String
        let opens: String
        /// The day of its install.
        let day: String
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
    /// The next best, of a site picked for its combinations.
    let runnerUp: String?
    /// Versions to stop at on the way to the release, and the release.
    let path: [String]
    /// Combinations that nobody before it has tried, by name.
    let newPairs: [String]
    let facts: [Fact]

    /// Fails where the fleet has no such installation, with the name that comes nearest.
    ///
    /// - Parameter history: what past rollouts taught of it.
    init(
        of text: String, plan: Plan, image: FleetImage, policy: Policy, history: [InstallationID: TrackRecord] = [:]
    ) throws {
        let id = InstallationID(text)
        guard let number = image.number(of: id) else {
            let nearest = Self.nearest(to: text, in: image)
            throw CommandFailure(
                "There is no installation \"\(text)\".",
                why:
                    "None of the \(Figures.count(image.count, "installation")) of the fleet has this id.",
                hint: nearest.map { "Did you mean \($0)?" } ?? "The first column of the fleet has the ids.")
        }
        let site = image.installation(at: number)
        installation = site.id.text
        customer = site.customer.text
        customerName = image.customers[site.customer]?.name
        facts = Self.facts(
            of: site, customer: image.customers[site.customer], policy: policy, record: history[site.id])
        path =
            (site.version.map { policy.release.stops(from: $0) } ?? []).map(\.description)
            + [policy.release.version.description]
        for (number, wave) in plan.waves.enumerated() {
            guard let place = wave.placements.firstIndex(where: { $0.installation == id }) else { continue }
            let placement = wave.placements[place]
            outcome = "placed"
            self.wave = WavePlace(
                number: number + 1, name: wave.name, opens: wave.opens.description,
                day: (placement.day ?? wave.opens).description, soakEnds: wave.soakEnds.description, place: place + 1,
                of: wave.placements.count)
            reason = Reason(code: placement.reason.code, text: PlanSentences.reason(placement.reason))
            notEarlier = placement.notEarlier.map {
                Reason(code: $0.code, text: PlanSentences.notEarlier($0, waves: plan.waves))
            }
            runnerUp = placement.runnerUp?.text
            newPairs = Self.newPairs(of: site, plan: plan, image: image, counted: policy.coverage)
            return
        }
        wave = nil
        notEarlier = nil
        runnerUp = nil
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
    private static func nearest(to text: String, in image: FleetImage) -> String? {
        let ids = image.ids.lazy.map(\.text)
        return nearestName(to: text, in: ids)
            ?? ids.first { $0.contains(text.lowercased()) || text.lowercased().contains($0) }
    }

    private static func facts(
        of site: Installation, customer: Customer?, policy: Policy, record: TrackRecord?
    ) -> [Fact] {
        let known = SiteFacts(site, customer: customer, release: policy.release)
        let always = [
            "version", "features", "complexity", "friendly", "feedback", "wants", "seats", "criticality", "country",
            "timezone", "support_ends", "contract_due", "pinned_until", "after", "moves_with", "tags",
        ]
        let environment = (site.environment ?? [:]).keys.sorted().map { "environment.\($0)" }
        let asked =
            [policy.select, policy.notice.acknowledge].compactMap(\.self).flatMap(\.factNames)
            + policy.waves.compactMap(\.among).flatMap(\.factNames)
        var names: [String] = []
        for name in always + environment + asked.sorted() where !names.contains(name) { names.append(name) }
        return names.map { name in
            if name == "feedback", let record, let learned = record.feedback(given: site.feedback) {
                let given = site.feedback.map { "given \($0.value)" } ?? "none given"
                return Fact(
                    name: name,
                    value: "\((learned.value * 1000).rounded() / 1000), learned: \(record.answered) of \(record.asked) "
                        + "questions answered, \(record.confirmed) of \(record.reports) reports confirmed; \(given)")
            }
            guard case .known(let values) = known.value(of: name) else {
                return Fact(
                    name: name, value: nil, note: name == "complexity" ? ComplexitySentence.unknown(of: site) : nil)
            }
            if name == "complexity", let derivation = site.complexityDerivation {
                return Fact(name: name, value: ComplexitySentence.of(derivation))
            }
            return Fact(name: name, value: values.isEmpty ? "none" : values.sorted().joined(separator: ", "))
        }
    }

    /// Pairs of its marks that nobody placed before it has.
    private static func newPairs(
        of site: Installation, plan: Plan, image: FleetImage, counted: CoveragePolicy
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
            if let number = image.number(of: placement.installation) {
                left.subtract(pairs(image.installation(at: number)))
            }
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
                if wave.day != wave.opens { add("install", Figures.day(wave.day)) }
            }
            add("why here", reason.text)
            if let notEarlier { add("why not earlier", notEarlier.text) }
            if let runnerUp { add("the next best", runnerUp) }
            if path.count > 1 { add("way to the release", path.joined(separator: ", then ")) }
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
                TextTable.Cell(
                    fact.value ?? "unknown" + (fact.note.map { ": \($0)" } ?? ""), fact.value == nil ? .yellow : nil))
        }
        let name = customerName.map { "\($0) (\(customer))" } ?? customer
        return [ink(.bold, installation) + ink(.dim, " of \(name)"), ""] + table.lines(width: width, ink: ink)
            + ["", ink(.bold, "The facts it rests on")] + facts.lines(width: width, ink: ink)
    }
}
