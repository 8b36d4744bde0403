import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// All rollouts.
struct RolloutListModel: PageModel {
    struct Line {
        let path: String
        let id: String
        let release: String
        let state: String
        let sites: Int
        let passed: String
        let waiting: String
    }

    static let template = "rollouts"

    let frame: ConsoleFrame
    let rollouts: [Line]

    static func of(site: Site, frame: ConsoleFrame) async throws -> RolloutListModel {
        var lines: [Line] = []
        for rollout in await site.ledger.read({ Array($0.rollouts.values) }).sorted(by: { $0.id < $1.id }) {
            let reading = try await RolloutReading.of(rollout, isBrief: true, site: site)
            let passed = rollout.waves.count { $0.state == .passed }
            lines.append(
                Line(
                    path: "/console/rollouts/\(rollout.id)", id: rollout.id.text, release: rollout.release.name,
                    state: rollout.state.rawValue, sites: rollout.selected,
                    passed: "\(passed) of \(rollout.waves.count)", waiting: reading.waitingFor.first?.text ?? ""))
        }
        return RolloutListModel(frame: frame, rollouts: lines)
    }
}
