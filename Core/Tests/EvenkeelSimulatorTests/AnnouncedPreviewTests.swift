import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("What a wave will be told, before it is")
struct AnnouncedPreviewTests {
    @Test("a customer's notice and reminder can be read before they are queued, each with their own sites only")
    func preview() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let courier = bench.courier()
        for isReminder in [false, true] {
            let composition = try await courier.preview(
                noticeOf: Bench.rollout, wave: 0, isReminder: isReminder, to: "alpha")
            guard case .message(let message) = composition else {
                Issue.record("nothing: \(composition)")
                continue
            }
            #expect(message.to.description == "ada@alpha.example")
            #expect(message.text.contains("alpha-hq") && !message.text.contains("beta-hq"))
        }
        for (wave, customer) in [(7, "alpha"), (0, "nobody")] as [(Int, CustomerID)] {
            let nothing = try await courier.preview(
                noticeOf: Bench.rollout, wave: wave, isReminder: false, to: customer)
            if case .message = nothing { Issue.record("written to \(customer) of wave \(wave)") }
        }
    }

    @Test(
        "a notice to somebody at whose site a technician is expected names the hour, until that is over or called off")
    func appointed() async throws {
        let bench = try await Bench()
        try await bench.openWave { $0.execute.by = .manual }
        let courier = bench.courier()
        func text() async throws -> String {
            let composition = try await courier.preview(
                noticeOf: Bench.rollout, wave: 0, isReminder: false, to: "alpha")
            guard case .message(let message) = composition else { return "" }
            return message.text
        }
        let visit = Appointment(
            id: "visit", rollout: Bench.rollout, installation: "alpha-hq", customer: "alpha",
            start: bench.now + .hours(2), minutes: 60, person: "Dana Levi", changedAt: bench.now)
        try await bench.operations.appoint(visit, command: "made", by: "ada", at: bench.now)
        #expect(try await text().contains("Dana Levi"))
        try await bench.operations.change(
            "visit", .cancel, note: "Ill.", command: "off", by: "ada", at: bench.now)
        let after = try await text()
        #expect(after.contains("alpha-hq") && !after.contains("Dana"), "\(after)")
    }
}
