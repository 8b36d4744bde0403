import EvenkeelDomain
import EvenkeelLedger
import Testing

@testable import EvenkeelStore

@Suite("Events are for ever", .serialized)
struct GoldenEventTests {
    @Test("there is a sample of every event, and one only")
    func samples() {
        let names = SampleEvents.all.map { EventCase(of: $0).rawValue }.sorted()
        #expect(names == EventCase.allCases.map(\.rawValue).sorted())
    }

    @Test("an event has the stored form it was shipped with, and is read from it", arguments: SampleEvents.all)
    func stored(_ event: Event) throws {
        let name = "events/\(EventCase(of: event)).json"
        try Golden.expect(try EventCodec.text(of: event) + "\n", equals: name)
        #expect(try EventCodec.event(of: try Golden.text(name), at: 1) == event)
    }

    @Test("every golden file belongs to an event: none was renamed or removed")
    func nothingLeftOver() throws {
        #expect(try Golden.names(in: "events") == Set(EventCase.allCases.map { "\($0).json" }))
    }

    @Test("the stored form is the same in whatever order a set was filled")
    func setsAreSorted() throws {
        let words = (0..<50).map { "feature-\($0)" }
        let stored = try StoredJSON.text(of: Set(words))
        #expect(try StoredJSON.text(of: Set(words.reversed())) == stored)
        #expect(try StoredJSON.value([String].self, of: stored, what: "the set") == words.sorted())
    }

    @Test(
        "text of every kind comes back as it was",
        arguments: [
            "", "\"quoted\" \\ /", "two\nlines\r\n\t", "\u{0}\u{1f}\u{7f}", "Zürich – 北京 – 👩‍🚒", "\u{2028}e\u{301}",
        ])
    func text(_ text: String) throws {
        let stored = try StoredJSON.text(of: [text])
        #expect(!stored.unicodeScalars.contains { $0.value < 0x20 })
        let found = try StoredJSON.value([String].self, of: stored, what: "the text")
        #expect(found.first?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    }

    @Test(
        "numbers come back as they were",
        arguments: [0, -0.5, 0.1, 1e-7, 1e21, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.152, 1 / 3])
    func number(_ number: Double) throws {
        #expect(try StoredJSON.value([Double].self, of: try StoredJSON.text(of: [number]), what: "it") == [number])
    }

    @Test("a number that JSON has no form for is refused")
    func infinite() {
        #expect(throws: Failure.self) { _ = try StoredJSON.text(of: [Double.infinity]) }
    }

    @Test("an event that cannot be read is named, with the place and the reason")
    func unreadable() throws {
        func failure(_ text: String) throws -> String {
            do throws(Failure) {
                _ = try EventCodec.event(of: text, at: 17)
                return "nothing"
            } catch {
                guard case .damaged(let reason) = error else { throw error }
                return reason
            }
        }
        #expect(
            try failure("{\"componentDeclared\":{\"_0\":{\"id\":\"a\"}}}").hasPrefix("journal entry 17 cannot be read"))
        #expect(try failure("{\"componentDeclared\":{\"_0\":{\"id\":\"a\"}}}").contains("no member name"))
        #expect(try failure("{\"moonLanded\":{}}").hasPrefix("journal entry 17 cannot be read"))
        #expect(try failure("not json").hasPrefix("journal entry 17 cannot be read"))
    }

    @Test("a member that a newer program added is passed over")
    func newerMember() throws {
        let text = "{\"componentDeclared\":{\"_0\":{\"id\":\"a\",\"name\":\"A\",\"colour\":\"red\"}}}"
        #expect(try EventCodec.event(of: text, at: 1) == .componentDeclared(.init(id: "a", name: "A")))
    }
}
