import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// The faults that sites of a rollout report, and which of them staff say are the same.
struct FaultRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("rollouts/:id/faults") { request, asker in
            try await answer(try await site.rollout(RolloutID(asker.part("id"))).id, request)
        }
        routes.post("rollouts/:id/faults") { request, asker in
            let id = try await site.rollout(RolloutID(asker.part("id"))).id
            let object = try await request.object(known: ["faults", "name"])
            let name = try object.requiredLine("name")
            guard let faults = try object.texts("faults", atMost: 100), !faults.isEmpty else {
                throw object.missing("faults", expected: "the faults that are the same, as they were reported")
            }
            let reported = try await site.store.faults(id)
            let known = Set(reported.flatMap { [$0.fault] + $0.reportedAs })
            if let unknown = faults.first(where: { !known.contains($0) }) {
                throw Sentences.unknownFault(unknown, of: id, reported: reported.map(\.fault))
            }
            _ = try await site.store.change([.nameFaults(id, faults, name: name)])
            return try await answer(id, request)
        }
    }

    private func answer(_ rollout: RolloutID, _ request: Request) async throws -> Response {
        let counts = try await site.store.faults(rollout)
        return try JSONAnswer.document(FaultsDocument(rollout: rollout.text, counts), for: request)
    }
}
