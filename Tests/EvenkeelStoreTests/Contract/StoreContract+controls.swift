import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let controls = [
        StoreCheck("what a site says before its turn is kept for the rollouts that compare, each id once") {
            store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a"), Fixtures.placement("b", in: .installed)])])
            let reports = [
                old("1", .healthy, minute: 4), old("2", .unhealthy, minute: 9), old("3", .unhealthy, minute: 6),
                old("4", at: "z", .healthy, minute: 7),
            ]
            let before = try await store.tallyVersion("r")
            #expect(try await store.record(batch(reports)).map(\.reason) == [.noSuchRollout], "z has no place")
            #expect(try await store.tallyVersion("r") > before)
            let after = try await store.tallyVersion("r")
            #expect(try await store.record(batch(reports)).map(\.index) == [3])
            #expect(
                try await store.record(batch([old("1", .unhealthy, minute: 4)])).map(\.reason) == [.duplicateDiffers])
            #expect(try await store.tallyVersion("r") == after)
            #expect(
                try await store.controlEvidence("r") == [
                    ControlEvidence(
                        installation: "a", firstAt: Fixtures.time(4), lastAt: Fixtures.time(9),
                        troubles: [Fixtures.time(6), Fixtures.time(9)])
                ])
            #expect(try await store.controlEvidence("s").isEmpty)
            #expect(try await store.outcomes("r").isEmpty, "no outcome of the release")
        },
        StoreCheck("a report under the new release of a site that waits is a control until its start is known") {
            store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .due)])])
            var early = Fixtures.batch([
                Fixtures.outcome("1", .unhealthy, minute: 5), Fixtures.outcome("2", .unhealthy, minute: 20),
                Fixtures.outcome("3", at: "z", .healthy, minute: 5),
            ])
            early.comparing = ["r"]
            #expect(try await store.record(early).map(\.index) == [2], "z has no place in it")
            #expect(try await store.record(early).map(\.index) == [2])
            #expect(try await store.controlEvidence("r").first?.troubles == [Fixtures.time(5), Fixtures.time(20)])
            _ = try await store.record(Fixtures.batch([Fixtures.outcome("4", .installed, minute: 10)]))
            #expect(try await store.controlEvidence("r").first?.troubles == [Fixtures.time(5)])
            #expect(try await store.siteEvidence("r").first?.troubleAt == Fixtures.time(20))
        },
        StoreCheck("the rhythm of a site is that of all its signs of life, whatever they were about") {
            store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .installed)])])
            _ = try await store.record(batch([old("1", .healthy, minute: 0), old("2", .healthy, minute: 10)]))
            let later = [13, 33, 33].enumerated().map { Fixtures.outcome("h\($0)", .healthy, minute: $1) }
            _ = try await store.record(Fixtures.batch(later))
            #expect(
                try await store.rhythms("r") == [
                    SiteRhythm(installation: "a", gaps: 3, total: .minutes(33), longest: .minutes(20))
                ])
        },
        StoreCheck("an response is kept with its outcome, and not where that is refused") { store async throws in
            try await store.change([
                .putPlacements([Fixtures.placement("a", in: .installed), Fixtures.placement("b", in: .due)])
            ])
            var said = Fixtures.batch([
                Fixtures.outcome("1", .responseFine, minute: 5),
                Fixtures.outcome("2", at: "b", .responseTrouble, minute: 6),
            ])
            said.responses = [response("1", "a", fine: true, minute: 5), response("2", "b", fine: false, minute: 6)]
            #expect(try await store.record(said).map(\.reason) == [.notStarted])
            #expect(try await store.record(said).map(\.reason) == [.notStarted])
            #expect(try await store.responses("r") == [said.responses[0]])
            #expect(try await store.responses("s").isEmpty)
            #expect(try await store.signs("r") == [SiteSign(installation: "a", kind: .responseFine)])
            // Once the start of the other site is known, its answer counts, and who said it is known still.
            try await store.change([.stepPlacement("r", "b", .start, at: Fixtures.time(1), note: nil)])
            #expect(try await store.responses("r") == [said.responses[1], said.responses[0]])
        },
    ]

    private static func old(_ id: String, at site: String = "a", _ kind: Outcome.Kind, minute: Int) -> Outcome {
        Outcome(
            id: OutcomeID(id), installation: InstallationID(site), release: Fixtures.version("5.1.0"), kind: kind,
            at: Fixtures.time(minute))
    }

    private static func batch(_ outcomes: [Outcome]) -> OutcomeBatch {
        var batch = OutcomeBatch(source: "agent", receivedAt: Fixtures.time(0))
        batch.controls = ["r": outcomes.enumerated().map { OutcomeBatch.Report(index: $0, outcome: $1) }]
        batch.comparing = ["r"]
        return batch
    }

    private static func response(_ id: String, _ site: String, fine: Bool, minute: Int) -> ResponseRow {
        ResponseRow(
            outcome: OutcomeID(id), rollout: "r", installation: InstallationID(site), isFine: fine,
            at: Fixtures.time(minute), way: .call, from: "Rosa", recordedBy: "ada", recordedAt: Fixtures.time(9),
            note: "at noon")
    }
}
