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

    func context() throws -> PlanContext {
        let clock = today.map { $0.startUTC } ?? SystemClock.now()
        guard
            let offsets = ZoneExpansion.offsets(
                of: zone, from: clock - .days(365), until: clock + .days(10 * 366))
        else {
            throw CommandFailure(
                "\"\(zone)\" is no time zone.", why: "The name of an IANA zone is expected.",
                hint: "For example --zone Europe/Rome.", exitStatus: .usage)
        }
        let calendar = WorkCalendar(zone: offsets)
        let day = today ?? offsets.localDate(at: clock)
        return PlanContext(today: day, now: today.map(calendar.morning(of:)) ?? clock, calendar: calendar)
    }

    /// The open days of every window of a fleet, for as long as any plan may take.
    static func windows(of image: FleetImage, from first: CivilDate) throws -> [String: OpenDays] {
        var windows: [String: OpenDays] = [:]
        for (number, text) in image.window.values.enumerated() where !text.isEmpty {
            guard let window = RecurringWindow(text) else {
                let site = (0..<image.count).first { image.window.code(of: $0) == number + 1 }.map {
                    image.ids[$0].text
                }
                throw CommandFailure(
                    "The window \"\(text)\"\(site.map { " of \($0)" } ?? "") is none.",
                    why: "A recurrence rule and, after a blank, a duration are expected.",
                    hint: "For example FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=22 PT4H")
            }
            windows[text] = window.openDays(from: first, days: 5 * 366)
        }
        return windows
    }
}
