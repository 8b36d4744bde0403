import EvenkeelDomain
import EvenkeelFiles
import EvenkeelPlanner
import Foundation

/// Planning the example fleet of 240 sites; the limit beside it is reading the two files.
func planBench(into table: inout BenchTable) throws {
    let today = CivilDate(year: 2026, month: 11, day: 22) ?? CivilDate(dayNumber: 0)
    var reading: [Double] = []
    var planning: [Double] = []
    for round in 0..<31 {
        var fleet = Fleet(installations: [], customers: [])
        var policy: Policy?
        let read = try seconds {
            fleet = try FleetFile.read(path: "Examples/fleet.csv").fleet
            policy = try PolicyFile.read(path: "Examples/keep-calm.yaml")
        }
        guard let policy else { throw BenchTrouble("no policy") }
        let context = PlanContext(today: today, now: today.startUTC, calendar: WorkCalendar(), holds: [], revision: 1)
        let plan = try seconds { _ = try Planner.plan(fleet: fleet, policy: policy, context: context) }
        // The first round pays for what is made once.
        if round > 0 {
            reading.append(read * 1000)
            planning.append(plan * 1000)
        }
    }
    let (read, plan) = (Sample(reading), Sample(planning))
    table.add(
        "plan of the example fleet (240 sites)", target: "< 50 ms", measured: plan.text("ms", digits: 2),
        limit: "reading its files " + read.text("ms", digits: 2), ratio: Sample.ratio(plan, of: read),
        met: plan.median < 50)
}
