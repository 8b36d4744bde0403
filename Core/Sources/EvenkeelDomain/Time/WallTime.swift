/// A time as a clock on a wall shows it, in a zone by its IANA name: what two people agree on. The instant it means changes
/// when the zone's rules do, so that it is kept beside the instant that was computed from it.
public struct WallTime: Hashable, Sendable, Codable {
    public let zone: String
    public let day: CivilDate
    public let minuteOfDay: Int

    public init(of instant: Timestamp, in zone: ZoneOffsets) {
        let (date, rest) = (instant + .seconds(zone.offsetSeconds(at: instant))).dateAndMilliseconds
        self.zone = zone.name
        day = date
        minuteOfDay = Int(rest / 60_000)
    }

    /// What it means by these rules of its zone.
    public func instant(in zone: ZoneOffsets) -> Timestamp { zone.instant(of: day, minuteOfDay: minuteOfDay) }
}
