/// The hours in which somebody is at the site to notice: `08:00-18:00`, `mon-fri 08:00-18:00;sat 09:00-13:00`, `24x7`.
/// Hours that end before they begin end on the next day.
public struct ServiceHours: Hashable, Sendable {
    struct Part: Hashable, Sendable {
        /// Nil for the days of the working week.
        var days: WorkingWeek?
        var from: Int
        var until: Int
    }

    let parts: [Part]

    init(parts: [Part]) { self.parts = parts }

    /// Nil for what is none.
    public init?(_ text: String) {
        if ["24x7", "24/7", "24h"].contains(text) {
            parts = [Part(days: .everyDay, from: 0, until: 1440)]
            return
        }
        var parts: [Part] = []
        for piece in text.split(separator: ";", omittingEmptySubsequences: false) {
            let words = piece.split(separator: " ", omittingEmptySubsequences: true)
            guard (1...2).contains(words.count), let clock = words.last else { return nil }
            let ends = clock.split(separator: "-", omittingEmptySubsequences: false).map(Self.minute)
            guard ends.count == 2, let from = ends[0], let until = ends[1], from != until, from < 1440 else {
                return nil
            }
            var days: WorkingWeek?
            if words.count == 2 {
                guard let week = WorkingWeek(text: String(words[0]).replacingComma) else { return nil }
                days = week
            }
            parts.append(Part(days: days, from: from, until: until))
        }
        guard !parts.isEmpty else { return nil }
        self.parts = parts
    }

    private static func minute(_ text: Substring) -> Int? {
        let sides = text.split(separator: ":", omittingEmptySubsequences: false)
        guard sides.count == 2,
            sides.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(sides[0]), let minute = Int(sides[1]), minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    /// From the organisation's morning for nine hours: what holds where a site says nothing.
    public static func fromMorning(_ minuteOfDay: Int) -> ServiceHours {
        ServiceHours(parts: [Part(days: nil, from: minuteOfDay, until: minuteOfDay + 540)])
    }

    /// `09:00 to 18:00` of the parts that are meant for a day.
    func minutes(on day: CivilDate, week: WorkingWeek) -> [(from: Int, until: Int)] {
        parts.filter { ($0.days ?? week).works(on: day) }
            .map { ($0.from, $0.until > $0.from ? $0.until : $0.until + 1440) }
    }

    /// Around the clock, every day: there is no holiday either.
    var isAlways: Bool { self == ServiceHours("24x7") }

    /// Whether it names days of its own.
    var namesDays: Bool { parts.contains { $0.days != nil } }
}

extension String {
    /// `sat,sun` as a working week writes it: `sat;sun`.
    fileprivate var replacingComma: String { String(map { $0 == "," ? ";" : $0 }) }
}
