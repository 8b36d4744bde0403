import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("Two operators press at once")
struct RaceTests {
    /// The first wave soaks.
    private func soaking() async throws -> TestSite {
        let test = try await TestSite()
        try await test.startRollout()
        let conductor = Conductor(operations: test.operations)
        for _ in 0..<30 {
            while try await conductor.tick(at: test.now) {}
            let due = try await test.store.placements(PlacementQuery(rollout: "pbx-5.2", states: [.due]))
            if !due.isEmpty {
                for (number, row) in due.enumerated() {
                    let outcome = """
                        {"outcomes":[{"id":"o\(number)","installation":"\(row.installation)","release":"5.2.0",\
                        "kind":"installed","at":"\(test.now)"}]}
                        """
                    #expect(try await test.post("/api/v1/outcomes", outcome).status == 202)
                }
                while try await conductor.tick(at: test.now) {}
                return test
            }
            let next = await test.operations.ledger.read { [now = test.now] in $0.agenda.nextAt(after: now) }
            test.now = try #require(next)
        }
        throw NeverDue()
    }

    private struct NeverDue: Error {}

    @Test(
        "halt and advance: whichever was first is in the journal first, nothing is open after the halt, and the other is told"
    )
    func haltAndAdvance() async throws {
        var advancedFirst = 0
        for _ in 0..<20 {
            let test = try await soaking()
            let path = "/api/v1/rollouts/pbx-5.2"
            async let halting = test.post("\(path)/halt", #"{"reason":"smoke"}"#)
            async let advancing = test.post("\(path)/advance", #"{"reason":"all well"}"#)
            let (halt, advance) = try await (halting, advancing)
            #expect(halt.status == 200, "\(halt.body)")
            #expect(try await test.get(path).json["state"] as? String == "halted")
            let waves = await test.operations.ledger.read { $0.rollouts["pbx-5.2"]?.waves.map(\.state) ?? [] }
            if advance.status == 200 {
                advancedFirst += 1
                #expect(waves == [.passed, .planned], "the halt came after")
                #expect(halt.body.contains("passed"), "who halts is told that the gate is open: \(halt.body)")
            } else {
                #expect(advance.status == 409, "\(advance.body)")
                #expect(advance.body.contains("halted"), "who advances is told of the halt: \(advance.body)")
                #expect(waves == [.halted, .planned])
            }
            let open = try await test.store.placements(PlacementQuery(rollout: "pbx-5.2", states: [.due]))
            #expect(open.isEmpty)
        }
        print("of 20, the advance was first \(advancedFirst) times")
    }

    @Test("who advances a wave that has gone on meanwhile is told so, and the next one stays as it is")
    func staleWave() async throws {
        let test = try await soaking()
        let path = "/api/v1/rollouts/pbx-5.2/advance"
        for (wave, status) in [(2, 409), (9, 422), (0, 422), (Int.min, 422)] {
            let stale = try await test.post(path, #"{"reason":"enough","wave":\#(wave)}"#)
            #expect(stale.status == status, "\(wave): \(stale.body)")
        }
        #expect(try await test.post(path, #"{"reason":"enough","wave":1}"#).status == 200)
    }

    @Test("two advance, or two halt: one does, and the other is told that it was done")
    func twice() async throws {
        for step in ["advance", "halt"] {
            let test = try await soaking()
            let path = "/api/v1/rollouts/pbx-5.2/\(step)"
            async let first = test.post(path, #"{"reason":"one"}"#)
            async let second = test.post(path, #"{"reason":"two"}"#)
            let answers = try await [first, second]
            #expect(answers.map(\.status).sorted() == [200, 409], "\(step): \(answers.map(\.body))")
        }
    }
}
