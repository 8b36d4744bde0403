import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Ends of support")
struct SupportTests {
    private func campaign(ends: CivilDate = Desk.monday + 200, postponements: Int = 1) throws -> SupportCampaign {
        SupportCampaign(
            id: "pbx-4", product: "pbx", below: try #require(Version("5.0.0")), ends: ends,
            letterDays: [30, 180, 90], postponements: postponements)
    }

    private func answer(_ kind: Answer.Kind, note: String? = "After the audit.", person: String? = nil) -> Command {
        var answer = Answer(
            id: "a-1", customer: "alpha", kind: kind, way: .page, at: Desk.start, recordedAt: Desk.start,
            person: person, note: note)
        answer.campaign = "pbx-4"
        return .recordAnswer(RecordAnswer(answer: answer))
    }

    @Test("letters are due at their times before the end, and each goes out once")
    func letters() throws {
        var desk = Desk()
        try desk.give(.openCampaign(try campaign()))
        let running = try #require(desk.state.campaigns["pbx-4"])
        #expect(running.letters.map(\.daysBefore) == [180, 90, 30])
        let first = Duty.sendLetters("pbx-4", daysBefore: 180)
        #expect(desk.state.agenda.all.first?.duty == first)
        try desk.give(.sendLetters("pbx-4", daysBefore: 180, customers: ["alpha"], deliveries: []))
        #expect(!desk.state.agenda.all.map(\.duty).contains(first))
        #expect(try desk.give(.sendLetters("pbx-4", daysBefore: 180, customers: [], deliveries: [])).events.isEmpty)
    }

    @Test("of letters whose day has passed only the last goes out")
    func late() throws {
        var desk = Desk()
        try desk.give(.openCampaign(try campaign(ends: Desk.monday + 40)))
        #expect(desk.state.campaigns["pbx-4"]?.letters.map(\.daysBefore) == [90, 30])
        #expect(desk.refusal(of: .openCampaign(try campaign())) == .alreadyExists("pbx-4"))
    }

    @Test("\"not yet\" needs a reason, and after the allowed number a name that accepts the risk")
    func acceptance() throws {
        var desk = Desk()
        try desk.give(.openCampaign(try campaign(postponements: 1)))
        #expect(desk.refusal(of: answer(.later, note: " ")) == .reasonMissing)
        try desk.give(answer(.later))
        #expect(desk.refusal(of: answer(.later)) == .acceptanceNeeded("pbx-4", "alpha", times: 1))
        #expect(desk.refusal(of: answer(.acceptsRisk)) == .personMissing)
        let events = try desk.give(answer(.acceptsRisk, person: "Ada Rossi")).events
        #expect(desk.state.campaigns["pbx-4"]?.accepted["alpha"] == "a-1")
        #expect(!"\(events)".contains("Ada"), "the journal names nobody")
    }

    @Test("a closed campaign sends no letter and takes no answer")
    func closed() throws {
        var desk = Desk()
        try desk.give(.openCampaign(try campaign()))
        #expect(desk.refusal(of: .closeCampaign("pbx-4", why: "")) == .reasonMissing)
        try desk.give(.closeCampaign("pbx-4", why: "Support was extended."))
        #expect(desk.state.agenda.all.isEmpty)
        #expect(desk.refusal(of: answer(.later)) == .unknownCampaign("pbx-4"))
    }

    @Test("a site is concerned by product and version, and perhaps where one is unknown")
    func concerned() throws {
        var site = Installation(id: "site-1", customer: "alpha")
        let campaign = try campaign()
        #expect(campaign.concerns(site) == .maybe)
        site.product = "pbx"
        #expect(campaign.concerns(site) == .maybe)
        site.version = Version("4.9.9")
        #expect(campaign.concerns(site) == .yes)
        site.version = Version("5.0.0")
        #expect(campaign.concerns(site) == .no)
        site.product = "till"
        #expect(campaign.concerns(site) == .no)
    }
}
