import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// What is owed beside the next word: proofs of actions, corrected signals, regulators.
struct DebtRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.post("incidents/:id/signals/:signal/correct") { request, asker in
            let object = try await request.object(known: ["at", "why"])
            guard let time = try object.time("at") else { throw object.missing("at", expected: "the time that counts") }
            let id = IncidentID(asker.part("id"))
            guard let signal = Int(asker.part("signal")) else { throw OperationError.refused(.unknownSignal(id, -1)) }
            try await site.perform(
                .correctSignal(id, signal: signal, at: time, why: try object.text("why") ?? ""), request, asker)
            return try await answer(id, request)
        }
        routes.post("incidents/:id/actions/:action/prove") { request, asker in
            let object = try await request.object(known: ["record"])
            let id = IncidentID(asker.part("id"))
            let record = CorrectiveAction.Proof.record(try object.requiredText("record"), approvedBy: asker.actor)
            try await site.perform(.proveAction(id, ActionID(asker.part("action")), record), request, asker)
            return try await answer(id, request)
        }
        routes.get("incidents/:id/extract") { request, asker in
            let id = IncidentID(asker.part("id"))
            let incident = try await site.incident(id)
            guard let name = request.fields["customer"] else {
                throw Sentences.badParameter("customer", value: "", expected: "the customer it is for")
            }
            let wanted = request.fields["at"] ?? site.now.description
            guard let time = Timestamp(rfc3339: wanted) else {
                throw Sentences.badParameter("at", value: wanted, expected: "a time such as 2026-12-01T09:00:00Z")
            }
            guard var member = try await site.store.member(CustomerID(name), of: id) else {
                throw Sentences.unknown("affected customer", name, list: "evenkeel incident show \(id)")
            }
            // Whether they were restored by then; of others nothing is said, not even how many they are.
            if let restored = member.restoredAt, restored > time {
                (member.state, member.restoredAt, member.restoredHow) = (.affected, nil, nil)
            }
            // The predicate it is computed from may name others.
            member.reason = "concerned"
            guard let extract = incident.asKnown(to: member, at: min(time, site.now)) else {
                throw Sentences.badParameter("at", value: wanted, expected: "a time after the first statement")
            }
            return try JSONAnswer.document(IncidentDocument(extract, audience: [member]), for: request)
        }
        routes.post("incidents/:id/regulators") { request, asker in
            let object = try await request.object(known: ["regime", "aware_at", "classified_at"])
            guard let regime = try object.choice("regime", of: RegulatoryRegime.self) else {
                throw object.missing("regime", expected: "nis2 or dora")
            }
            let id = IncidentID(asker.part("id"))
            let incident = try await site.incident(id)
            let aware = try object.time("aware_at") ?? incident.firstToKnow.ours ?? incident.began
            try await site.perform(
                .startRegulatoryClock(
                    id, regime, awareAt: aware, classifiedAt: try object.time("classified_at")), request, asker)
            return try await answer(id, request)
        }
        routes.post("incidents/:id/regulators/:regime/:stage") { request, asker in
            let object = try await request.object(known: ["reference"])
            let id = IncidentID(asker.part("id"))
            try await site.perform(
                .tellRegulator(
                    id, subject: "\(asker.part("regime"))/\(asker.part("stage"))",
                    reference: try object.text("reference") ?? ""), request, asker)
            return try await answer(id, request)
        }
    }

    private func answer(_ id: IncidentID, _ request: Request) async throws -> Response {
        let audience = try await site.store.audience(id).sorted { $0.customer < $1.customer }
        return try JSONAnswer.document(IncidentDocument(try await site.incident(id), audience: audience), for: request)
    }
}
