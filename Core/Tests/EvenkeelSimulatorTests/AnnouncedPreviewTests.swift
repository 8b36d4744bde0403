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
}
