import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// Three customers are asked to agree to a day a week ahead; alpha agrees, and the policy has `call_after: 3d`.
@Suite("Whom somebody should call")
struct CallListTests {
    private let bench: Bench
    private let conductor: Conductor

    init() async throws {
        bench = try await Bench()
        conductor = Conductor(operations: bench.operations)
    }

    private func announce(_ onSilence: NoticePolicy.Silence) async throws {
        var policy = try Bench.policy()
        policy.notice = NoticePolicy(
            before: .days(7), acknowledge: .always, onSilence: onSilence, callAfter: .days(3))
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turnUntilAnnounced(conductor)
        try await answer("alpha", .agreed, .page, "", id: "agree")
    }

    private func answer(
        _ customer: CustomerID, _ kind: Answer.Kind, _ way: Answer.Way, _ note: String, id: CommandID
    ) async throws {
        var wish = AnswerWish(
            customer: customer, rollout: Bench.rollout, kind: kind, way: way, at: bench.now, note: note)
        if way == .telephone { (wish.person, wish.recordedBy) = ("Al", "ada") }
        try await bench.operations.answer(wish, command: id, by: "ada", at: bench.now)
    }

    private func list() async throws -> [String] {
        try await bench.operations.calls(at: bench.now).map { call in
            "\(call.notice.customer): \(call.reason.rawValue)\(call.said.map { " (\($0))" } ?? "")"
        }
    }

    @Test(
        "those who stay silent, where silence does not let them go, once it has lasted long enough",
        arguments: [
            (NoticePolicy.Silence.call, ["beta: silent", "gamma: silent"]),
            (.hold, ["beta: silent", "gamma: silent"]), (.laterWave, ["beta: silent", "gamma: silent"]),
            (.proceed, []),
        ])
    func silent(onSilence: NoticePolicy.Silence, listed: [String]) async throws {
        try await announce(onSilence)
        bench.pass(.hours(71) + .minutes(59))
        #expect(try await list() == [])
        bench.pass(.minutes(1))
        #expect(try await list() == listed)
    }

    @Test("those who declined in writing, at once and with what they said, until somebody has spoken with them")
    func declined() async throws {
        try await announce(.hold)
        try await answer("beta", .declined, .page, "Not before our audit.", id: "no")
        #expect(try await list() == ["beta: declined (Not before our audit.)"])
        try await answer("beta", .unreached, .telephone, "Nobody picks up.", id: "try")
        #expect(try await list() == ["beta: declined (Not before our audit.)"])
        try await answer("beta", .declined, .telephone, "In spring.", id: "spoken")
        #expect(try await list() == [])
    }
}
