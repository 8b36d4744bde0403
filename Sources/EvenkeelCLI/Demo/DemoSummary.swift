import EvenkeelDomain
import EvenkeelLedger
import EvenkeelMailSink
import EvenkeelStore

/// The story in figures, read from the journal, the rows and what the mail server received; nothing is assumed.
struct DemoSummary {
    let text: String
    /// Set where the story did not go as it must.
    let trouble: String?

    static func make(
        _ deployment: Deployment, world: DemoWorld, mails: [SunkMessage], guardRefusal: String?, seconds: Double
    ) async throws -> DemoSummary {
        let ledger = deployment.operations.ledger
        let entries = try await deployment.store.entries(after: 0, limit: 100_000)
        guard let incident = await ledger.read({ $0.incidents.values.first { $0.ownedAt != nil } }),
            case .rollout(let rolloutID, let wave) = incident.origin,
            let rollout = await ledger.read({ $0.rollouts[rolloutID] }), let owned = incident.ownedAt
        else { return DemoSummary(text: "The release was not caught.", trouble: "no incident was owned") }

        let placements = try await deployment.store.placements(PlacementQuery(rollout: rolloutID))
        let hurt = placements.filter { $0.troubleAt != nil }
        let faulty = world.fleet.installations.filter { DemoWorld.faultyFeatures.isSubset(of: $0.features ?? []) }
        let audience = try await deployment.store.audience(incident.id)
        let deliveries = try await deployment.store.deliveries(DeliveryQuery(limit: 100_000))
        let updates = incident.promises.filter { $0.kind == .update && $0.state != .superseded }
        let byPerson = updates.count { $0.keptBy == .person }
        let byLine = updates.count { $0.keptBy == .holdingLine }
        let broken = incident.promises.count { $0.state == .broken }
        let report = incident.promises.first { $0.kind == .report }
        let silence =
            zip(incident.updates, incident.updates.dropFirst())
            .filter { $0.0.status.isOpen }.map { ($1.at - $0.at).milliseconds }.max() ?? 0
        let restored = audience.count { $0.state == .restored }
        let recalled = entries.compactMap { entry in
            if case .placementsRecalled(let recalled) = entry.event { recalled.count } else { nil }
        }.reduce(0, +)
        let halted = entries.first { if case .waveHalted = $0.event { true } else { false } }
        let sent = deliveries.count { $0.state == .sent }
        let messageIDs = mails.compactMap(\.header.messageID)
        let outside = deliveries.filter { delivery in
            guard case .update = delivery.subject else { return false }
            return !audience.contains { $0.customer == delivery.customer }
        }
        let implicated = rollout.waves[wave].evidence?.implicated.first?.features.joined(separator: " + ") ?? "nothing"
        let firstWord = (owned - (halted?.at ?? owned)).milliseconds / 1000
        let exposed = placements.count { $0.startedAt != nil }
        let verification = try await deployment.store.verifyJournal()

        var lines = ["", "The story in figures"]
        func line(_ name: String, _ value: String) {
            lines.append("  " + name + String(repeating: " ", count: max(1, 44 - name.count)) + value)
        }
        line("sites that would have broken all at once", "\(faulty.count) of \(world.fleet.installations.count)")
        line("sites that had the release at the halt", "\(exposed)")
        line("sites hurt before the halt", "\(hurt.count)")
        line("installs recalled before they started", "\(recalled)")
        line("failures named by the verdict", implicated)
        line("from halt to first word", "\(firstWord) s")
        line("customers in the audience, restored", "\(audience.count), \(restored)")
        line(
            "promises of the next word", "\(updates.count): \(byPerson) kept by a person, \(byLine) by the holding line"
        )
        line("promises broken", "\(broken)")
        line("longest silence while open", "\(silence / 60_000) min")
        line("report", report.map { "promised by \($0.due), \($0.state.rawValue)" } ?? "not promised")
        line(
            "mails sent, received, received twice",
            "\(sent), \(mails.count), \(mails.count - Set(messageIDs).count)")
        line("incident mails outside the audience", "\(outside.count)")
        line("guard", guardRefusal == nil ? "did not refuse" : "refused pbx-5.3, then passed its new plan")
        line("journal", "\(entries.count) entries, hash chain \(verification.isSound ? "intact" : "BROKEN")")
        line("wall time", "\(Int(seconds.rounded())) s")

        var troubles: [String] = []
        if broken > 0 { troubles.append("a promise was broken") }
        if byLine == 0 { troubles.append("no holding line was posted") }
        if restored != audience.count || audience.isEmpty {
            troubles.append("not every affected customer was restored")
        }
        if incident.status != .reported { troubles.append("the report was not published") }
        if guardRefusal == nil { troubles.append("the guard refused nothing") }
        if !outside.isEmpty { troubles.append("somebody outside the audience was told") }
        if sent == 0 || sent != mails.count || mails.count != Set(messageIDs).count {
            troubles.append("mails were lost or doubled")
        }
        if !verification.isSound { troubles.append("the journal does not verify") }
        return DemoSummary(
            text: lines.joined(separator: "\n"), trouble: troubles.isEmpty ? nil : troubles.joined(separator: "; "))
    }
}
