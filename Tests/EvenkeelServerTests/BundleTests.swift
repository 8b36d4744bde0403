import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import Testing

@testable import EvenkeelServer

@Suite("Bundles out and receipts in")
struct BundleTests {
    private static let rollout = "/api/v1/rollouts/pbx-5.2"

    /// An air-gapped rollout whose first wave of four sites is open.
    private func open(by executor: ExecutePolicy.Executor = .airGapped) async throws -> TestSite {
        let test = try await TestSite()
        var policy = TestSite.policy
        policy.waves[0].order = .score
        policy.execute = ExecutePolicy(by: executor, timeout: .days(14))
        _ = try await test.operations.makePlan(policy, id: "plan", by: "root", at: test.now)
        for step in ["approve", "start"] { _ = try await test.post("\(Self.rollout)/\(step)") }
        let conductor = Conductor(operations: test.operations)
        for _ in 0..<30 {
            while try await conductor.tick(at: test.now) {}
            if try await !places(test, .due).isEmpty { return test }
            let next = await test.operations.ledger.read { [now = test.now] in $0.agenda.nextAt(after: now) }
            test.now = try #require(next)
        }
        throw NeverDue()
    }

    private struct NeverDue: Error {}

    private func places(_ test: TestSite, _ state: PlacementState) async throws -> [String] {
        try await test.store.placements(PlacementQuery(rollout: "pbx-5.2", states: [state])).map(\.installation.text)
    }

    private func pack(_ test: TestSite, _ sites: [String]? = nil) async throws -> SignedStatement {
        let named = sites.map { ",\"installations\":[\($0.map { "\"\($0)\"" }.joined(separator: ","))]" } ?? ""
        let answer = try await test.post("/api/v1/bundles", "{\"rollout\":\"pbx-5.2\"\(named)}")
        try #require(answer.status == 201, "\(answer.body)")
        return try WireJSON.read(SignedStatement.self, from: Data(answer.body.utf8))
    }

    private func jobs(_ signed: SignedStatement) throws -> [BundleStatement.Job] {
        try WireJSON.read(BundleStatement.self, from: Data(signed.statement.utf8)).jobs
    }

    private func receipt(
        _ job: BundleStatement.Job, _ result: InstallResult.Word = .installed, signedWith key: String? = nil,
        _ change: (inout ReceiptStatement) -> Void = { _ in }
    ) throws -> SignedStatement {
        let signer = try #require(SigningKey(base64: key ?? job.receiptKey))
        var statement = ReceiptStatement(job, result, note: "done", by: "dana", at: TestSite.start)
        change(&statement)
        let text = String(decoding: try WireJSON.data(statement), as: UTF8.self)
        return SignedStatement(publicKey: signer.publicKey, signature: try signer.signature(of: text), statement: text)
    }

    private func bring(_ receipt: SignedStatement, to test: TestSite) async throws -> Answer {
        try await test.post("/api/v1/receipts", String(decoding: try WireJSON.data(receipt), as: UTF8.self))
    }

    @Test("a bundle holds every site whose turn it is, is signed with the published key, and may be packed again")
    func packing() async throws {
        let test = try await open()
        let due = try await places(test, .due)
        #expect(try await test.post("/api/v1/bundles", "{}", token: TestSite.reader).status == 403)
        let signed = try await pack(test)
        let published = try await test.get("/promises/key", token: nil).body.trimmingCharacters(in: .newlines)
        #expect(SigningKey.verify(signed.signature, of: signed.statement, publicKey: published))
        #expect(try jobs(signed).map(\.installation) == due && due.count == 4)
        #expect(try await places(test, .started) == due)
        #expect(try await jobs(pack(test)) == jobs(signed), "the same again: nothing is started twice")
        #expect(try await jobs(pack(test, [due[1]])).map(\.installation) == [due[1]], "one file for one site")
        let listed = try await test.get("/api/v1/bundles").json["installs"] as? [[String: Any]] ?? []
        #expect(listed.count == 4)
        #expect(!"\(listed)".contains(try jobs(signed)[0].receiptKey), "who may read learns no key")
    }

    @Test("nothing is packed once the rollout is stopped, nor for a held site, also not what was packed before")
    func stopped() async throws {
        let test = try await open()
        let all = try jobs(await pack(test))
        let hold = #"{"predicate":"installation==\#(all[0].installation)","owner":"ada","why":"audit"}"#
        #expect(try await test.post("/api/v1/holds", hold).status < 300)
        #expect(try await jobs(pack(test)).map(\.installation) == all.dropFirst().map(\.installation))
        #expect(
            try await test.post("/api/v1/rollouts/pbx-5.2/halt", #"{"reason":"a bad build"}"#).status < 300)
        let refused = try await test.post("/api/v1/bundles", #"{"rollout":"pbx-5.2"}"#)
        #expect(refused.status == 409 && refused.body.contains("halted"), "\(refused.body)")
        #expect(try await bring(try receipt(all[1]), to: test).status == 200, "what left before still comes back")
    }

    @Test("a good receipt ends its install, by the word of whoever was there")
    func good() async throws {
        let test = try await open()
        let all = try jobs(await pack(test))
        let ends: [(InstallResult.Word, PlacementState)] = [
            (.installed, .installed), (.failed, .failed), (.cancelled, .skipped), (.timedOut, .timedOut),
        ]
        for (job, (word, state)) in zip(all, ends) {
            let answer = try await bring(try receipt(job, word), to: test)
            #expect(answer.status == 200, "\(answer.body)")
            #expect(try await places(test, state) == [job.installation])
        }
        #expect(try await test.get("/api/v1/fleet/\(all[0].installation)").body.contains("technician"))
        let note = try await test.get("/api/v1/installs/\(all[0].install)").json["note"] as? String
        #expect(note == "done; receipt of dana, 2026-06-01 08:00 (UTC)")
    }

    @Test("tampered, foreign and repeated receipts are refused by name and change nothing")
    func bad() async throws {
        let test = try await open()
        let bundle = try await pack(test)
        let all = try jobs(bundle)
        let (mine, other) = (all[0], all[1])
        var tampered = try receipt(mine, .failed)
        tampered.statement = tampered.statement.replacing("failed", with: "installed")
        var unsigned = try receipt(mine)
        unsigned.signature = Data(repeating: 7, count: 64).base64EncodedString()
        var garbled = try receipt(mine)
        garbled.signature = "not base64"
        let elsewhere = try await open()
        let theirs = try jobs(await pack(elsewhere))[0]
        let cases: [(why: String, receipt: SignedStatement, code: String)] = [
            ("the result was changed", tampered, "receipt_tampered"),
            ("the signature was made up", unsigned, "receipt_tampered"),
            ("the signature is no signature", garbled, "receipt_tampered"),
            (
                "signed with the key of another install", try receipt(mine, signedWith: other.receiptKey),
                "receipt_foreign"
            ),
            ("signed with a key of its own", try receipt(mine, signedWith: SigningKey().base64), "receipt_foreign"),
            ("of another server's install of that number", try receipt(theirs), "receipt_foreign"),
            ("of an install nobody knows", try receipt(mine) { $0.install = 999 }, "receipt_foreign"),
            ("of an earlier life of the number", try receipt(mine) { $0.key = "1-1" }, "receipt_foreign"),
            ("for another site", try receipt(mine) { $0.installation = other.installation }, "receipt_foreign"),
        ]
        for row in cases {
            let answer = try await bring(row.receipt, to: test)
            #expect(answer.code == row.code, "\(row.why): \(answer.body)")
        }
        let strange = [bundle, try receipt(mine) { $0.result = "exploded" }, try receipt(mine) { $0.kind = "x" }]
        for paper in strange {
            #expect(try await bring(paper, to: test).status == 422)
        }
        #expect(try await places(test, .started).count == 4, "nothing has changed")

        #expect(try await bring(try receipt(mine, .failed), to: test).status == 200)
        for word in [InstallResult.Word.failed, .installed] {
            let again = try await bring(try receipt(mine, word), to: test)
            #expect(again.status == 409 && again.code == "receipt_repeated", "\(again.body)")
        }
        #expect(try await places(test, .failed) == [mine.installation])
    }

    @Test("after a halt nothing more is packed, and what is on its way may still come back")
    func halt() async throws {
        let test = try await open()
        let due = try await places(test, .due)
        let carried = try jobs(await pack(test, [due[0]]))
        #expect(try await test.post("\(Self.rollout)/halt", #"{"reason":"smoke"}"#).status == 200)
        let body = "{\"rollout\":\"pbx-5.2\",\"installations\":[\"\(due[1])\"]}"
        let refused = try await test.post("/api/v1/bundles", body)
        #expect(refused.code == "site_not_ready" && refused.body.contains("halted"), "\(refused.body)")
        let again = try await test.post(
            "/api/v1/bundles", "{\"rollout\":\"pbx-5.2\",\"installations\":[\"\(due[0])\"]}")
        #expect(again.code == "rollout_cannot" && again.body.contains("halted"), "also what is out: \(again.body)")
        #expect(try await bring(try receipt(carried[0]), to: test).status == 200)
        #expect(try await places(test, .installed) == [due[0]])
    }

    @Test("only rollouts whose policy says so are carried")
    func others() async throws {
        let test = try await open(by: .manual)
        #expect(try await test.post("/api/v1/bundles", #"{"rollout":"pbx-5.2"}"#).code == "not_carried")
        #expect(try await test.post("/api/v1/bundles", #"{"rollout":"nothing"}"#).code == "unknown_rollout")
        let open = try #require(try await places(test, .due).first)
        _ = try await test.post("/api/v1/jobs/pbx-5.2/\(open)/start", "{}")
        let install = try #require(try await test.store.installs(.open).first)
        let rollout = try #require(await test.operations.ledger.read { $0.rollouts["pbx-5.2"] })
        let job = BundleStatement.Job(
            install, customer: "c", rollout: rollout,
            receiptKey: test.context.signingKey.receiptKey(of: install.key).base64)
        #expect(try await bring(try receipt(job), to: test).code == "receipt_foreign", "a technician's install")
    }
}
