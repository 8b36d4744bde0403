import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles
import EvenkeelPlanner

/// When and where a plan without a server is made: today by the clock, in UTC, unless said otherwise.
struct PlanningContext: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The day to plan on, instead of the clock's; the same day gives the same plan.", valueName: "yyyy-mm-dd"),
        transform: ArgumentForm.date)
    var today: CivilDate?

    @Option(
        name: .long,
        help: ArgumentHelp("Time zone in which days begin and end, such as Europe/Rome.", valueName: "zone"))
    var zone = "UTC"

    /// - Parameter names: the zones that the fleet names.
    func context(zones names: Set<String>) throws -> PlanContext {
        let clock = today.map { $0.startUTC } ?? SystemClock.now()
        func expand(_ name: String) -> ZoneOffsets? {
            ZoneExpansion.offsets(of: name, from: clock - .days(365), until: clock + .days(10 * 366))
        }
        guard let offsets = expand(zone) else {
            throw CommandFailure(
                "\"\(zone)\" is no time zone.", why: "The name of an IANA zone is expected.",
                hint: "For example --zone Europe/Rome.", exitStatus: .usage)
        }
        let calendar = WorkCalendar(zone: offsets)
        let day = today ?? offsets.localDate(at: clock)
        let zones = Dictionary(uniqueKeysWithValues: names.compactMap { name in expand(name).map { (name, $0) } })
        return PlanContext(
            today: day, now: today.map(calendar.morning(of:)) ?? clock, calendar: calendar, zones: zones)
    }
}
