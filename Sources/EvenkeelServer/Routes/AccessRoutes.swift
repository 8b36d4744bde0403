import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Tokens. The secret of a token is in the answer to its making and nowhere else.
struct AccessRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("tokens") { request, asker in
            guard asker.principal?.scope == .admin else {
                throw Sentences.forbidden(scope: asker.principal?.scope.rawValue ?? "none", needed: "admin")
            }
            let tokens = try await site.store.tokens().sorted { $0.name < $1.name }
            return try JSONAnswer.document(TokenPage(tokens: tokens.map { TokenDocument($0) }, next: nil), for: request)
        }
        routes.post("tokens", use: add)
        routes.delete("tokens/:name") { request, asker in
            let name = asker.part("name")
            let basis = await site.ledger.read { $0.position }
            let good = try await site.store.tokens().filter { $0.revokedAt == nil }
            guard good.contains(where: { $0.name == name }) else {
                throw Sentences.unknown("token", name, list: "evenkeel token list")
            }
            guard good.contains(where: { $0.name != name && $0.scope == .admin }) else {
                throw Sentences.lastAdminToken
            }
            try await site.operations.perform(
                .revokeToken(name), id: try request.command(asker.principal), by: asker.actor, at: site.now,
                basis: basis)
            return Response(status: .noContent)
        }
    }

    @Sendable func add(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["name", "scope", "predicate"])
        let name = try object.requiredLine("name")
        guard ID<Component>(name).isPlain else { throw object.bad("name", expected: "letters, digits, dots, dashes") }
        guard let scope = try object.choice("scope", of: TokenRow.Scope.self) else {
            throw object.missing("scope", expected: "admin, read or outcomes")
        }
        let predicate = try object.predicate("predicate")
        guard predicate == nil || scope == .outcomes else {
            throw object.bad("predicate", expected: "none, but for a token of scope outcomes")
        }
        let basis = await site.ledger.read { $0.position }
        // The name of a revoked token is not used again: the journal names its holder by it.
        guard try await !site.store.tokens().contains(where: { $0.name == name }) else {
            throw OperationError.refused(.alreadyExists(name))
        }
        let secret = Secret.newToken()
        let row = TokenRow(
            name: name, scope: scope, secretHash: Secret.hash(secret), createdAt: site.now, predicate: predicate)
        try await site.operations.perform(
            .addToken(row), id: try request.command(asker.principal), by: asker.actor, at: site.now, basis: basis)
        return try JSONAnswer.document(TokenDocument(row, token: secret), for: request, status: .created)
    }
}
