public import EvenkeelDomain
import Foundation

/// Expands an IANA time zone into its UTC offsets over a planning horizon, by the rules this machine has.
///
/// Rules change by law a few times a year: a value made today is made again tomorrow, never stored. They are read from the
/// system's own files, which an update replaces; where there are none, from Foundation's.
public enum ZoneExpansion {
    /// The offset at `start` and every change before `end`; nil for a name that is no IANA zone.
    ///
    /// - Parameter directory: where the system keeps its zones; nil for where systems do.
    public static func offsets(
        of name: String, from start: Timestamp, until end: Timestamp, directory: String? = nil
    ) -> ZoneOffsets? {
        guard KnownNames.isZone(name) else { return nil }
        if let file = ZoneFile(named: name, in: directory ?? ZoneFile.systemDirectory) {
            return file.expand(name, from: start, until: end)
        }
        guard let zone = TimeZone(identifier: name) else { return nil }
        var transitions: [ZoneOffsets.Transition] = []
        var date = Date(timeIntervalSince1970: Double(start.milliseconds) / 1000)
        let initial = zone.secondsFromGMT(for: date)
        var offset = initial
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date {
            let instant = Timestamp(milliseconds: Int64((next.timeIntervalSince1970 * 1000).rounded()))
            guard instant < end else { break }
            let changed = zone.secondsFromGMT(for: next)
            if changed != offset { transitions.append(.init(from: instant, offsetSeconds: changed)) }
            (date, offset) = (next, changed)
        }
        return ZoneOffsets(name: name, initialOffsetSeconds: initial, transitions: transitions)
    }
}
