import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// A revision of a plan: who would move, whom it would be told to, and what is still needed to adopt it.
struct RevisionModel: PageModel {
    struct Move {
        let id: String
        let from: String
        let to: String
        let dayBefore: String
        let day: String
    }

    struct Told {
        let customer: String
        let path: String
        let sites: String
    }

    static let template = "revision"
    /// A page shows so many moves; the API has them all.
    private static let moveLimit = 500

    let frame: ConsoleFrame
    let id: String
    let number: Int
    let parent: Int
    let proposal: String?
    let approvals: String?
    let needsApproval: Bool
    let summary: String
    let moves: [Move]
    let hasMoves: Bool
    let more: Int?
    let told: [Told]
    let hasTold: Bool

    static func of(
        _ rollout: Rollout, revision: Int, site: EvenkeelServer.Site, frame: ConsoleFrame
    ) async throws -> RevisionModel {
        let diff = try await RevisionReading(site: site).diff(of: rollout, revision: revision)
        let proposal = rollout.proposals.first { $0.revision == revision }
        let needed = rollout.approvalRule.persons
        let customers = try await site.operations.image.current().customers
        let moves = diff.moved.prefix(moveLimit).map { move in
            Move(
                id: move.installation, from: move.from ?? "no wave",
                to: move.to ?? "no wave" + (move.reason.map { ": \($0.text)" } ?? ""),
                dayBefore: move.opensBefore ?? "", day: move.opens ?? "")
        }
        let told = (diff.tell ?? []).prefix(moveLimit).map { one in
            Told(
                customer: customers[CustomerID(one.customer)]?.name ?? one.customer,
                path: "/console/customers/\(one.customer)", sites: one.installations.joined(separator: ", "))
        }
        let kept = diff.unchanged ?? 0
        return RevisionModel(
            frame: frame, id: rollout.id.text, number: revision, parent: diff.from,
            proposal: proposal.map {
                "Proposed by \($0.author) at \(site.context.zone.localText($0.at)) from revision \($0.parent): \($0.reason)"
            },
            approvals: proposal.flatMap { RevisionSentences.approvals($0, needed: needed) },
            needsApproval: proposal != nil && needed > 1,
            summary: "\(diff.moved.count) sites move, \(kept) keep wave and day.", moves: moves,
            hasMoves: !moves.isEmpty, more: diff.moved.count > moveLimit ? diff.moved.count - moveLimit : nil,
            told: told, hasTold: !told.isEmpty)
    }
}
