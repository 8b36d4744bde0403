import EvenkeelDomain
import EvenkeelLedger
import Testing

@testable import EvenkeelStore

@Suite("The hash chain")
struct JournalVerificationTests {
    @Test("an untouched journal is sound, up to its head")
    func sound() async throws {
        try await withSQLite { sqlite in
            #expect(try await sqlite.store.verifyJournal() == JournalVerification(sound: .start))
            let entries = SampleEvents.all.enumerated().map { Fixtures.entry($0 + 1, event: $1) }
            try await sqlite.store.append(entries, after: 0, rows: [])
            let found = try await sqlite.store.verifyJournal()
            #expect(found == JournalVerification(sound: try await sqlite.store.head()))
            #expect(found.sound.position == entries.count)
            #expect(found.sound.hash.count == 64)
        }
    }

    @Test("a journal of several batches is checked to its end")
    func long() async throws {
        try await withSQLite { sqlite in
            try await sqlite.store.append(Fixtures.entries(1...2500), after: 0, rows: [])
            #expect(try await sqlite.store.verifyJournal().sound.position == 2500)
            try await sqlite.execute("UPDATE journal SET actor = 'mario' WHERE position = 2345")
            #expect(try await sqlite.store.verifyJournal().badPosition == 2345)
        }
    }

    @Test(
        "one byte that was changed in any field is found",
        arguments: [
            "at = at + 1", "command = 'command-X'", "actor = 'marib'", "event = REPLACE(event, 'No. 4', 'No. 5')",
            "event = event || ' '", "hash = REPLACE(hash, SUBSTR(hash, 64), 'g')",
        ])
    func tampering(_ change: String) async throws {
        try await withSQLite { sqlite in
            try await sqlite.store.append(Fixtures.entries(1...6), after: 0, rows: [])
            try await sqlite.execute("UPDATE journal SET \(change) WHERE position = 4")
            let found = try await sqlite.store.verifyJournal()
            #expect(found.badPosition == 4)
            #expect(found.fault == .hashMismatch)
            #expect(found.sound.position == 3)
            await expectFailure(.damaged) { () async throws(Failure) in
                _ = try await sqlite.store.entries(after: 0, limit: 100)
            }
            await expectFailure(.damaged) { () async throws(Failure) in
                _ = try await sqlite.store.entries(after: 3, limit: 100)
            }
        }
    }

    @Test("an entry that was cut out is found")
    func gap() async throws {
        try await withSQLite { sqlite in
            try await sqlite.store.append(Fixtures.entries(1...6), after: 0, rows: [])
            try await sqlite.execute("DELETE FROM journal WHERE position = 4")
            let found = try await sqlite.store.verifyJournal()
            #expect(found.badPosition == 4)
            #expect(found.fault == .gap(expected: 4))
            for position in [0, 3, 4] {
                await expectFailure(.damaged) { () async throws(Failure) in
                    _ = try await sqlite.store.entries(after: position, limit: 100)
                }
            }
        }
    }

    @Test("text that moves from one field to the next changes the hash")
    func fieldsHaveLengths() {
        func line(_ command: String, _ actor: String) -> String {
            let event = Fixtures.entry(1).event
            let entry = Entry(
                position: 1, at: Fixtures.time(0), command: CommandID(command), actor: actor, event: event)
            return JournalLine(entry, event: "{}", after: "").hash
        }
        #expect(line("ab", "c") != line("a", "bc"))
    }

    @Test("an event that a stranger wrote with a good hash is found when it cannot be read")
    func unreadable() async throws {
        try await withSQLite { sqlite in
            try await sqlite.store.append(Fixtures.entries(1...2), after: 0, rows: [])
            let head = try await sqlite.store.head()
            let line = JournalLine(Fixtures.entry(3), event: "{\"moonLanded\":{}}", after: head.hash)
            try await sqlite.execute(
                """
                INSERT INTO journal (position, at, command, actor, event, hash) VALUES \
                (3, \(line.at.milliseconds), '\(line.command)', '\(line.actor)', '\(line.event)', '\(line.hash)')
                """)
            let found = try await sqlite.store.verifyJournal()
            #expect(found.badPosition == 3)
            guard case .unreadable(let reason) = found.fault else {
                Issue.record("\(found)")
                return
            }
            #expect(reason.hasPrefix("journal entry 3 cannot be read"))
        }
    }

    @Test("a time that is no number any more is found, with the position")
    func otherType() async throws {
        try await withSQLite { sqlite in
            try await sqlite.store.append(Fixtures.entries(1...4), after: 0, rows: [])
            try await sqlite.execute("UPDATE journal SET at = 'noon' WHERE position = 3")
            let found = try await sqlite.store.verifyJournal()
            #expect(found.badPosition == 3)
            #expect(found.sound.position == 2)
            #expect(found.fault != nil && found.fault != .hashMismatch)
        }
    }

    @Test("the hash is what six netstrings through SHA-256 give, computed by another program")
    func knownHash() {
        // python3 -c "import hashlib; print(hashlib.sha256(b''.join(b'%d:%s,' % (len(f), f) for f in
        //   [b'', b'1', b'1790000000000', b'c-1', 'Jürgen'.encode(), b'{}'])).hexdigest())"
        let entry = Entry(
            position: 1, at: Fixtures.time(0), command: "c-1", actor: "Jürgen", event: Fixtures.entry(1).event)
        let line = JournalLine(entry, event: "{}", after: "")
        #expect(line.hash == "aae20994e91dbaa72e506de85dd11a4cdd34a46a228467e15b16961a4868c17e")
        #expect(line.continues(""))
        #expect(!line.continues(line.hash))
    }

    @Test("an export shows the stored bytes, and each line continues the one before")
    func export() async throws {
        try await withSQLite { sqlite in
            try await sqlite.store.append(Fixtures.entries(1...5), after: 0, rows: [])
            let lines = try await sqlite.store.exportJournal(after: 0, limit: 100)
            #expect(lines.map(\.position) == [1, 2, 3, 4, 5])
            var hash = ""
            for line in lines {
                #expect(line.continues(hash))
                hash = line.hash
            }
            #expect(try await sqlite.store.head() == JournalHead(position: 5, hash: hash))
            #expect(try await sqlite.store.exportJournal(after: 2, limit: 2) == Array(lines[2...3]))
            #expect(lines[0].event == #"{"componentDeclared":{"_0":{"id":"component-1","name":"No. 1"}}}"#)
        }
    }

}
