import EvenkeelDomain
import EvenkeelFiles
import EvenkeelPlanner
import EvenkeelSimulator
import Foundation
import Testing

/// A fleet nobody made up for us: 7,043 telephone customers and the services they take (sample data of IBM, Apache-2.0).
/// It is not part of the repository; where it is absent these tests are skipped, and say so.
@Suite struct RealFleetTests {
    static let file = Examples.folder.deletingLastPathComponent()
        .appending(path: "../shared/data/fleet/telco-customers.csv").standardized
    static let isPresent = FileManager.default.fileExists(atPath: file.path)
    static let absence: Comment = "needs ../shared/data/fleet/telco-customers.csv beside the repository"

    /// What becomes a feature, and of which value of which column.
    private static let services: [(column: String, value: String, feature: String)] = [
        ("PhoneService", "Yes", "phone"), ("MultipleLines", "Yes", "multiple-lines"),
        ("InternetService", "DSL", "dsl"), ("InternetService", "Fiber optic", "fibre"),
        ("OnlineSecurity", "Yes", "security"), ("OnlineBackup", "Yes", "backup"),
        ("DeviceProtection", "Yes", "device-protection"), ("TechSupport", "Yes", "support"),
        ("StreamingTV", "Yes", "tv"), ("StreamingMovies", "Yes", "movies"),
    ]

    /// The file with two columns more, which no renaming gives: a customer of its own for every line, and its services
    /// as a list. The rest is read as it stands: `--map customerID=installation --extra environment`.
    private func fleet() throws -> Fleet {
        let lines = try String(contentsOf: Self.file, encoding: .utf8).split(whereSeparator: \.isNewline)
        let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var text = lines[0] + ",customer,features\n"
        for line in lines.dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let taken = Self.services.filter { service in
                header.firstIndex(of: service.column).map { cells[$0] == service.value } ?? false
            }
            let list = taken.map(\.feature).joined(separator: ";")
            text += line + ",\(cells[0]),\(list.isEmpty ? "-" : list)\n"
        }
        return try FleetFile.read(
            text: String(text), named: "telco-customers.csv",
            options: .init(map: ["customerID": "installation"], extraAsEnvironment: true)
        ).fleet
    }

    @Test("the file is read by a map and extra columns, and nothing of it is lost", .enabled(if: isPresent, absence))
    func reads() throws {
        let fleet = try fleet()
        #expect(fleet.installations.count == 7043 && fleet.customers.count == 7043)
        let site = try #require(fleet["7590-VHVEG"])
        #expect(site.features == ["dsl", "backup"])
        #expect(site.environment?["Contract"] == "Month-to-month" && site.environment?["tenure"] == "1")
        #expect(fleet.installations.allSatisfy { ($0.environment?.count ?? 0) >= 19 })
    }

    /// Which attributes count as marks beside the services.
    private static let counted: [(name: String, attributes: Set<String>)] = [
        ("services", []),
        ("and contract, payment", ["Contract", "PaymentMethod", "PaperlessBilling"]),
        (
            "and household, months with us",
            [
                "Contract", "PaymentMethod", "PaperlessBilling", "SeniorCitizen", "Partner", "Dependents", "gender",
                "tenure",
            ]
        ),
    ]
    private static let levels = [0.9, 0.99, 1]
    private static let orders = 20
    private static let seed: UInt64 = 2026
    private static let percentWaves = [0.01, 0.05, 0.1, 0.25, 0.5, 1]

    /// Sites until each level is reached, in an order.
    private func sitesNeeded(_ order: [Int32], _ coverage: CombinationCoverage) -> [Int] {
        var coverage = coverage
        var needed: [Int] = []
        for (count, site) in order.enumerated() {
            guard needed.count < Self.levels.count else { break }
            coverage.cover(Int(site))
            while needed.count < Self.levels.count,
                Double(coverage.tried) >= Self.levels[needed.count] * Double(coverage.present)
            {
                needed.append(count + 1)
            }
        }
        return needed
    }

    private func table(_ fleet: Fleet, _ attributes: Set<String>) throws -> MarkTable {
        let marks = fleet.installations.map { $0.marks(environment: attributes) ?? [] }
        let names = marks.reduce(into: Set()) { $0.formUnion($1) }.sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        let width = (names.count + 63) / 64
        var words = [UInt64](repeating: 0, count: marks.count * width)
        for (site, marks) in marks.enumerated() {
            for number in marks.compactMap({ numbers[$0] }) {
                words[site * width + number / 64] |= 1 << UInt64(number % 64)
            }
        }
        return try MarkTable(names: names, wordsPerRow: width, words: words)
    }

    private func row(_ name: String, _ fleet: Fleet, _ attributes: Set<String>) throws -> String {
        let table = try table(fleet, attributes)
        let sites = Array(0..<Int32(table.itemCount))
        let coverage = try CombinationCoverage(table, among: 0..<table.itemCount)
        var covering = coverage
        let picks = LazyGreedy.picks(
            from: sites, costs: Array(repeating: 1, count: sites.count), coverage: &covering, admit: { _ in true })
        #expect(covering.isComplete)
        let ours = sitesNeeded(picks.items, coverage)
        var random = SplitMix64(seed: Self.seed)
        var (chance, waves) = ([0.0, 0, 0], [0.0, 0, 0])
        for _ in 0..<Self.orders {
            let needed = sitesNeeded(sites.shuffled(using: &random), coverage)
            for (level, count) in needed.enumerated() {
                chance[level] += Double(count) / Double(Self.orders)
                let ends = Self.percentWaves.map { Int(Double(sites.count) * $0) }
                waves[level] += Double(ends.first { $0 >= count } ?? sites.count) / Double(Self.orders)
            }
        }
        func cell(_ value: Double) -> String { "\(Int(value.rounded()))" }
        func ratio(_ level: Int) -> String { "\((chance[level] / Double(ours[level]) * 10).rounded() / 10)" }
        let cells = Self.levels.indices.flatMap { level in
            ["\(ours[level])", cell(chance[level]), cell(waves[level]), ratio(level)]
        }
        return "| \(name) | \(table.names.count) | \(coverage.present) | \(cells.joined(separator: " | ")) |"
    }

    @Test("coverage against exposure on it is what the documentation says", .enabled(if: isPresent, absence))
    func documented() throws {
        let fleet = try fleet()
        let rows = try Self.counted.map { try row($0.name, fleet, $0.attributes) }
        let page = Examples.folder.deletingLastPathComponent().appending(path: "docs/internals/real-fleet.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        for row in rows { #expect(text.contains(row), "seed \(Self.seed): the page lacks the row \(row)") }
    }
}
