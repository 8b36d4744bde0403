import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// Exchanges an admin token for a session, and ends it.
struct LoginRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("/login") { _, _ in
            HTMLAnswer.page(try site.templates.render(LoginModel(siteName: site.context.siteName)))
        }
        routes.post("/login", use: logIn)
        routes.post("/logout", use: logOut)
    }

    @Sendable func logIn(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        try Gatekeeper.checkOrigin(request)
        let given = try await request.form()["token"] ?? ""
        guard let token = try await site.gatekeeper.token(given), token.scope == .admin else {
            let page = LoginModel(siteName: site.context.siteName, problem: Sentences.wrongToken)
            return HTMLAnswer.page(try site.templates.render(page), status: .unauthorized)
        }
        var response = HTMLAnswer.redirect(to: "/console")
        response.setCookie(
            try cookie(
                site.sessions.begin(token, at: site.context.sessionClock()),
                seconds: Int(Sessions.lifetime.milliseconds / 1000)))
        return response
    }

    @Sendable func logOut(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        try Gatekeeper.checkOrigin(request)
        guard let principal = try await site.gatekeeper.visitor(request), let session = principal.session else {
            return HTMLAnswer.redirect(to: "/login")
        }
        try Gatekeeper.checkToken(try await request.form()["csrf"], of: session)
        site.sessions.end(session)
        var response = HTMLAnswer.redirect(to: "/login")
        response.setCookie(try cookie("", seconds: 0))
        return response
    }

    private func cookie(_ value: String, seconds: Int) throws -> Cookie {
        Cookie(
            name: Sessions.cookie, value: value, maxAge: seconds, path: "/",
            secure: site.context.settings.baseURL.hasPrefix("https:"), httpOnly: true, sameSite: .strict)
    }
}
