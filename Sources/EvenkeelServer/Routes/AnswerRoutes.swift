import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// What customers say of their sites: calls that staff write down, and the list of all answers.
struct AnswerRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("rollouts/:id/answers") { request, asker in
            try await answer(try await site.rollout(RolloutID(asker.part("id"))).id, request)
        }
        routes.post("rollouts/:id/answers") { request, asker in
            let id = try await site.rollout(RolloutID(asker.part("id"))).id
            let object = try await request.object(known: AnswerRequest.members)
            let key = try request.command(asker.principal).text
            let call = try AnswerRequest.read(object, rollout: id, key: key)
            try await Self.record(call, site: site, by: asker.actor)
            return try await answer(id, request)
        }
    }

    /// The same from the API and from the console.
    static func record(_ call: CustomerAnswer, site: Site, by actor: String) async throws {
        if let refusal = try await site.operations.record(call, by: actor, at: site.now) {
            throw Sentences.refused(refusal)
        }
        site.context.wake()
    }

    private func answer(_ rollout: RolloutID, _ request: Request) async throws -> Response {
        let rows = try await site.store.answers(rollout)
        return try JSONAnswer.document(AnswersDocument(rollout: rollout.text, rows), for: request)
    }
}
