import EvenkeelDomain
import EvenkeelLedger
import Testing

@testable import EvenkeelSimulator

/// A watcher that finds nothing must be able to find something.
@Suite("The books of who waits for word")
struct SilenceBooksTests {
    private static let start = CivilDate(dayNumber: 20_514).startUTC
    private let id: IncidentID = "inc-1"

    private func word(
        _ number: Int, next: Timestamp?, settled: PromiseState? = nil, due: Timestamp = start
    ) -> UpdatePosted {
        var promise = settled.map { _ in Promise(id: "p1", kind: .update, madeAt: Self.start, due: due) }
        promise?.state = settled ?? .open
        return UpdatePosted(
            incident: id,
            update: IncidentUpdate(
                id: UpdateID("u\(number)"), status: .investigating, body: "b", at: Self.start, author: .holdingLine,
                outlook: next.map { .next(by: $0) } ?? .nothingOwed), settled: promise, made: nil)
    }

    private func word(_ number: Int, resolved outlook: IncidentUpdate.Outlook) -> UpdatePosted {
        var posted = word(number, next: Self.start, settled: .kept)
        posted.update.status = .resolved
        posted.update.author = .person("ada")
        posted.update.outlook = outlook
        return posted
    }

    private func books(_ told: (inout SilenceBooks) -> Void) -> [String] {
        var books = SilenceBooks()
        books.opened(id, impact: .critical, hurtsRevenue: true)
        books.heard(word(1, next: Self.start + .minutes(15)), at: Self.start, now: Self.start, darkSince: nil)
        told(&books)
        return books.findings
    }

    @Test("a word in time is no finding, and neither is a late one after a blackout that is on record as broken")
    func fine() {
        let due = Self.start + .minutes(15)
        #expect(
            books {
                $0.heard(word(2, next: due + .minutes(15), settled: .kept), at: due, now: due, darkSince: nil)
                let late = due + .hours(1)
                $0.heard(
                    word(3, next: late + .minutes(15), settled: .broken), at: late, now: late, darkSince: due)
                $0.look(at: late)
            } == [])
    }

    @Test("silence, lateness, a record that flatters, a promise too long or missing, and a word said twice are found")
    func found() {
        let due = Self.start + .minutes(15)
        let late = due + .seconds(2)
        let next = due + .minutes(15)
        #expect(books { $0.look(at: due + .seconds(6)) }.count == 1, "silent")
        #expect(books { $0.look(at: due + .seconds(5)) }.isEmpty, "within the tolerance after a death")
        #expect(
            books { $0.heard(word(2, next: next, settled: .broken), at: late, now: late, darkSince: nil) }.count == 1,
            "late with a node up")
        #expect(
            books { $0.heard(word(2, next: next, settled: .kept), at: late, now: late, darkSince: due) }.count == 1,
            "late, and called kept")
        #expect(
            books { $0.heard(word(2, next: next, settled: .broken), at: due, now: due, darkSince: nil) }.count == 1,
            "in time, and called broken")
        #expect(
            books { $0.heard(word(2, next: due + .minutes(16), settled: .kept), at: due, now: due, darkSince: nil) }
                .count == 1, "16 minutes where 15 are the rule")
        #expect(
            books { $0.heard(word(2, next: nil, settled: .kept), at: due, now: due, darkSince: nil) }.count == 1,
            "without the time of the next word")
        #expect(
            books { $0.heard(word(1, next: next, settled: .kept), at: due, now: due, darkSince: nil) }.count == 1,
            "twice")
        #expect(
            books { $0.heard(word(2, next: next, settled: .kept), at: due, now: due - .seconds(1), darkSince: nil) }
                .count == 1, "a holding line before its second")
        #expect(
            books {
                let ahead = due - .minutes(10)
                $0.heard(
                    word(2, next: next, settled: .kept), at: due, now: ahead, darkSince: nil, isClockAhead: true)
            }.isEmpty, "before its second, by a clock that is ahead")
        #expect(
            books { $0.heard(word(2, next: next), at: due, now: due, darkSince: nil) }.count == 1,
            "and nobody says what became of the promise")
        #expect(
            books {
                $0.heard(word(2, next: next, settled: .kept), at: due, now: due, darkSince: nil)
                $0.heard(
                    word(3, next: next - .seconds(1), settled: .kept), at: due - .seconds(1), now: next, darkSince: nil)
            }.count == 1, "a record that runs backwards")
        #expect(
            books {
                $0.heard(word(2, resolved: .closed(cause: "c")), at: due, now: due, darkSince: nil)
            }.count == 1, "a critical one closed without the date of its report")
        #expect(
            books {
                let report = SilenceRule.latestReport(after: due)
                $0.heard(word(2, resolved: .report(by: report)), at: due, now: due, darkSince: nil)
                $0.look(at: report + .seconds(6))
            }.count == 1, "a report that does not come, in silence")
    }

    @Test("a clock that is ahead dates a word, and the books see how much longer the silence is for it")
    func byClock() {
        var books = SilenceBooks()
        books.opened(id, impact: .critical, hurtsRevenue: true)
        let ahead = Self.start + .hours(1)
        books.heard(word(1, next: ahead + .minutes(15)), at: ahead, now: Self.start, darkSince: nil, isClockAhead: true)
        let due = ahead + .minutes(15)
        books.heard(word(2, next: due + .minutes(15), settled: .kept), at: due, now: due, darkSince: nil)
        #expect(books.findings == [])
        #expect(books.worstByClock == .hours(1))
        #expect(books.open(until: due) == .minutes(75))
    }

    @Test(
        "the rules as the books have them: nine o'clock of a working day, and five on the fifth",
        arguments: [
            ("2026-03-02T08:59:59Z", "2026-03-02T09:00:00Z", "2026-03-09T17:00:00Z"),
            ("2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z", "2026-03-09T17:00:00Z"),
            ("2026-03-06T16:00:00Z", "2026-03-09T09:00:00Z", "2026-03-13T17:00:00Z"),
            ("2026-03-07T10:00:00Z", "2026-03-09T09:00:00Z", "2026-03-13T17:00:00Z"),
        ])
    func rules(_ at: String, _ morning: String, _ report: String) throws {
        let at = try #require(Timestamp(rfc3339: at))
        #expect(SilenceRule.morning(after: at).description == morning)
        #expect(SilenceRule.latestReport(after: at).description == report)
        let critical = SilenceRule.latestWord(
            .critical, hurtsRevenue: true, isMonitored: true, isByPerson: true, after: at)
        #expect(critical == at + .minutes(30))
        let minor = SilenceRule.latestWord(.minor, hurtsRevenue: false, isMonitored: false, isByPerson: true, after: at)
        #expect(minor == max(at + .hours(4), SilenceRule.morning(after: at)))
    }
}
