public import EvenkeelDomain

/// The questions for one account manager: their own sites, those first whose missing facts cost the policy most, and
/// the three facts that cost it most among them.
///
/// A form is a fleet table with few columns, so that it is read back as strictly as any: the installation, its customer,
/// and a column for each question. What is known already stands there; an empty cell is what is asked for.
public struct FleetForm: Sendable {
    public static let questionsPerForm = 3

    /// Nil for the sites that nobody is known to look after.
    public let manager: String?
    /// Safe on every system, and no other form's.
    public let fileName: String
    /// Columns of the questions, the dearest first.
    public let questions: [String]
    public let sites: Int
    /// Sites that lack one of these facts too, but had no room.
    public let sitesLeft: Int
    public let csv: String

    /// One form for each account manager with sites that lack something, in the order of their names; then one for
    /// sites without.
    public static func forms(
        for check: FleetCheck, in image: FleetImage, sitesPerForm: Int = 50
    ) -> [FleetForm] {
        let columns = columns(check)
        var groups: [String: [Int]] = [:]
        for site in 0..<image.count where columns.contains(where: { $0.cost(at: site, check) > 0 }) {
            groups[image.accountManager[site] ?? "", default: []].append(site)
        }
        var taken: Set<String> = []
        return groups.sorted { ($0.key.isEmpty ? 1 : 0, $0.key) < ($1.key.isEmpty ? 1 : 0, $1.key) }.map {
            name, sites in
            let fileName = FormFileName.of(name.isEmpty ? nil : name, taken: &taken)
            return form(
                for: name.isEmpty ? nil : name, fileName, sites, columns, check, image, limit: sitesPerForm)
        }
    }

    /// What the forms ask, in words, and the words to answer with: for a file beside them. Names no site and nobody.
    public static func instructions(for forms: [FleetForm], in image: FleetImage, release: Release) -> String {
        let asked = Set(forms.flatMap(\.questions))
        let questions = FleetQuestion.all.filter { asked.contains($0.column) }.map { question in
            let words = words(for: question.column, image, release).map { "    \($0)\n" } ?? ""
            return "\(question.column): \(question.question)\n    \(question.answers)\n\(words)"
        }
        return """
            Each form is a table: one row a site, one column a question. Please fill in what you know.

            \(questions.joined(separator: "\n"))
            Leave a cell empty if you do not know: that is better than a guess. What stands there already is what we
            know; if it is wrong, correct it, and whoever reads the form is told. Leave the first three columns as they
            are. Write decimals with a point, and save the table as CSV in UTF-8, with commas.

            Whoever keeps the fleet reads the forms back with: evenkeel fleet form import

            """
    }

    /// So that one thing has one spelling; not where there are too many to look through.
    private static func words(for column: String, _ image: FleetImage, _ release: Release) -> String? {
        let (label, words): (String, Set<String>) =
            switch column {
            case "features": ("known so far", Set(image.features.names))
            case "wants": ("this release brings", release.fixes)
            case "environment":
                ("known so far", Set(image.environment.flatMap { key, column in column.values.map { "\(key)=\($0)" } }))
            default: ("", [])
            }
        return words.isEmpty || words.count > 100 ? nil : "\(label): \(words.sorted().joined(separator: "; "))"
    }

    /// A column and the facts of the policy that it would answer.
    private struct Column {
        let question: FleetQuestion
        let facts: [String]

        func cost(at site: Int, _ check: FleetCheck) -> Double {
            facts.reduce(0) { $0 + check.cost(of: $1, at: site) }
        }
    }

    /// Complexity follows from the features, so where these are asked for it is not asked again.
    private static func columns(_ check: FleetCheck) -> [Column] {
        let asksFeatures = check.facts.contains { $0.column == "features" }
        var facts: [String: [String]] = [:]
        for missing in check.facts {
            let column = missing.column == "complexity" && asksFeatures ? "features" : missing.column
            facts[column, default: []].append(missing.fact)
        }
        return FleetQuestion.all.compactMap { question in
            facts[question.column].map { Column(question: question, facts: $0) }
        }
    }

    private static func form(
        for manager: String?, _ fileName: String, _ sites: [Int], _ columns: [Column], _ check: FleetCheck,
        _ image: FleetImage, limit: Int
    ) -> FleetForm {
        let totals = columns.map { column in sites.reduce(0) { $0 + column.cost(at: $1, check) } }
        let asked = columns.indices.filter { totals[$0] > 0 }.sorted { (-totals[$0], $0) < (-totals[$1], $1) }
            .prefix(questionsPerForm).map { columns[$0] }
        let costs = sites.map { site in (site, asked.reduce(0) { $0 + $1.cost(at: site, check) }) }.filter { $0.1 > 0 }
        let chosen = costs.sorted { (-$0.1, $0.0) < (-$1.1, $1.0) }.prefix(limit)
        var csv = DelimitedRow.csv(
            ["installation", "customer", "customer_name"] + asked.map(\.question.column))
        for (site, _) in chosen {
            let installation = image.installation(at: site)
            let name = image.customer(of: site)?.name ?? installation.customer.text
            csv += DelimitedRow.csv(
                [installation.id.text, installation.customer.text, SpreadsheetText.shown(name)]
                    + asked.map { SpreadsheetText.known($0.question.text(installation)) })
        }
        // Without this mark a spreadsheet takes the file for another encoding and spoils names.
        return FleetForm(
            manager: manager, fileName: fileName, questions: asked.map(\.question.column), sites: chosen.count,
            sitesLeft: costs.count - chosen.count, csv: "\u{FEFF}" + csv)
    }
}
