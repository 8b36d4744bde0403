import EvenkeelDomain

/// An instant as pages show it: local time with the zone's name, and how far away it is.
struct TimeModel {
    /// For `datetime`.
    let iso: String
    /// `2026-12-01 09:05`.
    let local: String
    /// `09:05` on the same day, else with the date.
    let clock: String
    let zone: String
    /// `in 7 min`, `3 h ago`, `now`.
    let relative: String
    let isPast: Bool

    /// - Parameter isDue: true for what was promised by then: with the second, where it has one.
    init(_ instant: Timestamp, now: Timestamp, zone: ZoneOffsets, isDue: Bool = false) {
        iso = instant.description
        local = isDue ? zone.dueText(instant) : zone.localText(instant)
        let isToday = zone.localDate(at: instant) == zone.localDate(at: now)
        clock = isToday ? local.split(separator: " ").last.map(String.init) ?? local : local
        self.zone = zone.name
        relative = Self.relative(instant, now: now)
        isPast = instant < now
    }

    /// Rounded towards the reader's disadvantage: time left is rounded down, time past too.
    static func relative(_ instant: Timestamp, now: Timestamp) -> String {
        let milliseconds = (instant - now).milliseconds
        if milliseconds == 0 { return "now" }
        let minutes = abs(milliseconds) / 60_000
        let length =
            switch minutes {
            case 0: "less than 1 min"
            case 1..<120: "\(minutes) min"
            case 120..<2880: "\(minutes / 60) h"
            default: "\(minutes / 1440) days"
            }
        return milliseconds > 0 ? "in \(length)" : "\(length) ago"
    }
}
