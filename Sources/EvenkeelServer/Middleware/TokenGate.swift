import EvenkeelAPI
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// Lets a request to the API through if its token or session may make it. Reading needs `read`, changing `admin`;
/// reporting outcomes and signals needs `outcomes`.
struct TokenGate: RouterMiddleware {
    static let csrfHeader = HTTPField.Name("X-Evenkeel-CSRF")
    let gatekeeper: Gatekeeper

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let principal = try await gatekeeper.principal(request) else { throw Sentences.unauthorized }
        let needed = Self.scope(request)
        guard principal.may(needed) else {
            throw Sentences.forbidden(scope: principal.scope.rawValue, needed: needed.rawValue)
        }
        if let session = principal.session, request.method != .get, request.method != .head {
            try Gatekeeper.checkOrigin(request)
            try Gatekeeper.checkToken(Self.csrfHeader.flatMap { request.headers[$0] }, of: session)
        }
        var context = context
        context.principal = principal
        return try await next(request, context)
    }

    private static func scope(_ request: Request) -> TokenRow.Scope {
        if request.method == .get || request.method == .head { return .read }
        let path = request.uri.path
        // A back-test sends a policy and changes nothing.
        if request.method == .post, path.hasPrefix("/api/v1/rollouts/"), path.hasSuffix("/replay") { return .read }
        let isReport =
            path == "/api/v1/outcomes" || (path.hasPrefix("/api/v1/incidents/") && path.hasSuffix("/signals"))
        return request.method == .post && isReport ? .outcomes : .admin
    }
}
