import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import Testing

@testable import EvenkeelCLI

/// A public vendor's incidents of 2022 to 2025, as they were and as the promise clock would have had them. The history is
/// none of ours: it is read where it lies, and where it does not lie these tests are skipped by name.
@Suite("The doctrine against a public history")
struct HistoryReplayTests {
    private static let path = "../shared/data/incidents/github-history-2022-2025.jsonl"
    private static let isThere = FileManager.default.fileExists(atPath: path)

    private static let rota = Rota(people: [
        person("owner", .engineer), person("second", .engineer), person("lead", .lead), person("manager", .manager),
    ])

    private static func person(_ id: PersonID, _ role: StaffRole) -> OnCallPerson {
        OnCallPerson(id: id, name: id.text, role: role, reach: [.command("pager"), .command("phone")])
    }

    private struct Played {
        let title: String
        let impact: Impact
        let words: [IncidentPlay.Word]
        let play: IncidentPlay

        var start: Timestamp { words[0].at }
        var end: Timestamp { words.last { $0.status == .resolved }?.at ?? words[words.count - 1].at }
        var interval: TimeSpan? {
            PromiseClock.interval(impact: impact, criticality: .revenue, status: .investigating)
        }

        /// The longest between two words while it was open, as it really was.
        var longestSilence: TimeSpan {
            zip(words, words.dropFirst()).filter { $0.0.at < end }.map { $1.at - $0.at }.max() ?? .zero
        }

        func count(_ wanted: (IncidentPlay.Line.Kind) -> Bool) -> Int { play.lines.count { wanted($0.kind) } }

        func alerts(_ reason: StaffAlert.Reason) -> Int {
            count { if case .alert(reason, _) = $0 { true } else { false } }
        }

        var holdingLines: Int { count { $0 == .holdingLine } }
    }

    /// Every customer takes money through it: the strictest pace of the doctrine.
    private static func play() throws -> [Played] {
        try IncidentHistory.read(path: path).incidents.map { past in
            let words = past.words.compactMap { word in
                Timestamp(rfc3339: word.at).map {
                    IncidentPlay.Word(at: $0, status: IncidentStatus(rawValue: word.status), body: word.body)
                }
            }
            var play = IncidentPlay(settings: Settings(organisation: "The vendor", rota: rota))
            let impact = Impact(rawValue: past.impact) ?? .none
            play.play(
                title: past.title, impact: impact, criticality: .revenue, words: words, speaker: "owner")
            return Played(title: past.title, impact: impact, words: words, play: play)
        }
    }

    private static func minutes(_ span: TimeSpan) -> String { "\(span.milliseconds / 60_000)" }

    private static func table(_ all: [Played]) -> String {
        var lines = [
            "| impact | incidents | updates they wrote | interval | with a longer silence, really | longest silence, really "
                + "| reminders at 60 % | at 85 % | holding lines | pages to the owner | passed on | superior must write |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
        for impact in Impact.allCases.reversed() {
            let played = all.filter { $0.impact == impact }
            guard let interval = played.first?.interval else { continue }
            let silent = played.filter { $0.longestSilence > interval }
            let longest = played.map(\.longestSilence).max() ?? .zero
            lines.append(
                "| \(impact.rawValue) | \(played.count) | \(played.map(\.words.count).reduce(0, +)) | \(minutes(interval)) min "
                    + "| \(silent.count) (\(silent.count * 100 / max(1, played.count)) %) | \(minutes(longest)) min "
                    + "| \(played.map { $0.alerts(.remindOwner) }.reduce(0, +)) "
                    + "| \(played.map { $0.alerts(.remindSecond) }.reduce(0, +)) "
                    + "| \(played.map(\.holdingLines).reduce(0, +)) | \(played.map { $0.alerts(.missed) }.reduce(0, +)) "
                    + "| \(played.map { $0.alerts(.escalated) }.reduce(0, +)) "
                    + "| \(played.map { $0.alerts(.superiorMustWrite) }.reduce(0, +)) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Minute by minute: what they said, and what would have come between.
    private static func story(_ played: Played) -> String {
        var lines = [
            "", "\(played.title), \(played.start), \(played.impact.rawValue):", "", "| minute | what |",
            "| ---: | --- |",
        ]
        for line in played.play.lines {
            let seconds = (line.at - played.start).milliseconds / 1000
            let minute = "\(seconds / 60)" + (seconds % 60 == 0 ? "" : ":\(seconds % 60)")
            lines.append("| \(minute) | \(line)\(line.description.hasPrefix("said") ? ", as it was" : "") |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test(
        "each reminder, page and holding line comes at its minute; no silence is longer than the interval",
        .enabled(if: isThere))
    func replay() throws {
        let all = try Self.play()
        #expect(all.count == 589, "607 less the planned maintenance")
        for played in all {
            #expect(played.play.state.violations().isEmpty)
            let incident = try #require(played.play.state.incidents[IncidentPlay.id])
            // What is said while it is open comes by the time that the word before it named, to the second.
            for (before, after) in zip(incident.updates, incident.updates.dropFirst()) {
                guard case .next(let due) = before.outlook, before.status.isOpen else { continue }
                #expect(after.at <= due, "\(played.title): \(due)")
                #expect(after.author != .holdingLine || after.at == due, "\(played.title): \(due)")
            }
            #expect(incident.promises.allSatisfy { $0.state != .broken }, "\(played.title)")
        }
        let critical = all.filter { $0.impact == .critical }
        let text = Self.table(all) + critical.map(Self.story).joined()
        try GoldenText.expect(text, equals: "history-replay.md")
        let document = try String(contentsOfFile: "docs/internals/replay-of-a-public-history.md", encoding: .utf8)
        #expect(document.contains(text), "the document shows another table: copy that of the golden file")
    }
}
