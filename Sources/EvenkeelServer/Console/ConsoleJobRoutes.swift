import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Foundation
import Hummingbird

/// Jobs in the console.
struct ConsoleJobRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("jobs") { _, asker in
            let frame = await ConsoleFrame.of("Jobs", in: .jobs, site: site, asker: asker)
            return HTMLAnswer.page(try site.templates.render(try await JobListModel.of(site: site, frame: frame)))
        }
        // The router wants one name for one place: here it is a rollout's.
        routes.post("jobs/:id/:installation/start") { request, asker in
            let form = try await ConsoleForm(request, asker)
            _ = try await site.operations.begin(
                InstallationID(asker.part("installation")), of: RolloutID(asker.part("id")), by: asker.actor,
                why: form.fields["why"].map { String($0.prefix(400)) }, at: site.now)
            return HTMLAnswer.redirect(to: "/console/jobs")
        }
        routes.post("jobs/:id/steps") { request, asker in
            let form = try await ConsoleForm(request, asker)
            guard let id = InstallID(asker.part("id")), let step = form.fields["step"].flatMap({ Int($0) }) else {
                throw Sentences.notFound
            }
            try await site.operations.tick(id, step: step, by: asker.actor, at: site.now)
            return HTMLAnswer.redirect(to: "/console/jobs")
        }
        routes.post("jobs/:id/end", use: end)
    }

    @Sendable func end(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        guard let id = InstallID(asker.part("id")) else { throw Sentences.notFound }
        guard let word = form.fields["result"].flatMap(InstallResult.Word.init(rawValue:)) else {
            throw Sentences.badParameter(
                "result", value: form.fields["result"] ?? "", expected: "installed, failed or unreachable")
        }
        let given = form.fields["note"] ?? ""
        let note = given.isEmpty ? "reported by \(asker.actor)" : String(given.prefix(400))
        if let record = form.fields["record"], !record.isEmpty {
            _ = try await site.operations.attach(
                Data(record.utf8).base64EncodedString(), sizeBytes: record.utf8.count, named: "note.txt",
                type: "text/plain", to: id, by: asker.actor, at: site.now)
        }
        try await site.operations.endJob(id, InstallResult(word, note: note), at: site.now)
        site.context.wake()
        return HTMLAnswer.redirect(to: "/console/jobs")
    }
}
