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
        let rollouts = await site.ledger.read { Array($0.rollouts.values) }.sorted { $0.id < $1.id }
        let lines = try await RolloutReading.brief(rollouts, site: site).map { reading in
            let rollout = reading.rollout
            let passed = rollout.waves.count { $0.state == .passed }
            return Line(
                path: "/console/rollouts/\(rollout.id)", id: rollout.id.text, release: rollout.release.name,
                state: rollout.state.word(isReplaced: rollout.replacedBy != nil), sites: rollout.selected,
                passed: "\(passed) of \(rollout.waves.count)", waiting: reading.waitingFor.inBrief)
        }
        return RolloutListModel(frame: frame, rollouts: lines)
    }
}
