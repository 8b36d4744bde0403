import EvenkeelDomain

/// By how much the clock on the wall was put on or back while an install ran. Its time limit must not be: an hour that the
/// clock jumps ahead is no hour of work.
///
/// Told by a clock that nobody puts (the system's monotonic one). What a restart does not remember counts as time that
/// passed, as an outage does.
struct ClockShifts {
    /// Clocks are put right by less than this all the time.
    private static let slack = TimeSpan.minutes(1)

    private var last: (wall: Timestamp, steady: Timestamp)?
    private var shifts: [InstallID: TimeSpan] = [:]

    /// To be called in every round, with the installs that are open at its beginning.
    mutating func note(wall: Timestamp, steady: Timestamp, open: [InstallID]) {
        if let last {
            let shift = (wall - last.wall).milliseconds - (steady - last.steady).milliseconds
            if abs(shift) > Self.slack.milliseconds {
                for id in open {
                    shifts[id] = TimeSpan(milliseconds: (shifts[id]?.milliseconds ?? 0) + shift)
                }
            }
        }
        last = (wall, steady)
        if !shifts.isEmpty {
            let open = Set(open)
            shifts = shifts.filter { open.contains($0.key) }
        }
    }

    /// What the clock would say now if nobody had put it since the install began.
    func time(_ now: Timestamp, since id: InstallID) -> Timestamp {
        shifts[id].map { Timestamp(milliseconds: now.milliseconds - $0.milliseconds) } ?? now
    }
}
