import EvenkeelDomain
import EvenkeelFiles

/// What `fleet check` found, for people and for programs.
struct FleetFinding: Encodable {
    struct Missing: Encodable {
        struct Cost: Encodable {
            /// The sentence.
            let use: String
            /// The key of the policy: `among`, `order`, ...
            let `where`: String
            let wave: Int?
            /// `left_out`, `kept_out`, `ranked_last`, `unseen`, `estimated` or `undecided`.
            let effect: String
            let sites: Int
        }

        let fact: String
        let column: String
        let sites: Int
        let seats: Int
        let cost: Double
        let leftOutSites: Int
        let keptOutSites: Int
        let rankedLastSites: Int
        let unseenPairs: Int?
        let unseenElsewherePairs: Int?
        let costs: [Cost]
    }

    let file: String
    let installations: Int
    let customers: Int
    let contacts: Int
    let concerned: Int
    let complete: Int
    let missingFacts: [Missing]

    init(_ check: FleetCheck, file: String, image: FleetImage, contacts: Int) {
        self.file = file
        installations = image.count
        customers = image.customerIDs.count
        self.contacts = contacts
        concerned = check.concernedSites
        complete = check.completeSites
        missingFacts = check.facts.map { fact in
            Missing(
                fact: fact.fact, column: fact.column, sites: fact.sites, seats: fact.seats,
                cost: (fact.cost * 1000).rounded() / 1000, leftOutSites: fact.leftOutSites,
                keptOutSites: fact.keptOutSites, rankedLastSites: fact.rankedLastSites, unseenPairs: fact.unseenPairs,
                unseenElsewherePairs: fact.unseenElsewherePairs,
                costs: fact.costs.map { cost in
                    .init(
                        use: cost.use.description, where: cost.use.name, wave: cost.use.wave,
                        effect: cost.use.effect.rawValue, sites: cost.sites)
                })
        }
    }

    func lines(width: Int?, ink: Ink) -> [String] {
        let counts = [
            Figures.count(installations, "installation"), Figures.count(customers, "customer"),
            Figures.count(contacts, "contact"),
        ]
        let summary = ink(.green, "\(file) is good") + ": \(counts.joined(separator: ", "))."
        guard let first = missingFacts.first else { return [summary, "The policy knows everything it asks for."] }
        let known =
            "The policy concerns \(Figures.count(concerned, "installation")) and knows all it asks for of"
            + " \(Figures.count(complete))."
        var table = TextTable(
            [
                .text("unknown fact"), .number("sites"), .number("seats"), .number("left out"), .number("kept out"),
                .number("ranked last"), .number("unseen pairs"), .number("cost"),
            ], indent: 2)
        for missing in missingFacts {
            table.add(
                TextTable.Cell(missing.fact, .bold), TextTable.Cell(Figures.count(missing.sites)),
                TextTable.Cell(Figures.count(missing.seats)), Self.count(missing.leftOutSites, .red),
                Self.count(missing.keptOutSites, .yellow), Self.count(missing.rankedLastSites),
                TextTable.Cell(missing.unseenPairs.map { Figures.count($0) } ?? "-"),
                TextTable.Cell(Self.tenths(missing.cost)))
        }
        var details = TextTable([.text("unknown fact"), .prose("what its absence costs")], indent: 2)
        for missing in missingFacts {
            for (number, line) in Self.sentences(missing).enumerated() {
                details.add(TextTable.Cell(number == 0 ? missing.fact : ""), TextTable.Cell(line))
            }
        }
        return [summary, known, "", ink(.bold, "Missing facts, the dearest first")]
            + table.lines(width: width, ink: ink) + ["", ink(.bold, "Where the policy asks for them")]
            + details.lines(width: width, ink: ink)
            + [
                "",
                "Ask for \(first.fact) first, at \(Figures.count(first.sites, "site")). `evenkeel fleet form export`"
                    + " writes the questions for each account manager.",
                ink(
                    .dim,
                    "Cost, to sort by: 1 for a site left out, 1/2 for a wave it is kept out of, 1/4 for a wave it is"
                        + " ranked last in."),
            ]
    }

    private static func sentences(_ missing: Missing) -> [String] {
        var lines = missing.costs.map { "\($0.use) (\(Figures.count($0.sites, "site")))" }
        if let pairs = missing.unseenPairs, pairs > 0 {
            let elsewhere = missing.unseenElsewherePairs.map {
                $0 > 0 ? ", some \(Figures.count($0)) nowhere else" : ""
            }
            lines.append("some combination runs there unseen about \(Figures.count(pairs, "time"))\(elsewhere ?? "")")
        }
        return lines
    }

    private static func count(_ number: Int, _ style: Ink.Style? = nil) -> TextTable.Cell {
        number == 0 ? TextTable.Cell("-", .dim) : TextTable.Cell(Figures.count(number), style)
    }

    /// `12.5`.
    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(Figures.count(tenths / 10)).\(tenths % 10)"
    }
}
