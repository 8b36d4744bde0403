/// What a time zone does over a planning horizon: its UTC offsets and when they change.
///
/// Time-zone rules are data of the machine, so reading them is I/O: an edge expands an IANA zone
/// into this value and Core computes with it. Offsets are in seconds east of UTC.
public struct ZoneOffsets: Hashable, Sendable, Codable {
    public struct Transition: Hashable, Sendable, Codable {
        public let from: Timestamp
        public let offsetSeconds: Int

        public init(from: Timestamp, offsetSeconds: Int) {
            self.from = from
            self.offsetSeconds = offsetSeconds
        }
    }

    public let name: String
    let initialOffsetSeconds: Int
    let transitions: [Transition]

    /// - Parameter transitions: in ascending order of time.
    public init(name: String, initialOffsetSeconds: Int, transitions: [Transition]) {
        self.name = name
        self.initialOffsetSeconds = initialOffsetSeconds
        self.transitions = transitions
    }

    public static let utc = ZoneOffsets(name: "UTC", initialOffsetSeconds: 0, transitions: [])

    public func offsetSeconds(at instant: Timestamp) -> Int {
        transitions.last { $0.from <= instant }?.offsetSeconds ?? initialOffsetSeconds
    }

    public func localDate(at instant: Timestamp) -> CivilDate {
        (instant + .seconds(offsetSeconds(at: instant))).dateAndMilliseconds.0
    }

    /// `2026-12-01 09:05`, local.
    public func localText(_ instant: Timestamp) -> String {
        let (date, rest) = (instant + .seconds(offsetSeconds(at: instant))).dateAndMilliseconds
        let minutes = rest / 60_000
        return "\(date) \(two(minutes / 60)):\(two(minutes % 60))"
    }

    /// The same of a time by which something is promised: `2026-12-01 09:05:46` where it has a second, since by that second
    /// it is judged.
    public func dueText(_ instant: Timestamp) -> String {
        let seconds = (instant + .seconds(offsetSeconds(at: instant))).dateAndMilliseconds.1 / 1000 % 60
        return seconds > 0 ? "\(localText(instant)):\(two(seconds))" : localText(instant)
    }

    /// The instant of a local time. A time that a clock change skips is moved forward by the gap;
    /// a time that occurs twice means its first occurrence.
    public func instant(of date: CivilDate, minuteOfDay: Int) -> Timestamp {
        let naive = date.startUTC + .minutes(minuteOfDay)
        let candidates = Set([initialOffsetSeconds] + transitions.map(\.offsetSeconds))
            .map { naive - .seconds($0) }
            .filter { instant in naive - .seconds(offsetSeconds(at: instant)) == instant }
        if let first = candidates.min() { return first }
        return naive - .seconds(offsetSeconds(at: naive - .days(1)))
    }
}
