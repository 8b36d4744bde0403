import EvenkeelDomain
import EvenkeelFiles
import Testing

@Suite struct ZoneExpansionTests {
    @Test(
        "clocks change when the law of the place says",
        arguments: [
            ("Europe/Rome", "2026-03-29T01:00:00Z", 3600, 7200), ("Europe/Rome", "2026-10-25T01:00:00Z", 7200, 3600),
            ("America/New_York", "2026-03-08T07:00:00Z", -18_000, -14_400),
            ("America/New_York", "2026-11-01T06:00:00Z", -14_400, -18_000),
            ("Asia/Jerusalem", "2026-03-27T00:00:00Z", 7200, 10_800),
            ("Asia/Jerusalem", "2026-10-24T23:00:00Z", 10_800, 7200),
        ])
    func edges(zone: String, change: String, before: Int, after: Int) throws {
        let start = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
        let end = try #require(Timestamp(rfc3339: "2028-01-01T00:00:00Z"))
        let change = try #require(Timestamp(rfc3339: change))
        let offsets = try #require(ZoneExpansion.offsets(of: zone, from: start, until: end))
        #expect(offsets.name == zone)
        #expect(offsets.offsetSeconds(at: change - .seconds(1)) == before)
        #expect(offsets.offsetSeconds(at: change) == after)
        #expect(offsets.offsetSeconds(at: change + .days(30)) == after)
    }

    @Test(
        "nine in the morning stays nine in the morning",
        arguments: ["Europe/Rome", "America/New_York", "Asia/Jerusalem", "UTC", "Asia/Kolkata"])
    func mornings(zone: String) throws {
        let start = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
        let offsets = try #require(ZoneExpansion.offsets(of: zone, from: start, until: start + .days(500)))
        let first = try #require(CivilDate("2026-01-02"))
        for day in 0..<400 {
            let morning = offsets.instant(of: first + day, minuteOfDay: 540)
            #expect(offsets.localText(morning) == "\(first + day) 09:00")
        }
    }

    @Test(
        "a change on the last instant of the horizon is outside, and a horizon that begins in summer begins with summer time"
    )
    func horizon() throws {
        let summer = try #require(Timestamp(rfc3339: "2026-07-01T00:00:00Z"))
        let change = try #require(Timestamp(rfc3339: "2026-10-25T01:00:00Z"))
        let offsets = try #require(ZoneExpansion.offsets(of: "Europe/Rome", from: summer, until: change))
        #expect(offsets == ZoneOffsets(name: "Europe/Rome", initialOffsetSeconds: 7200, transitions: []))
    }

    @Test(
        "a name that is no IANA zone has no rules",
        arguments: ["", "Europe/Roma", "GMT+3", "EST", "local", "../etc/passwd"])
    func unknown(name: String) {
        #expect(ZoneExpansion.offsets(of: name, from: Timestamp(milliseconds: 0), until: .distantFuture) == nil)
    }
}
