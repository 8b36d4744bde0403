import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird
import Synchronization

/// The public pages, rendered once for each position of the journal and minute, and served from memory: a storm of
/// reloads costs the database and the ledger nothing.
final class PublicPages: Sendable {
    private struct Page {
        let headers: HTTPFields
        let body: ByteBuffer
        let tag: String
    }

    private struct Shelf {
        var position: Position = -1
        var minute: Int64 = -1
        var pages: [String: Page] = [:]
    }

    private let context: ServerContext
    private let templates: Templates
    private let publications: Publications
    /// The newest position, set by the ledger as it moves.
    private let newest = Atomic<Int>(0)
    private let shelf = Mutex(Shelf())

    init(context: ServerContext, templates: Templates) async {
        self.context = context
        self.templates = templates
        publications = Publications(store: context.store)
        newest.store(await context.ledger.read { $0.position }, ordering: .releasing)
        await context.ledger.observe { [self] position in newest.store(position, ordering: .releasing) }
    }

    func answer(_ path: String, _ request: Request) async throws -> Response {
        let now = context.clock()
        let position = newest.load(ordering: .acquiring)
        let minute = now.milliseconds / 60_000
        let kept = shelf.withLock { $0.position == position && $0.minute == minute ? $0.pages[path] : nil }
        let page: Page
        if let kept {
            page = kept
        } else {
            page = try await render(path, now: now)
            shelf.withLock { shelf in
                if shelf.position != position || shelf.minute != minute {
                    shelf = Shelf(position: position, minute: minute)
                }
                shelf.pages[path] = page
            }
        }
        if ETag.matches(request.headers[.ifNoneMatch], page.tag) {
            return Response(status: .notModified, headers: page.headers)
        }
        return Response(status: .ok, headers: page.headers, body: ResponseBody(byteBuffer: page.body))
    }

    /// Throws `notFound` for an incident that is not public, exactly as for one that never was; such a page is not kept.
    private func render(_ path: String, now: Timestamp) async throws -> Page {
        let view = try await PublicView(ledger: context.ledger, publications: publications)
        let site = (name: context.siteName, zone: context.zone)
        let text: String
        var type = "text/html; charset=utf-8"
        switch path {
        case "/": text = try templates.render(HomeModel(view, siteName: site.name, now: now, zone: site.zone))
        case "/history": text = try templates.render(HistoryModel(view, siteName: site.name, now: now, zone: site.zone))
        case "/history.atom":
            text = AtomFeed(view, siteName: site.name, baseURL: context.settings.baseURL, now: now).xml
            type = "application/atom+xml; charset=utf-8"
        default:
            guard path.hasPrefix("/incidents/"), let incident = view.incident(String(path.dropFirst(11))) else {
                throw Sentences.notFound
            }
            text = try templates.render(
                PublicIncidentModel(incident, siteName: site.name, now: now, zone: site.zone))
        }
        let bytes = Array(text.utf8)
        let tag = ETag.of(bytes)
        return Page(
            headers: [.contentType: type, .eTag: tag, .cacheControl: "no-cache"], body: ByteBuffer(bytes: bytes),
            tag: tag)
    }
}
