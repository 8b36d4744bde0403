import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// The journal, newest first.
struct JournalModel: PageModel {
    struct Line {
        let position: Int
        let time: TimeModel
        let actor: String
        let kind: String
        let text: String
    }

    static let template = "journal"
    private static let limit = 100

    let frame: ConsoleFrame
    let entries: [Line]
    let head: String
    let position: Int
    let older: String?

    /// - Parameter before: entries before this position; nil for the newest.
    static func of(before: Int?, site: Site, frame: ConsoleFrame) async throws -> JournalModel {
        let (now, zone) = (site.now, site.context.zone)
        let head = try await site.store.head()
        let end = min(before ?? head.position + 1, head.position + 1)
        let start = max(0, end - 1 - limit)
        let entries = try await site.store.entries(after: start, limit: limit).filter { $0.position < end }
        return JournalModel(
            frame: frame,
            entries: entries.reversed().map { entry in
                let (kind, text) = EventSentences.of(entry.event)
                return Line(
                    position: entry.position, time: TimeModel(entry.at, now: now, zone: zone), actor: entry.actor,
                    kind: kind, text: text)
            }, head: String(head.hash.prefix(16)), position: head.position,
            older: start > 0 ? "/console/journal?before=\(start + 1)" : nil)
    }
}
