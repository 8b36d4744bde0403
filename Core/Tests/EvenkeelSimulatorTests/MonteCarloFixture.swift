import EvenkeelDomain
import EvenkeelLedger

@testable import EvenkeelSimulator

/// A small rollout that can be read at a glance: five waves of a week each, two months of Mondays.
struct MonteCarloFixture {
    var policy = Policy(
        rollout: "pbx-5.2", release: Release(product: "pbx", version: Self.version, fixes: [], touches: []),
        waves: [
            WavePolicy(name: "one"), WavePolicy(name: "two"), WavePolicy(name: "three"), WavePolicy(name: "four"),
            WavePolicy(name: "rest"),
        ])
    var conditions = TrialConditions(baseRate: .zero)
    var defects: [Defect] = []
    /// Sites of each wave, by the feature that only they have besides `voice`.
    var waves = [("isdn", 5), ("fax", 12), ("queue", 20), ("mobile", 40), ("video", 60)]

    // 2026-03-02 is a Monday.
    static let monday = CivilDate(dayNumber: 20_514)
    private static let version = Version("5.2.0") ?? { preconditionFailure("a version") }()

    /// Sites of a wave a day; nil for all on the day it opens.
    var sitesPerDay: Int?

    static func share(_ value: Double) -> Share { Share(value) ?? .zero }

    static func defect(_ predicate: String, _ rate: Double) throws -> Defect {
        Defect(predicate: try Predicate(parsing: predicate), rate: share(rate))
    }

    var sites: [[Installation]] {
        waves.enumerated().map { number, wave in
            (0..<wave.1).map { place in
                var site = Installation(
                    id: InstallationID("w\(number + 1)-\(wave.0)-\(place)"), customer: CustomerID("c\(number)-\(place)")
                )
                site.features = ["voice", wave.0]
                site.seats = 10
                return site
            }
        }
    }

    func trial() -> RolloutTrial {
        let sites = sites
        let planned = zip(policy.waves, sites).enumerated().map { number, wave in
            let opens = Self.monday + 7 * number
            return PlannedWave(
                name: wave.0.name, publicName: nil, opens: opens, soakEnds: opens + 7, soakDays: 7,
                exposure: Exposure(of: wave.1), coverage: 0,
                placements: wave.1.enumerated().map { place, site in
                    Placement(
                        installation: site.id, reason: .score(thousandths: 0, newPairs: 0), notEarlier: nil,
                        day: sitesPerDay.map { opens + place / $0 })
                })
        }
        let plan = Plan(
            rollout: policy.rollout, revision: 1, release: policy.release.version, selected: sites.joined().count,
            withheld: [], waves: planned, curve: [], warnings: [], ends: Self.monday + 7 * planned.count)
        return RolloutTrial(
            plan: plan, fleet: Fleet(installations: Array(sites.joined()), customers: []), policy: policy,
            calendar: WorkCalendar(), defects: defects, conditions: conditions)
    }

    /// The first runs of a seed, every approach in each.
    static func runs(
        _ count: Int, of trial: RolloutTrial, seed: UInt64 = 7, approaches: [Approach] = Approach.standard
    ) -> [[ApproachRun]] {
        (0..<count).map { trial.run(seed: RolloutTrial.seed(ofRun: $0, seed: seed), approaches: approaches) }
    }
}
