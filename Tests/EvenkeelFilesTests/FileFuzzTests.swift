import EvenkeelDomain
import EvenkeelFiles
import Testing

/// Garbage that once was a valid file: it is read or refused with problems, and never anything else.
@Suite struct FileFuzzTests {
    /// Runs `read` on mutations of `text`; `read` may throw `FileProblems` only, which its type says.
    private func fuzz(
        _ name: String, _ text: String, rounds: Int, _ read: ([UInt8]) throws(FileProblems) -> Void
    ) {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("garbage for \(name), seed \(seed)")
        var random = SeededRandom(seed: seed)
        var refused = 0
        let bytes = Array(text.utf8)
        for round in 0..<rounds {
            do throws(FileProblems) {
                try read(Garbage.mutated(bytes, &random))
            } catch {
                refused += 1
                let fits = !error.problems.isEmpty && error.problems.count <= 50 && error.total >= error.problems.count
                if !fits
                    || error.problems.contains(where: {
                        $0.expected.isEmpty || ($0.line ?? 1) < 1 || ($0.column ?? 1) < 1
                    })
                {
                    Issue.record("\(name), seed \(seed), round \(round): \(error)")
                }
            }
        }
        #expect(refused > rounds / 10, "\(name), seed \(seed): hardly anything was refused")
    }

    /// A file of bytes as text, which is how the readers of text get it.
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The header and some rows: short enough that most mutations hit something new.
    private func head(_ name: String) throws -> String {
        try Examples.text(name).split(separator: "\n").prefix(6).joined(separator: "\n") + "\n"
    }

    @Test("fleet tables") func fleets() throws {
        let csv = try head("fleet.csv")
        fuzz("fleet.csv", csv, rounds: 1500) { bytes throws(FileProblems) in
            _ = try FleetFile.read(bytes: bytes, named: "f.csv")
        }
        fuzz("fleet.tsv", csv.replacing(",", with: "\t"), rounds: 500) { bytes throws(FileProblems) in
            _ = try FleetFile.read(bytes: bytes, named: "f.tsv", options: .init(extraAsEnvironment: true))
        }
        let json =
            #"{"installation": "a", "customer": "x", "seats": 3, "tags": ["a\u00e9", "b"], "environment": {"k": "v"}}"#
            + "\n"
        fuzz("fleet.jsonl", json + json.replacing("\"a\"", with: "\"b\""), rounds: 3000) { bytes throws(FileProblems) in
            _ = try FleetFile.read(bytes: bytes, named: "f.jsonl")
        }
    }

    @Test("customers' calendars") func calendars() {
        let ics = """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:s
            DTSTART;TZID=Europe/Rome:20261207T180000
            DTEND;TZID=Europe/Rome:20261207T200000
            RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3
            EXDATE;TZID=Europe/Rome:20270129T180000
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20270201
            DURATION:P2D
            STATUS:CANCELLED
            END:VEVENT
            END:VCALENDAR
            """
        fuzz("calendar.ics", ics, rounds: 3000) { bytes throws(FileProblems) in
            let reading = try ICalendarFile.read(text: text(bytes), named: "a.ics")
            // Whatever was read can be asked for its times.
            let year = TimeRange(from: Timestamp(milliseconds: 0), until: Timestamp(milliseconds: 0) + .days(30))
            for span in reading.spans { _ = span.ranges(in: year, zone: .utc) }
        }
    }

    @Test("what survives as a fleet survives writing and reading") func survivors() throws {
        let csv = try head("fleet.csv")
        var random = SeededRandom(seed: 7)
        var count = 0
        for _ in 0..<500 {
            let bytes = Garbage.mutated(Array(csv.utf8), &random)
            guard let fleet = survivor(bytes), !fleet.installations.isEmpty else { continue }
            count += 1
            #expect(try FleetFile.read(text: FleetFile.csv(fleet), named: "f.csv").fleet == fleet)
        }
        #expect(count > 20)
    }

    private func survivor(_ bytes: [UInt8]) -> Fleet? {
        do throws(FileProblems) {
            return try FleetFile.read(bytes: bytes, named: "f.csv", options: .init(skipBad: true)).fleet
        } catch { return nil }
    }

    @Test("contacts") func contacts() throws {
        fuzz("contacts.csv", try head("contacts.csv"), rounds: 1500) { bytes throws(FileProblems) in
            _ = try ContactsFile.read(text: text(bytes), named: "c.csv", customers: ["abogados-mirador"])
        }
    }

    @Test("policies", arguments: try Examples.names(ending: ".yaml").filter { $0 != "evenkeel.yaml" })
    func policies(name: String) throws {
        fuzz(name, try Examples.text(name), rounds: 500) { bytes throws(FileProblems) in
            _ = try PolicyFile.read(text: text(bytes), named: "p.yaml")
        }
    }

    @Test("configurations") func configurations() {
        fuzz("evenkeel.yaml", ConfigurationFileTests.file, rounds: 1500) { bytes throws(FileProblems) in
            _ = try ConfigurationFile.read(text: text(bytes), named: "e.yaml")
        }
    }

    @Test("very short texts") func short() {
        fuzz("short", "a: b", rounds: 3000) { bytes throws(FileProblems) in
            _ = try PolicyFile.read(text: text(Array(bytes.prefix(20))), named: "p.yaml")
        }
    }
}
