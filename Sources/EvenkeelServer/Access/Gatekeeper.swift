import EvenkeelAPI
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// Finds out who makes a request.
struct Gatekeeper: Sendable {
    let context: ServerContext
    let sessions: Sessions

    /// Every token is compared, so that the time says nothing about which one was near.
    func token(_ secret: String) async throws -> TokenRow? {
        let hash = Secret.hash(secret)
        var found: TokenRow?
        for row in try await context.store.tokens() where Secret.equal(row.secretHash, hash) && row.revokedAt == nil {
            found = row
        }
        return found
    }

    /// The holder of the bearer token, else of the session; nil where there is neither.
    func principal(_ request: Request) async throws -> Principal? {
        if let header = request.headers[.authorization] {
            guard let secret = Self.bearer(header), let token = try await token(secret) else { return nil }
            return Principal(name: token.name, scope: token.scope, predicate: token.predicate)
        }
        return try await visitor(request)
    }

    /// The holder of the session cookie. A session ends with the token it was opened with.
    func visitor(_ request: Request) async throws -> Principal? {
        guard let cookie = request.cookies[Sessions.cookie]?.value,
            let session = sessions.find(cookie, at: context.sessionClock())
        else { return nil }
        let tokens = try await context.store.tokens()
        guard
            tokens.contains(where: { $0.secretHash == session.tokenHash && $0.revokedAt == nil && $0.scope == .admin })
        else {
            sessions.end(session)
            return nil
        }
        return Principal(name: session.name, scope: .admin, session: session)
    }

    private static func bearer(_ header: String) -> String? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// Refuses a form or a script of another site. A browser says where a request comes from in `Sec-Fetch-Site` or in
    /// `Origin`; under `Referrer-Policy: no-referrer` the latter is `null` for forms of our own pages too (Fetch
    /// standard, "append a request Origin header"), so `null` alone proves nothing and the CSRF token decides.
    static func checkOrigin(_ request: Request) throws(Problem) {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }), site != "same-origin",
            site != "none"
        {
            throw Sentences.forged
        }
        guard let origin = request.headers[.origin], origin != "null" else { return }
        let host = origin.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init)
        guard let authority = request.head.authority, host == authority else { throw Sentences.forged }
    }

    /// A change through a session carries its CSRF token.
    static func checkToken(_ given: String?, of session: Session) throws(Problem) {
        guard let given, Secret.equal(given, session.csrf) else { throw Sentences.forged }
    }
}
