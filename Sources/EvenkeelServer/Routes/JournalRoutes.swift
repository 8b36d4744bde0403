import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// The journal: read, verify, export.
struct JournalRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("journal", use: list)
        routes.get("journal/verify") { request, _ in
            try JSONAnswer.document(try await site.context.verifyJournal(), for: request)
        }
        routes.get("journal/export") { _, _ in
            let export = site.context.exportJournal
            return Response(
                status: .ok, headers: [.contentType: "application/x-ndjson"],
                body: ResponseBody { writer in
                    let pipe = WriterPipe(writer)
                    try await export { try await pipe.write($0) }
                    try await pipe.finish()
                })
        }
    }

    @Sendable func list(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let fields = request.fields
        var after = 0
        if let text = fields["after"] ?? fields["cursor"] {
            guard let position = Int(text), (0..<Int.max).contains(position) else {
                throw Sentences.badParameter("after", value: text, expected: "a position, 0 or more")
            }
            after = position
        }
        let limit = try request.limit(default: 100, atMost: 1000)
        let entries = try await site.store.entries(after: after, limit: limit + 1)
        let page = entries.prefix(limit)
        return try JSONAnswer.document(
            JournalPage(
                entries: page.map(EntryDocument.init), next: entries.count > limit ? page.last?.position : nil),
            for: request)
    }
}
