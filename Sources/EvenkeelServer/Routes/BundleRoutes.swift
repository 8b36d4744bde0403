import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Foundation
import Hummingbird

/// Bundles out, receipts in: installs at sites that no network reaches.
struct BundleRoutes {
    private static let receiptLimitBytes = 64 << 10

    let site: Site

    func add(to routes: some Routes) {
        routes.get("bundles") { request, _ in
            let open = try await site.store.installs(.open).filter { $0.executor == .airGapped }
            return try JSONAnswer.document(
                InstallPage(installs: open.map { InstallDocument($0) }, next: nil), for: request)
        }
        routes.post("bundles", use: pack)
        routes.post("receipts", use: receive)
    }

    @Sendable func pack(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["rollout", "installations"])
        let id = RolloutID(try object.requiredLine("rollout"))
        let sites = try object.texts("installations")?.map { InstallationID($0) }
        let installs = try await site.operations.pack(id, sites: sites, by: asker.actor, at: site.now)
        let rollout = try await site.rollout(id)
        let fleet = try await site.operations.image.current()
        let key = site.context.signingKey
        let jobs = installs.compactMap { install in
            fleet[install.installation].map {
                BundleStatement.Job(
                    install, customer: $0.customer, rollout: rollout,
                    receiptKey: key.receiptKey(of: install.key).base64)
            }
        }
        let statement = BundleStatement(
            organisation: site.context.settings.organisation, jobs: jobs, at: site.now)
        let text = String(decoding: try WireJSON.data(statement), as: UTF8.self)
        return try JSONAnswer.document(
            SignedStatement(publicKey: key.publicKey, signature: try key.signature(of: text), statement: text),
            for: request, status: .created)
    }

    @Sendable func receive(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(
            known: ["algorithm", "public_key", "signature", "statement"], limit: Self.receiptLimitBytes)
        let signature = try object.requiredLine("signature")
        guard let text = try object.text("statement") else {
            throw object.missing("statement", expected: "what was signed")
        }
        guard let receipt = Receipt(text, zone: site.context.zone) else {
            throw object.bad("statement", expected: "what `evenkeel bundle receipt` signs")
        }
        guard let install = try await site.operations.install(receipt.install), install.executor == .airGapped,
            install.key == receipt.key, install.installation == receipt.installation
        else { throw OperationError.refused(.receiptForeign(receipt.install)) }
        let key = site.context.signingKey.receiptKey(of: install.key)
        // Signed with the key of another bundle, or of another server.
        guard try object.requiredLine("public_key") == key.publicKey else {
            throw OperationError.refused(.receiptForeign(install.id))
        }
        guard SigningKey.verify(signature, of: text, publicKey: key.publicKey) else {
            throw OperationError.refused(.receiptTampered(install.id))
        }
        try await site.operations.receive(receipt.result, of: install, at: site.now)
        site.context.wake()
        guard let ended = try await site.operations.install(install.id) else { throw Sentences.notFound }
        return try JSONAnswer.document(InstallDocument(ended), for: request)
    }
}

/// The statement of a receipt, read.
private struct Receipt {
    let install: InstallID
    let key: String
    let installation: InstallationID
    let result: InstallResult

    /// - Parameter zone: in which people read when it was signed.
    init?(_ text: String, zone: ZoneOffsets) {
        let statement: ReceiptStatement
        do { statement = try WireJSON.read(ReceiptStatement.self, from: Data(text.utf8)) } catch { return nil }
        guard statement.kind == ReceiptStatement.kind, let install = InstallID(statement.install),
            let word = InstallResult.Word(rawValue: statement.result)
        else { return nil }
        self.install = install
        key = statement.key
        installation = InstallationID(statement.installation)
        let at = Timestamp(rfc3339: statement.at).map { "\(zone.localText($0)) (\(zone.name))" } ?? statement.at
        let words = [statement.note, "receipt of \(statement.by), \(at)"].filter { !$0.isEmpty }
        result = InstallResult(word, note: PlainText.excerpt(words.joined(separator: "; "), limit: 400))
    }
}
