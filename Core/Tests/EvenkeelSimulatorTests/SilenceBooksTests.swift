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
    }
}
