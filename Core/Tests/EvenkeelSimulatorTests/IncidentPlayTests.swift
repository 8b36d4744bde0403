import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// An incident minute by minute, as the doctrine has it.
@Suite("The promise clock in virtual time")
struct IncidentPlayTests {
    private static let start = CivilDate(dayNumber: 20_514).startUTC + .hours(10)
    private static let rota = Rota(people: [
        person("ada", .engineer), person("ben", .engineer), person("cleo", .lead), person("dora", .manager),
    ])

    private static func person(_ id: PersonID, _ role: StaffRole) -> OnCallPerson {
        OnCallPerson(id: id, name: id.text, role: role, reach: [.command("pager"), .command("phone")])
    }

    private func played(
        _ impact: Impact, _ criticality: Criticality = .normal, words: [(minute: Int, IncidentStatus?)],
        speaker: String = "ada", minutes: Int
    ) -> IncidentPlay {
        var play = IncidentPlay(settings: Settings(organisation: "Acme", rota: Self.rota))
        play.play(
            title: "Calls fail", impact: impact, criticality: criticality,
            words: words.map { IncidentPlay.Word(at: Self.start + .minutes($0.minute), status: $0.1, body: "News.") },
            speaker: speaker, until: Self.start + .minutes(minutes))
        #expect(play.refused.isEmpty)
        #expect(play.state.violations().isEmpty)
        return play
    }

    private func timeline(_ play: IncidentPlay) -> [String] {
        play.lines.map { line in
            let seconds = (line.at - Self.start).milliseconds / 1000
            return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60) \(line)"
        }
    }

    @Test("silence on a critical incident of a revenue customer: reminders, holding lines, pages that go round")
    func silence() {
        let play = played(.critical, .revenue, words: [(0, .investigating)], minutes: 46)
        #expect(
            timeline(play) == [
                "0:00 said investigating",
                "9:00 remindOwner ada", "12:45 remindSecond ben",
                "15:00 holding line", "15:00 missed ada",
                "20:00 escalated ben",
                "24:00 remindOwner ada", "25:00 escalated cleo", "27:45 remindSecond ben",
                "30:00 holding line", "30:00 escalated dora",
                "35:00 escalated ada", "39:00 remindOwner ada",
                "42:45 remindSecond ben",
                "45:00 holding line", "45:00 superiorMustWrite cleo", "45:00 escalated ben",
            ])
        let lines = play.state.incidents[IncidentPlay.id]?.updates.compactMap(\.holdingLine) ?? []
        // Ada had spoken; then she was paged and nobody answered.
        #expect(lines.map(\.staff) == [.acknowledged, .alerted, .alerted])
        #expect(lines.allSatisfy { $0.missed == nil && $0.newsSince == Self.start })
    }

    @Test("somebody who writes in time hears nothing but the first reminder; at the due instant a person is first")
    func inTime() {
        let play = played(.major, words: [(0, .investigating), (40, .identified), (100, nil)], minutes: 101)
        #expect(
            timeline(play) == [
                "0:00 said investigating", "36:00 remindOwner ada", "40:00 said identified", "76:00 remindOwner ada",
                "91:00 remindSecond ben", "100:00 said identified",
            ])
        #expect(play.state.incidents[IncidentPlay.id]?.promises.map(\.keptBy) == [.person, .person, nil])
    }

    @Test("monitoring doubles the interval; a report is warned of two working days before, to owner and superior")
    func report() {
        let play = played(.major, words: [(0, .investigating), (10, .monitoring), (100, .resolved)], minutes: 10_000)
        // Monday 11:40; five working days later at 17:00; two working days before is Thursday, 09:00.
        #expect(
            timeline(play) == [
                "0:00 said investigating", "10:00 said monitoring", "82:00 remindOwner ada", "100:00 said resolved",
                "4260:00 lateSoon ada", "4260:00 lateSoon cleo",
            ])
    }

    @Test("below critical the next working morning may be promised; the reminders come at their share of the night")
    func rungs() {
        let made = Self.start
        #expect(PromiseRung.owner.at(madeAt: made, due: made + .minutes(15)) == made + .minutes(9))
        #expect(PromiseRung.second.at(madeAt: made, due: made + .minutes(15)) == made + .seconds(765))
        // Never before its share is over, where the interval does not divide.
        #expect(
            PromiseRung.owner.at(madeAt: made, due: made + TimeSpan(milliseconds: 1001))
                == made + TimeSpan(milliseconds: 601))
    }
}
