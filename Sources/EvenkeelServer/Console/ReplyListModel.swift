import EvenkeelDomain
import EvenkeelLedger

/// What people answered to our mails, those first that nobody has read.
struct ReplyListModel: PageModel {
    static let template = "replies"

    let frame: ConsoleFrame
    let replies: [TodayModel.Line]

    static func of(site: Site, frame: ConsoleFrame) async throws -> ReplyListModel {
        let rows = try await site.store.replies(ReplyQuery(limit: 200))
        return ReplyListModel(
            frame: frame,
            replies: (rows.filter(\.waits) + rows.filter { !$0.waits }).map {
                line($0, zone: site.context.zone, state: $0.standing)
            })
    }

    static func line(_ reply: ReplyRow, zone: ZoneOffsets, state: String) -> TodayModel.Line {
        TodayModel.Line(
            path: "/console/replies/\(reply.id)", title: reply.title,
            text: "From \(reply.sender), \(zone.localText(reply.receivedAt)): \(state).")
    }
}
