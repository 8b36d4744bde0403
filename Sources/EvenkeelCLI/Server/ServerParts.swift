import EvenkeelAPI
import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelServer
import EvenkeelStore
import Foundation

/// What the HTTP server needs of the other edges.
enum ServerParts {
    static func context(_ deployment: Deployment, wake: @escaping @Sendable () -> Void) -> ServerContext {
        let store = deployment.store
        var context = ServerContext(
            operations: deployment.operations, courier: deployment.courier, clock: deployment.clock,
            readPolicy: { yaml, name in try PolicyFile.read(text: yaml, named: name) },
            readFleet: { bytes, reading in
                let options = FleetFile.Options(
                    extraAsEnvironment: reading.extraAsEnvironment, skipBad: reading.skipBad)
                return try FleetFile.read(bytes: bytes, named: reading.name, options: options).fleet
            },
            readContacts: { text, customers in
                try ContactsFile.read(text: text, named: "contacts.csv", customers: customers)
            },
            writeFleet: { FleetFile.csv($0) }, writeHistory: { TrackRecordFile.csv($0) },
            verifyJournal: { JournalText.document(try await store.verifyJournal()) },
            exportJournal: { write in
                var after = 0
                while true {
                    let lines = try await store.exportJournal(after: after, limit: 1000)
                    guard let last = lines.last else { return }
                    for line in lines { try await write(try JournalText.line(line) + "\n") }
                    after = last.position
                }
            },
            zones: deployment.zones.lookup, wake: wake, siteName: deployment.configuration.organisation.name)
        context.readCalendar = { text, name in
            let reading = try ICalendarFile.read(text: text, named: name)
            return .init(spans: reading.spans, cancelled: reading.cancelled)
        }
        context.signingKey = deployment.signingKey
        context.trustedProxy = deployment.configuration.trustedProxy
        let executors = deployment.executors
        context.installOutput = { await executors.all[$0.executor]?.output(of: $0) }
        context.mayReport = { executors.webhook.mayReport($0, declaredAs: $1, token: $2) }
        context.readReport = { WebhookReport($0)?.progress }
        return context
    }

    /// A new token, stored as its hash; the secret is returned once.
    static func mint(_ name: String, _ scope: TokenRow.Scope, _ deployment: Deployment) async throws -> String {
        let secret = Secret.newToken()
        let token = TokenRow(
            name: name, scope: scope, secretHash: Secret.hash(secret), createdAt: deployment.clock())
        try await deployment.operations.perform(
            .addToken(token), id: CommandID("token/\(token.secretHash)"), by: "evenkeel", at: token.createdAt)
        return secret
    }
}
