import EvenkeelDomain
import Testing

@testable import EvenkeelLedger
@testable import EvenkeelStore

/// Members that joined an event after it was shipped: the old golden files are read without them, and these with.
@Suite("Later members of events", .serialized)
struct LaterEventTests {
    private static let at = Timestamp(milliseconds: 1_790_000_000_000)

    private static let resumed = Event.rolloutResumed(
        RolloutStopped(rollout: "pbx-5.2", reason: "The trunk was replaced.", evidenceFrom: at))

    private static func halted() -> Event {
        func rule(_ weight: Double, scanning: Bool = false, dryRun: Bool = false, gates: Bool = false)
            -> GateFigures.Rule
        {
            GateFigures.Rule(
                weight: weight, baseline: 0.01, haltAbove: 1, tolerate: 2, acceptSites: 10, confidence: 0.95,
                minSample: 3, soakDeadline: 2, silenceShare: 0.1, horizonSites: 240, scanShare: 0.5,
                isScanning: scanning, isDryRun: dryRun, gates: gates)
        }
        let installs = GateFigures.Member(
            metric: "installs", rule: rule(1),
            tally: GateFigures.Tally(observed: 0, expected: 0.05, enrolled: 5, completed: 5, failed: 0, silent: 0),
            scan: nil, state: "advance", haltReason: nil, threshold: 3.5, upperBound: 0.479, upperBoundFixed: 0.451)
        let health = GateFigures.Member(
            metric: "health", rule: rule(3, scanning: true, gates: true),
            tally: GateFigures.Tally(observed: 4, expected: 0.05, enrolled: 5, completed: 4, failed: 4, silent: 1),
            scan: GateFigures.Scan(
                featureCount: 3, pairCount: 2,
                groups: [.init(features: ["call-queue", "fax"], observed: 4, expected: 0.04, sites: 4, failed: 4)],
                quiet: [.init(expected: 0.01, features: 1, pairs: 1)]),
            state: "halt", haltReason: "tooManyFailures", threshold: 3.5, upperBound: 1, upperBoundFixed: 1)
        let figures = GateFigures(
            falseHalt: 0.01, members: [installs, health],
            limits: [.init(metric: "health", failures: 1, among: "criticality==revenue", failed: 0, sites: 2)],
            soakElapsedDays: 1.5, soakRequiredDays: 7, isPastDeadline: false, nextWaveSites: 20,
            unmet: ["2 more answers from customers are needed."], since: at, state: "halt")
        return .waveHalted(
            GateDecided(
                rollout: "pbx-5.2", wave: 0,
                evidence: GateEvidence(
                    metric: .health, tallyVersion: 41, enrolled: 5, sites: 4, failed: 4, silent: 1, expected: 0.05,
                    falseHalt: 0.0075, baseline: 0.01, horizonSites: 240, upperBound: 1, upperBoundFixed: 1,
                    implicated: [], text: "Halt: 4 failures in 5 sites.", figures: figures)))
    }

    @Test("events with their later members have the stored form they were shipped with, and are read from it")
    func stored() throws {
        for (name, event) in [("rolloutResumed", Self.resumed), ("waveHalted", Self.halted())] {
            let file = "events-later/\(name).json"
            try Golden.expect(try EventCodec.text(of: event) + "\n", equals: file)
            #expect(try EventCodec.event(of: try Golden.text(file), at: 1) == event)
        }
    }

    @Test("an entry without them is read as one that has none")
    func absent() throws {
        guard
            case .rolloutResumed(let old) = try EventCodec.event(of: Golden.text("events/rolloutResumed.json"), at: 1),
            case .waveHalted(let halt) = try EventCodec.event(of: Golden.text("events/waveHalted.json"), at: 2)
        else {
            Issue.record("the golden files are of other events")
            return
        }
        #expect(old.evidenceFrom == nil)
        #expect(halt.evidence.figures == nil)
        #expect(halt.evidence.rederive() == nil)
    }
}
