import HTTPTypes
import Hummingbird

/// What anybody may read.
struct PublicRoutes {
    let site: Site

    func add(to routes: some Routes) {
        for path in ["/", "/history", "/history.atom"] {
            routes.get(RouterPath(path)) { request, _ in try await site.publicPages.answer(path, request) }
        }
        routes.get("/incidents/:id") { request, asker in
            try await site.publicPages.answer("/incidents/\(asker.part("id"))", request)
        }
        let stylesheet = site.templates.stylesheet
        let tag = ETag.of(stylesheet)
        let body = ByteBuffer(bytes: stylesheet)
        routes.get("/assets/evenkeel.css") { request, _ in
            let headers: HTTPFields = [
                .contentType: "text/css; charset=utf-8", .eTag: tag, .cacheControl: "public, max-age=300",
            ]
            if ETag.matches(request.headers[.ifNoneMatch], tag) {
                return Response(status: .notModified, headers: headers)
            }
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
        }
    }
}
