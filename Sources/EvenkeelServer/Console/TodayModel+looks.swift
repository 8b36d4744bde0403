import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

extension TodayModel {
    /// Installs of which nothing more comes by itself, who waits longest first, with the way to where they are tried again.
    ///
    /// The rows of a rollout are read only where it has some.
    static func looks(_ readings: [RolloutReading], site: Site) async throws -> [Line] {
        let concerned = readings.filter { $0.counts.count(in: PlacementState.toLookAt) > 0 }.map(\.rollout)
        let states = Dictionary(uniqueKeysWithValues: concerned.map { ($0.id, $0.state) })
        let customers = try await site.operations.image.current().customers
        let lines = try await site.operations.sitesToLookAt(in: concerned).map { row in
            Line(
                path: "/console/rollouts/\(row.rollout)?wave=\(row.wave + 1)", title: row.installation.text,
                text: "\(customers[row.customer]?.name ?? row.customer.text), \(row.rollout): "
                    + SiteStandingSentences.toLookAt(
                        row, in: states[row.rollout] ?? .running, zone: site.context.zone))
        }
        return cut(lines, rest: "more installs wait for somebody.", path: "/console/rollouts")
    }
}
