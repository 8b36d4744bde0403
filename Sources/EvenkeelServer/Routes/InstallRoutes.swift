import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Foundation
import HTTPTypes
import Hummingbird

/// Installs, and the jobs of those who do them by hand.
struct InstallRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("installs") { request, _ in
            var query = InstallQuery(limit: try request.limit(default: 200, atMost: 1000))
            query.rollout = request.fields["rollout"].map { RolloutID($0) }
            query.installation = request.fields["installation"].map { InstallationID($0) }
            if let state = try request.choice("state", of: InstallState.self) { query.states = [state] }
            let installs = try await site.store.installs(query)
            return try JSONAnswer.document(
                InstallPage(installs: installs.map { InstallDocument($0) }, next: nil), for: request)
        }
        routes.get("installs/:id") { request, asker in
            try JSONAnswer.document(try await document(try Self.id(asker)), for: request)
        }
        routes.get("installs/:id/records/:number") { _, asker in
            let (id, number) = (try Self.id(asker), Int(asker.part("number")) ?? 0)
            guard let record = try await site.store.records(of: id).first(where: { $0.number == number }),
                let content = try await site.store.recordContent(of: id, number: number),
                let data = Data(base64Encoded: content)
            else { throw Sentences.notFound }
            // Never shown by a browser as a page of ours, whatever it is said to be.
            var headers: HTTPFields = [.contentType: "application/octet-stream"]
            headers[.contentDisposition] = "attachment; filename=\"record-\(id)-\(record.number)\""
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
        }
        routes.post("installs/:id/records", use: attach)
        routes.post("installs/:id/steps") { request, asker in
            let id = try Self.id(asker)
            let object = try await request.object(known: ["step"])
            guard let step = try object.integer("step") else {
                throw object.missing("step", expected: "the number of the step that is done")
            }
            try await site.operations.tick(id, step: step, by: asker.actor, at: site.now)
            return try JSONAnswer.document(try await document(id), for: request)
        }
        routes.post("installs/:id/end") { request, asker in
            let id = try Self.id(asker)
            let object = try await request.object(known: ["result", "note"])
            guard let word = try object.choice("result", of: InstallResult.Word.self) else {
                throw object.missing("result", expected: "installed, failed, unreachable, cancelled or timed_out")
            }
            let note = try object.excerpt("note", limit: 400) ?? "reported by \(asker.actor)"
            try await site.operations.endJob(id, InstallResult(word, note: note), at: site.now)
            site.context.wake()
            return try JSONAnswer.document(try await document(id), for: request)
        }
        routes.get("jobs") { request, _ in
            let jobs = try await site.operations.jobs(
                of: request.fields["rollout"].map { RolloutID($0) }, at: site.now)
            return try JSONAnswer.document(JobPage(jobs: jobs.map(JobDocument.init)), for: request)
        }
        routes.post("jobs/:rollout/:installation/start") { request, asker in
            let why = try await request.object(known: ["why"]).text("why")
            let install = try await site.operations.begin(
                InstallationID(asker.part("installation")), of: RolloutID(asker.part("rollout")), by: asker.actor,
                why: why, at: site.now)
            return try JSONAnswer.document(try await document(install.id), for: request, status: .created)
        }
    }

    private static func id(_ asker: ServerRequestContext) throws -> InstallID {
        guard let id = InstallID(asker.part("id")) else { throw Sentences.notFound }
        return id
    }

    private func document(_ id: InstallID) async throws -> InstallDocument {
        let job = try await site.operations.job(id)
        guard let install = job.install else { throw Sentences.notFound }
        return InstallDocument(
            install, output: await site.context.installOutput(install), steps: job.steps, ticks: job.ticks,
            records: try await site.store.records(of: id))
    }

    @Sendable func attach(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let id = try Self.id(asker)
        let name = request.fields["name"] ?? "record"
        guard !name.isEmpty, name.utf8.count <= 200, !name.unicodeScalars.contains(where: { $0.value < 32 }) else {
            throw Sentences.badParameter("name", value: name, expected: "a name on one line, at most 200 bytes")
        }
        let bytes = try await request.bytes(limit: InstallRecord.sizeLimitBytes)
        guard !bytes.isEmpty else {
            throw Sentences.badParameter("body", value: "", expected: "a file with something in it")
        }
        let record = try await site.operations.attach(
            Data(bytes).base64EncodedString(), sizeBytes: bytes.count, named: name,
            type: request.mediaType ?? "application/octet-stream", to: id, by: asker.actor, at: site.now)
        return try JSONAnswer.document(InstallDocument.Record(record), for: request, status: .created)
    }
}

/// Where a server that was handed an install says how it ended. The token in the path opens this one install.
struct InstallCallbackRoutes {
    private static let limitBytes = 64 << 10

    let site: Site

    func add(to routes: some Routes) {
        routes.post("/hooks/installs/:id/:token") { request, asker in
            // Unknown, wrong and of another kind are one answer: nothing is learnt by trying.
            guard let id = InstallID(asker.part("id")), let install = try await site.operations.install(id),
                let rollout = await site.ledger.read({ $0.rollouts[install.rollout] }),
                site.context.mayReport(install, rollout.policy.execute.command, asker.part("token"))
            else { throw Sentences.notFound }
            let body = try await request.bytes(limit: Self.limitBytes)
            guard let progress = site.context.readReport(body) else {
                throw Sentences.badMember(
                    "state", found: "something else",
                    expected: "running, installed, failed, timed_out, unreachable or cancelled")
            }
            guard case .ended(let result) = progress else { return Response(status: .accepted) }
            guard try await site.operations.end(install, result, at: site.now) else {
                let state = try await site.operations.install(id)?.state ?? install.state
                // The same end told twice is fine; another one is not.
                if InstallResult.Word(rawValue: state.rawValue).map({ InstallResult($0, note: result.note) }) == result
                    || (state == .timedOut && result == .timedOut(note: result.note))
                {
                    return Response(status: .ok)
                }
                throw OperationError.refused(.installEnded(id, state))
            }
            site.context.wake()
            return Response(status: .ok)
        }
    }
}
