import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner

/// One rollout: the strip of waves, the curve, the selected wave, and what it waits for.
struct RolloutModel: PageModel {
    struct Wave {
        let number: Int
        let name: String
        let state: String
        let opens: String
        let exposure: String
        let coverage: String
        let path: String
        let isSelected: Bool
    }

    struct Site {
        let id: String
        let customer: String
        let customerPath: String
        let state: String
        let reason: String
        let trouble: String
    }

    struct Step {
        let name: String
        let label: String
        let needsReason: Bool
    }

    static let template = "rollout"
    /// A page shows so many sites of a wave; the API has them all.
    private static let siteLimit = 500

    let frame: ConsoleFrame
    let id: String
    let release: String
    let state: String
    let stopReason: String?
    let revision: Int
    let selected: Int
    let withheld: Int
    let waves: [Wave]
    let waiting: [String]
    let hasWaiting: Bool
    let verdict: String?
    let curve: CurveModel?
    let waveName: String
    let sites: [Site]
    let more: Int?
    let canHalt: Bool
    let steps: [Step]

    static func of(_ rollout: Rollout, wave wanted: Int?, site: EvenkeelServer.Site, frame: ConsoleFrame) async throws
        -> RolloutModel
    {
        let reading = try await RolloutReading.of(rollout, site: site)
        let last = rollout.waves.count - 1
        let shown = wanted.map { $0 - 1 } ?? rollout.currentWave ?? rollout.nextWave ?? max(0, last)
        guard rollout.waves.indices.contains(shown) || rollout.waves.isEmpty else { throw Sentences.notFound }
        let rows = try await site.store.placements(PlacementQuery(rollout: rollout.id, wave: shown))
            .sorted { $0.installation < $1.installation }
        let plan = try await site.store.plan(rollout.id, revision: rollout.revision)
        let allowed = RolloutState.Step.allCases.filter { rollout.state.after($0) != nil }
        return RolloutModel(
            frame: frame, id: rollout.id.text, release: rollout.release.name, state: rollout.state.rawValue,
            stopReason: rollout.stopReason, revision: rollout.revision, selected: rollout.selected,
            withheld: rollout.withheld,
            waves: rollout.waves.enumerated().map { index, wave in
                Wave(
                    number: index + 1, name: wave.name, state: wave.state.rawValue, opens: wave.opens.description,
                    exposure: Self.words(wave.exposure), coverage: Percent.text(wave.coverage),
                    path: "/console/rollouts/\(rollout.id)?wave=\(index + 1)", isSelected: index == shown)
            },
            waiting: reading.waitingFor.map(\.text), hasWaiting: !reading.waitingFor.isEmpty,
            verdict: rollout.waves.indices.contains(shown) ? reading.verdict(shown)?.text : nil,
            curve: plan.flatMap(CurveModel.init),
            waveName: rollout.waves.indices.contains(shown) ? "Wave \(shown + 1): \(rollout.waves[shown].name)" : "",
            sites: rows.prefix(siteLimit).map(Self.line), more: rows.count > siteLimit ? rows.count - siteLimit : nil,
            canHalt: allowed.contains(.halt), steps: steps(allowed, rollout))
    }

    private static func words(_ exposure: Exposure) -> String {
        func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        return [
            count(exposure.installations, "site"), count(exposure.seats, "seat"), count(exposure.customers, "customer"),
        ].joined(separator: ", ")
    }

    private static func line(_ row: PlacementRow) -> Site {
        Site(
            id: row.installation.text, customer: row.customer.text, customerPath: "/console/customers/\(row.customer)",
            state: row.state.rawValue, reason: PlanSentences.reason(row.placement.reason),
            trouble: row.troubleAt == nil ? row.note ?? "" : "trouble reported" + (row.fault.map { ": \($0)" } ?? ""))
    }

    private static func steps(_ allowed: [RolloutState.Step], _ rollout: Rollout) -> [Step] {
        var steps: [Step] = allowed.compactMap { step in
            switch step {
            case .approve: Step(name: "approve", label: "Approve the plan", needsReason: false)
            case .start: Step(name: "start", label: "Start", needsReason: false)
            case .pause: Step(name: "pause", label: "Pause", needsReason: true)
            case .resume: Step(name: "resume", label: "Resume", needsReason: true)
            case .abort: Step(name: "abort", label: "Give up", needsReason: true)
            case .replan, .halt, .complete: nil
            }
        }
        if rollout.state == .running, let wave = rollout.currentWave, rollout.waves[wave].state.after(.pass) != nil {
            steps.append(Step(name: "advance", label: "Advance against the verdict", needsReason: true))
        }
        return steps
    }
}
