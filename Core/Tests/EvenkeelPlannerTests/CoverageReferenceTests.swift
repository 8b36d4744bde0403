import EvenkeelDomain
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

@Suite("Coverage of the reference fleets")
struct CoverageReferenceTests {
    @Test(
        "the generator makes them bit for bit",
        arguments: [
            (.fleetC, "3a849864cda118c9", 120_562), (.fleetB, "481e97e084cc8eb1", 4_255_313),
        ] as [(FleetGenerator, String, Int)])
    func checkValues(generator: FleetGenerator, check: String, seats: Int) {
        let fleet = generator.fleet()
        #expect(String(fleet.checkValue, radix: 16) == check)
        #expect(fleet.seats.reduce(0) { $0 + Int($1) } == seats)
    }

    @Test("as an image a generated fleet is what it is as rows")
    func image() throws {
        let fleet = FleetGenerator(seed: 9, sites: 300, features: 70, customers: 40).fleet()
        let today = CivilDate(dayNumber: 20_000)
        #expect(try fleet.image(today: today) == FleetImage(fleet.fleet(today: today)))
        #expect(
            fleet.fleet(today: today).installations.map { $0.features?.count }
                == (0..<300).map { fleet.features(of: $0).count })
    }

    struct Figures: Equatable {
        var pairs: Int
        var picks: Int
        var seats: [Int: Int]
        var seatsAfterElimination: Int
    }

    /// Seats until 50, 90, 99 and 100 % of the pairs are tried. The C prototype of the design, which leaves ties open,
    /// gives for C 586, 2,151 and 3,251 at 90, 99 and 100 %, 2,805 after elimination; for B 1,346, 3,385, 4,415 and
    /// 3,824. Plain greedies with other rules for ties lie within 3 % on both sides of it.
    @Test(
        "seats exposed until the pairs are tried",
        arguments: [
            (
                .fleetC,
                Figures(
                    pairs: 1745, picks: 293, seats: [50: 67, 90: 591, 99: 2131, 100: 3181],
                    seatsAfterElimination: 2797)
            ),
            (
                .fleetB,
                Figures(
                    pairs: 7140, picks: 892, seats: [50: 248, 90: 1327, 99: 3309, 100: 4339],
                    seatsAfterElimination: 3868)
            ),
        ] as [(FleetGenerator, Figures)])
    func seats(generator: FleetGenerator, expected: Figures) throws {
        let fleet = generator.fleet()
        let costs = fleet.seats.map(Double.init)
        let table = try MarkTable(names: fleet.featureNames, wordsPerRow: fleet.wordsPerSite, words: fleet.words)
        let before = try CombinationCoverage(table, among: 0..<fleet.count)
        var coverage = before
        let picks = LazyGreedy.picks(
            from: (0..<Int32(fleet.count)).reversed(), costs: costs, coverage: &coverage, admit: { _ in true }
        ).items
        #expect(coverage.isComplete)

        var again = before
        var exposed = 0
        var reached: [Int: Int] = [:]
        for pick in picks {
            exposed += Int(fleet.seats[Int(pick)])
            again.cover(Int(pick))
            for percent in [50, 90, 99, 100]
            where again.tried * 100 >= percent * again.present && reached[percent] == nil {
                reached[percent] = exposed
            }
        }
        let dropped = RedundancyElimination.dropped(from: picks, costs: costs, before: before)
        let kept = picks.filter { !dropped.contains($0) }
        var rest = before
        for pick in kept { rest.cover(Int(pick)) }
        #expect(rest.isComplete)
        #expect(
            Figures(
                pairs: before.present, picks: picks.count, seats: reached,
                seatsAfterElimination: kept.reduce(0) { $0 + Int(fleet.seats[Int($1)]) }) == expected)
    }
}
