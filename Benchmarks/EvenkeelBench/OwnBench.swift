import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import EvenkeelStore
import Foundation

/// Owning an outage: a thousand promises due at one second, an audience among a million sites, a history brought in.
func ownBench(in folder: URL, into table: inout BenchTable) async throws {
    try await dueBench(in: folder, into: &table)
    try audienceBench(into: &table)
    try await historyBench(in: folder, into: &table)
}

/// A thousand incidents whose next word is due at the same second: until the last holding line is on disk and on the page.
private func dueBench(in folder: URL, into table: inout BenchTable) async throws {
    let count = 1000
    var live: [Double] = []
    var restarted: [Double] = []
    var ready: [Double] = []
    var bare: [Double] = []
    for round in 0..<5 {
        let directory = folder.appending(path: "due-\(round)").path
        let store = try await SQLStore.open(SQLiteDriver.open(directory: directory))
        let settings = Settings(organisation: "Bench", rota: rota)
        let ledger = try await Ledger.open(store: store, settings: settings)
        let start = Timestamp(milliseconds: 1_780_300_800_000)
        for number in 0..<count {
            let id = IncidentID("inc-\(number)")
            let opening = IncidentSuspected(
                incident: id, title: "Trouble \(number)", impact: .critical, components: [], visibility: .public,
                began: start, signal: Signal(source: .staff, at: start))
            try await ledger.perform(
                .ownIncident(
                    OwnIncident(
                        incident: id, opening: opening, body: "It is broken.", audience: [], criticality: .revenue)),
                id: CommandID("own/\(number)"), by: "ada", at: start)
        }
        let keeper = PromiseKeeper(operations: Operations(ledger: ledger, store: store))
        // Reminders go out before.
        try await keeper.tick(at: start + .minutes(14))
        live.append(try await elapsedSeconds { try await keeper.tick(at: start + .minutes(15)) } * 1000)
        let kept = await ledger.read { state in
            state.incidents.values.count {
                $0.promises.first?.state == .kept && $0.updates.last?.author == .holdingLine
            }
        }
        guard kept == count else { throw BenchTrouble("\(kept) of \(count) holding lines were posted") }
        // The next second that is due finds a process that has just been started.
        restarted.append(
            try await elapsedSeconds {
                let again = try await Ledger.open(store: store, settings: settings)
                let keeper = PromiseKeeper(operations: Operations(ledger: again, store: store))
                try await keeper.tick(at: start + .minutes(30))
            } * 1000)
        // And one that was ready before the second came: it has read the journal and done nothing yet.
        let again = try await Ledger.open(store: store, settings: settings)
        let first = PromiseKeeper(operations: Operations(ledger: again, store: store))
        ready.append(try await elapsedSeconds { try await first.tick(at: start + .minutes(45)) } * 1000)
        bare.append(
            try await elapsedSeconds {
                try await ledger.perform(
                    .declareComponent(Component(id: ComponentID("c-\(round)"), name: "C")), id: "component", by: "ada",
                    at: start + .minutes(31))
            } * 1000)
    }
    let (due, again, limit) = (Sample(live), Sample(restarted), Sample(bare))
    let prepared = Sample(ready)
    table.add(
        "1,000 holding lines due at one second, until the last is on disk", target: "<= 1,000 ms",
        measured: due.text("ms"), limit: "one commit " + limit.text("ms", digits: 1),
        ratio: Sample.ratio(due, of: limit), met: due.median <= 1000)
    table.add(
        "the same by a process that was started again and was ready before the second", target: "<= 1,000 ms",
        measured: prepared.text("ms"), limit: "one commit " + limit.text("ms", digits: 1),
        ratio: Sample.ratio(prepared, of: limit), met: prepared.median <= 1000)
    table.add(
        "the same after a start of the process: open, replay, post", target: "shown", measured: again.text("ms"),
        limit: "one commit " + limit.text("ms", digits: 1), ratio: Sample.ratio(again, of: limit), met: true)
}

private let rota = Rota(people: [
    OnCallPerson(id: "ada", name: "Ada", reach: [.command("pager"), .command("phone")]),
    OnCallPerson(id: "ben", name: "Ben", role: .lead, reach: [.command("pager"), .command("phone")]),
])

/// Whom a pair of features on one version concerns, among a million sites of 250,000 customers, 10,000 of which have
/// changed their version since it began.
private func audienceBench(into table: inout BenchTable) throws {
    let sites = 1_000_000
    var random = SplitMix64(seed: 7)
    var builder = FleetImageBuilder()
    let features = (0..<200).map { builder.features.number(of: "f\($0)") }
    let versions = ["5.1.0", "5.2.0", "5.2.1"].compactMap { Version($0) }.map {
        builder.version.intern(WrittenVersion($0))
    }
    for number in 0..<sites {
        let row = builder.beginSite(
            id: InstallationID("site-\(number)"), customer: CustomerID("customer-\(number / 4)"))
        builder.features.begin(at: row)
        for feature in features where random.next() % 10 == 0 { builder.features.add(feature) }
        builder.version.set(versions[Int(random.next() % 3)], at: row)
    }
    let image = try builder.build()
    let predicate = try Predicate(parsing: "version==5.2.0;feature==f3;feature==f7")
    guard let before = Version("5.2.0"), let after = Version("5.2.1") else { throw BenchTrouble("no version") }
    let history = Dictionary(
        uniqueKeysWithValues: (0..<10_000).map { (InstallationID("site-\($0 * 97)"), [before, after]) })
    var times: [Double] = []
    var scans: [Double] = []
    var found = 0
    for round in 0..<9 {
        let time = seconds { found = AudienceRule.matching(predicate, image: image, versions: history).count }
        let scan = seconds { _ = image.truth(of: predicate) }
        if round > 0 {
            times.append(time * 1000)
            scans.append(scan * 1000)
        }
    }
    guard found > 0 else { throw BenchTrouble("nobody is concerned") }
    let (time, scan) = (Sample(times), Sample(scans))
    table.add(
        "audience among 1,000,000 sites over the history of facts (\(found) customers, each with its reason)",
        target: "<= 1,000 ms", measured: time.text("ms"),
        limit: "the predicate on the columns " + scan.text("ms", digits: 1),
        ratio: Sample.ratio(time, of: scan), met: time.median <= 1000)
}

/// A public history where it lies, else one of the same size.
private func historyBench(in folder: URL, into table: inout BenchTable) async throws {
    let past = try history()
    let words = past.map(\.words.count).reduce(0, +)
    var times: [Double] = []
    for round in 0..<5 {
        let directory = folder.appending(path: "history-\(round)").path
        let store = try await SQLStore.open(SQLiteDriver.open(directory: directory))
        let ledger = try await Ledger.open(store: store, settings: Settings())
        times.append(
            try await elapsedSeconds {
                for start in stride(from: 0, to: past.count, by: 100) {
                    try await ledger.perform(
                        .importIncidents(Array(past[start..<min(start + 100, past.count)])),
                        id: CommandID("import/\(start)"), by: "bench", at: Timestamp(milliseconds: 1_790_000_000_000))
                }
            } * 1000)
    }
    let time = Sample(times)
    table.add(
        "bringing in \(past.count) incidents with \(words) updates", target: "<= 5,000 ms", measured: time.text("ms"),
        limit: "-", ratio: "-", met: time.median <= 5000)
}

private func history() throws -> [IncidentImported] {
    struct Line: Decodable {
        struct Update: Decodable {
            let at: String
            let message: String
        }
        let id: String
        let title: String
        let updates: [Update]
    }
    let path = "../shared/data/incidents/github-history-2022-2025.jsonl"
    guard FileManager.default.fileExists(atPath: path) else {
        return (0..<607).map { number in
            let began = Timestamp(milliseconds: 1_700_000_000_000 + Int64(number) * 60_000)
            let words = (0..<5).map {
                IncidentImported.Word(
                    at: began + .minutes($0 * 30), status: $0 == 4 ? .resolved : .investigating,
                    body: String(repeating: "We are looking into it. ", count: 10))
            }
            return IncidentImported(
                incident: IncidentID("past-\(number)"), title: "Trouble \(number)", impact: .minor, components: [],
                visibility: .audience, began: began, words: words, source: "made up")
        }
    }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return try text.split(separator: "\n").compactMap { line in
        let past = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
        let words = past.updates.compactMap { update in
            Timestamp(rfc3339: update.at).map {
                IncidentImported.Word(at: $0, status: .investigating, body: update.message)
            }
        }.sorted { $0.at < $1.at }
        guard let first = words.first else { return nil }
        return IncidentImported(
            incident: IncidentID("past-\(past.id)"), title: past.title, impact: .minor, components: [],
            visibility: .audience, began: first.at, words: words, source: "history")
    }
}
