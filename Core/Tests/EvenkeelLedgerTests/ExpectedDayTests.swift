import EvenkeelDomain
import EvenkeelLedger
import Testing

@Suite("The day on which a site is expected to go")
struct ExpectedDayTests {
    /// A Monday.
    private static let day = CivilDate(dayNumber: 20_514)

    private struct Case {
        let what: String
        /// The notice's day, from the plan's on; nil where there is no notice.
        let told: Int?
        var notice = NoticeState.announced
        var state = PlacementState.due
        var own: Int?
        var pin: Int?
        let expected: (ExpectedDay.Ground, Int?)
    }

    @Test("is the one its customer was told, and the plan's only where nobody was told")
    func table() {
        for one in [
            Case(what: "nobody was told", told: nil, state: .planned, expected: (.planned, 0)),
            Case(what: "told the plan's", told: 0, expected: (.told, 0)),
            Case(what: "a freeze moved it", told: 2, expected: (.told, 2)),
            Case(what: "it was moved up again", told: 0, own: 0, expected: (.told, 0)),
            Case(what: "it chose a day", told: 2, own: 3, expected: (.told, 3)),
            Case(what: "set aside until its day", told: 2, state: .skipped, expected: (.told, 2)),
            Case(what: "pinned since", told: 1, pin: 1, expected: (.told, 2)),
            Case(what: "pinned over a weekend", told: 3, pin: 4, expected: (.told, 7)),
            Case(what: "a pin that ends before", told: 3, pin: 1, expected: (.told, 3)),
            Case(what: "taken back", told: 2, notice: .withdrawn, expected: (.takenBack, nil)),
            Case(what: "a no", told: 2, notice: .declined, expected: (.declined, 2)),
            Case(
                what: "done, whatever came since", told: 2, notice: .withdrawn, state: .installed, pin: 9,
                expected: (.told, 2)),
        ] {
            var row = PlacementRow(
                rollout: "pbx-5.2", revision: 1, customer: "acme", wave: 0,
                placement: Placement(
                    installation: "hq", reason: .score(thousandths: 0, newPairs: 0), notEarlier: nil))
            row.state = one.state
            let notice = one.told.map { told in
                var notice = NoticeRow(
                    rollout: "pbx-5.2", revision: 1, wave: 0, customer: "acme", announcedAt: Self.day.startUTC,
                    installations: ["hq"], day: Self.day + told)
                notice.state = one.notice
                return notice
            }
            let expected = ExpectedDay(
                of: row, notice: notice, planned: Self.day, own: one.own.map { Self.day + $0 },
                pinnedUntil: one.pin.map { Self.day + $0 }, WorkCalendar())
            #expect(expected.ground == one.expected.0, "\(one.what)")
            #expect(expected.day == one.expected.1.map { Self.day + $0 }, "\(one.what)")
        }
    }
}
