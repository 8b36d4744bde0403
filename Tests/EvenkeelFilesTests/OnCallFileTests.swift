import EvenkeelDomain
import EvenkeelFiles
import Testing

@Suite("The rota and the promises in evenkeel.yaml")
struct OnCallFileTests {
    private static let commands = "commands: { pager: { run: [/opt/page, \"{person}\"] } }\n"

    @Test("people with their hours, days, holidays and ways of being reached; what policy says about promises")
    func whole() throws {
        let text =
            Self.commands + """
                on_call:
                  acknowledge_within: 3m
                  people:
                    - { id: dana, name: Dana Levi, role: lead, speaks_as: [dana-token], email: dana@acme.example,
                        page: [pager], hours: "22:00-06:00", days: sun-thu, timezone: Asia/Jerusalem,
                        holidays: [2026-09-12] }
                    - { id: bo, name: Bo, page: [pager, pager] }
                promises: { report_working_days: 3, caps: { critical: 30m, minor: 1d } }
                """
        let configuration = try ConfigurationFile.read(text: text, named: "e.yaml").configuration
        #expect(configuration.acknowledgeWithin == .minutes(3))
        let dana = try #require(configuration.onCall.first)
        #expect(dana.timezone == "Asia/Jerusalem")
        #expect(dana.person.role == .lead)
        #expect(dana.person.actors == ["dana", "dana-token"])
        #expect(dana.person.reach.map(\.name) == ["email", "command:pager"])
        #expect(dana.person.hours.fromMinute == 22 * 60 && dana.person.hours.toMinute == 6 * 60)
        #expect(dana.person.hours.week == .sundayToThursday && dana.person.hours.holidays.count == 1)
        #expect(configuration.onCall.last?.person.role == .engineer)
        #expect(configuration.promises.reportWorkingDays == 3)
        #expect(configuration.promises.caps == [.critical: .minutes(30), .minor: .days(1)])
    }

    @Test(
        "what is wrong is named with its place and the way out",
        arguments: [
            ("people: [{ id: a, name: A, email: a@b.example }]", "on_call.people[1].page", "declared commands"),
            ("people: [{ id: a, name: A, page: [pagr, pager] }]", "on_call.people[1].page", "did you mean pager?"),
            (
                "people: [{ id: a, name: A, page: [pager, pager], role: boss }]", "on_call.people[1].role",
                "one of engineer"
            ),
            (
                "people: [{ id: a, name: A, page: [pager, pager], hours: nine }]", "on_call.people[1].hours",
                "09:00-17:00"
            ),
            ("acknowledge_within: 0m", "on_call.acknowledge_within", "above 0"),
        ])
    func wrong(_ section: String, name: String, hint: String) {
        do {
            _ = try ConfigurationFile.read(text: Self.commands + "on_call: { \(section) }", named: "e.yaml")
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".contains(name) && "\(error)".contains(hint), "\(error)")
        }
    }
}
