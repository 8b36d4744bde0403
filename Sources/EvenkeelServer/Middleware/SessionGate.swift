import EvenkeelAPI
import Hummingbird

/// Lets a request to the console through if it has a session; others are sent to the login page.
struct SessionGate: RouterMiddleware {
    let gatekeeper: Gatekeeper

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let principal = try await gatekeeper.visitor(request) else { throw Sentences.unauthorized }
        if request.method != .get, request.method != .head { try Gatekeeper.checkOrigin(request) }
        var context = context
        context.principal = principal
        return try await next(request, context)
    }
}
