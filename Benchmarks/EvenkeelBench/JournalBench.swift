import EvenkeelDomain
import EvenkeelLedger
import EvenkeelStore
import Foundation
import GRDB

/// Appending and replaying a journal on SQLite with `synchronous=FULL`.
func journalBench(in folder: URL, into table: inout BenchTable) async throws {
    var appends: [Double] = []
    var bare: [Double] = []
    for round in 0..<5 {
        let directory = folder.appending(path: "append-\(round)").path
        let store = try await SQLStore.open(SQLiteDriver.open(directory: directory))
        let ledger = try await Ledger.open(store: store, settings: Settings())
        let count = 2000
        let time = try await elapsedSeconds {
            for number in 0..<count {
                try await ledger.perform(
                    .addHold(hold(number)), id: CommandID("bench/\(number)"), by: "bench",
                    at: Timestamp(milliseconds: Int64(number)))
            }
        }
        appends.append(Double(count) / time)
        bare.append(try bareCommits(in: folder.appending(path: "bare-\(round).sqlite").path, count: count))
    }
    let (append, limit) = (Sample(appends), Sample(bare))
    table.add(
        "journal append, SQLite `synchronous=FULL`", target: ">= 2,000 commits/s", measured: append.text("commits/s"),
        limit: "bare SQLite, one insert a commit: " + limit.text("commits/s"), ratio: Sample.ratio(append, of: limit),
        met: append.median >= 2000)
    try await replayBench(in: folder, into: &table)
}

private func hold(_ number: Int) -> Hold {
    Hold(
        id: HoldID("hold-\(number)"), predicate: .always, owner: "bench",
        why: "a hold of the benchmark, number \(number)",
        since: Timestamp(milliseconds: Int64(number)))
}

/// The disk's and SQLite's own limit: the same file settings, one row a transaction, nothing else.
private func bareCommits(in path: String, count: Int) throws -> Double {
    let pool = try DatabasePool(path: path)
    try pool.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: "CREATE TABLE t (position BIGINT PRIMARY KEY, event TEXT NOT NULL)")
    }
    let text = String(repeating: "x", count: 300)
    let time = try seconds {
        for number in 0..<count {
            try pool.write { database in
                try database.cachedStatement(sql: "INSERT INTO t VALUES (?, ?)").execute(arguments: [number, text])
            }
        }
    }
    return Double(count) / time
}

private func replayBench(in folder: URL, into table: inout BenchTable) async throws {
    let directory = folder.appending(path: "replay").path
    let count = 100_000
    let store = try await SQLStore.open(SQLiteDriver.open(directory: directory))
    var position = 0
    while position < count {
        let entries = (1...1000).map { offset in
            let number = position + offset
            return Entry(
                position: number, at: Timestamp(milliseconds: Int64(number)), command: CommandID("bench/\(number)"),
                actor: "bench", event: event(number))
        }
        try await store.append(entries, after: position, rows: [])
        position += 1000
    }
    var replays: [Double] = []
    var reads: [Double] = []
    for _ in 0..<5 {
        replays.append(
            Double(count) / (try await elapsedSeconds { _ = try await Ledger.open(store: store, settings: Settings()) })
        )
        let pool = try DatabasePool(path: directory + "/evenkeel.sqlite")
        reads.append(
            Double(count)
                / (try seconds {
                    let bytes = try pool.read { database in
                        try Row.fetchCursor(database, sql: "SELECT * FROM journal ORDER BY position")
                            .reduce(0) { $0 + ($1["event"] as String).utf8.count }
                    }
                    if bytes == 0 { throw BenchTrouble("nothing was read") }
                }))
    }
    let (replay, read) = (Sample(replays), Sample(reads))
    table.add(
        "replay of 100,000 events", target: ">= 50,000 events/s", measured: replay.text("events/s"),
        limit: "reading the rows only: " + read.text("events/s"), ratio: Sample.ratio(replay, of: read),
        met: replay.median >= 50_000)
}

/// A mix as a busy deployment has it: updates of incidents, fan-outs, gates.
private func event(_ number: Int) -> Event {
    let incident = IncidentID("incident-\(number / 100)")
    let now = Timestamp(milliseconds: Int64(number))
    switch number % 4 {
    case 0 where number % 100 == 0:
        return .incidentSuspected(
            IncidentSuspected(
                incident: incident, title: "Card payment is down", impact: .major, components: ["tills"],
                visibility: .audience, publicTitle: nil, began: now, origin: nil,
                signal: Signal(source: .probe, at: now),
                concerns: nil))
    case 1:
        return .updatePosted(
            UpdatePosted(
                incident: incident,
                update: IncidentUpdate(
                    id: UpdateID("u\(number)"), status: .investigating,
                    body: "Card payment is down for you since 10:29. It is ours to fix and we are on it.", at: now,
                    author: .person("anna"), outlook: .next(by: now + .minutes(15))),
                settled: nil,
                made: Promise(id: PromiseID("p\(number)"), kind: .update, madeAt: now, due: now + .minutes(15))))
    case 2:
        return .updateFannedOut(
            UpdateFannedOut(
                incident: incident, update: UpdateID("u\(number - 1)"), deliveries: 40, digest: Digest(of: ["a"])))
    default: return .holdLifted(HoldLifted(hold: HoldID("hold-\(number)"), why: "the fix is out"))
    }
}
