import EvenkeelDomain
import EvenkeelPlanner

extension State {
    /// Rollouts under way that a release takes the place of: those of the version it says it replaces.
    func replaced(by policy: Policy) -> [Rollout] {
        guard let older = policy.release.supersedes else { return [] }
        return rollouts.values.filter { rollout in
            rollout.id != policy.rollout && rollout.release.product == policy.release.product
                && rollout.release.version == older && rollout.state.after(.abort) != nil
        }.sorted { $0.id < $1.id }
    }

    /// The rollouts of the releases that one comes after, directly or through others, over or not: what was answered there
    /// still counts. The nearest first.
    func predecessors(of rollout: Rollout) -> [Rollout] {
        var found: [Rollout] = []
        var versions: Set<Version> = []
        var asked = rollout.release.supersedes
        while let version = asked, versions.insert(version).inserted {
            let these = rollouts.values.filter {
                $0.id != rollout.id && $0.release.product == rollout.release.product && $0.release.version == version
            }.sorted { $0.id < $1.id }
            found += these
            asked = these.lazy.compactMap(\.release.supersedes).first
        }
        return found
    }
}

extension Operations {
    /// What a hotfix takes over: soak of the parts it does not touch, as far as the release it replaces has earned it.
    ///
    /// Counted are sites that were heard of since their install and never in trouble; the days are those that as many of
    /// them have run it as the verdict wants at least, in working days, which are the fewer.
    func earnedSoak(for policy: Policy, at now: Timestamp) async throws(OperationError) -> EarnedSoak? {
        guard let older = policy.release.supersedes, !policy.release.touches.isEmpty else { return nil }
        let earlier = await ledger.read { state in
            state.rollouts.values.filter { rollout in
                rollout.id != policy.rollout && rollout.release.product == policy.release.product
                    && rollout.release.version == older
            }.sorted { $0.id < $1.id }
        }
        guard let first = earlier.first else { return nil }
        let fleet = try await rows(image.current)
        let calendar = settings.calendar
        var sites: [InstallationID] = []
        var runs: [Int] = []
        var features: Set<String> = []
        var used: [String: Set<InstallationID>] = [:]
        for rollout in earlier {
            let evidence = try await rows { () async throws(Failure) in try await store.siteEvidence(rollout.id) }
            for site in evidence where site.state == .installed && !site.isTroubled(since: nil) {
                guard let heard = site.heardSinceStart, let settled = site.settledAt,
                    let known = fleet[site.installation]
                else { continue }
                sites.append(site.installation)
                features.formUnion(known.features ?? [])
                runs.append(
                    calendar.workingDays(
                        from: calendar.zone.localDate(at: settled), until: calendar.zone.localDate(at: heard)))
            }
            let clean = Set(sites)
            for sign in try await rows({ () async throws(Failure) in try await store.signs(rollout.id) }) {
                guard sign.kind == .used, let feature = sign.feature, clean.contains(sign.installation),
                    !policy.release.touches.contains(feature)
                else { continue }
                used[feature, default: []].insert(sign.installation)
            }
        }
        guard !sites.isEmpty else { return nil }
        let wanted = max(1, policy.verdict.minSample)
        runs.sort(by: >)
        return EarnedSoak(
            credit: SoakCredit(
                from: first.id, release: older, cleanSites: sites.count,
                days: runs.count >= wanted ? runs[wanted - 1] : 0,
                features: features.subtracting(policy.release.touches), touches: policy.release.touches,
                used: used.isEmpty ? nil : used.mapValues(\.count)),
            sites: sites.sorted())
    }

    /// The policy with small waves of their own for the sites that an incident has hurt, where the release ends it. One
    /// that selects nobody else keeps its waves.
    func withAffectedFirst(_ policy: Policy) async throws(OperationError) -> Policy {
        guard !policy.waves.contains(where: { $0.atOnce == true }) else { return policy }
        let affected = try await affectedSites(for: policy)
        guard !affected.isEmpty else { return policy }
        let fleet = try await rows(image.current)
        let others = fleet.installations.contains { site in
            guard !affected.contains(site.id) else { return false }
            let facts = SiteFacts(site, customer: fleet.customers[site.customer], release: policy.release)
            return policy.select.evaluate(facts) != .no
        }
        var policy = policy
        if others {
            let order = policy.waves.first?.order ?? .score
            let soak = SoakPolicy(days: min(1, policy.waves.first?.soak.days ?? 1))
            policy.waves.insert(
                contentsOf: [
                    WavePolicy(
                        name: "affected, first", order: order, among: .affected,
                        limit: WaveLimit(installations: .count(3)), soak: soak, atOnce: true),
                    WavePolicy(
                        name: "affected", order: order, among: .affected, split: WaveLimit(auto: true),
                        soak: soak, atOnce: true),
                ], at: 0)
        } else {
            for index in policy.waves.indices { policy.waves[index].atOnce = true }
        }
        return policy
    }

    /// Sites that the incident which a release ends has hurt and that are not restored.
    func affectedSites(for policy: Policy) async throws(OperationError) -> Set<InstallationID> {
        guard let id = policy.release.fixesIncident, let incident = await ledger.read({ $0.incidents[id] }) else {
            return []
        }
        let fleet = try await rows(image.current)
        var members = try await rows { () async throws(Failure) in try await store.audience(id) }
        if members.isEmpty {
            members = try await audience(
                origin: incident.origin, concerns: incident.concerns, since: incident.began, fleet: fleet)
        }
        let customers = Set(members.filter { $0.state == .affected }.map(\.customer))
        return Set(try await stillBroken(incident, among: customers, fleet: fleet).map(\.id))
    }

    /// Sites of these customers that run what broke, and reported trouble or may match what the incident concerns.
    func stillBroken(
        _ incident: Incident, among customers: Set<CustomerID>, fleet: Fleet
    ) async throws(OperationError) -> [Installation] {
        var broken: Version?
        var troubled: Set<InstallationID> = []
        if case .rollout(let id, _) = incident.origin {
            broken = await ledger.read { $0.rollouts[id]?.release.version }
            let evidence = try await rows { () async throws(Failure) in try await store.siteEvidence(id) }
            troubled = Set(evidence.filter { $0.troubleAt != nil }.map(\.installation))
        }
        return fleet.installations.filter { site in
            guard customers.contains(site.customer), broken == nil || site.version == broken else { return false }
            if troubled.contains(site.id) { return true }
            guard let concerns = incident.concerns else { return true }
            return concerns.evaluate(SiteFacts(site, customer: fleet.customers[site.customer])) != .no
        }
    }

    /// What those are told who hold a date of a release that a hotfix replaces: one message with the new date, which is
    /// the hotfix's notice as well. Who holds no date hears nothing. A no stands: it is taken over, and nothing is installed
    /// there before they agree.
    func replacement(by rollout: Rollout, at now: Timestamp) async throws(OperationError) -> Replacement {
        let (replaced, earlier) = await ledger.read { ($0.replaced(by: rollout.policy), $0.predecessors(of: rollout)) }
        var replacement = Replacement()
        guard !earlier.isEmpty else { return replacement }
        let fleet = try await rows(image.current)
        let places = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout.id, states: [.planned]))
        }
        // Whom a hold keeps is told that the date does not hold, and a new one once that is lifted.
        let kept = try await keptBack(places, of: rollout, at: now)
        let newPlaces = Dictionary(grouping: places.filter { kept[$0.installation] == nil }, by: \.customer)
        let opensAt = await openings(of: rollout, at: now)
        var siteDays = try await siteDays(of: rollout, fleet, at: now)
        var told: Set<CustomerID> = []
        var refused: Set<InstallationID> = []
        for old in earlier { refused.formUnion(try await refusedSites(of: old)) }
        for old in replaced {
            let waiting = try await rows { () async throws(Failure) in
                try await store.placements(
                    PlacementQuery(rollout: old.id, states: [.planned, .due, .recalled, .skipped]))
            }
            let open = Set(waiting.map(\.installation))
            let notices = try await rows { () async throws(Failure) in
                try await store.notices(NoticeQuery(rollout: old.id))
            }.filter { $0.stands && $0.installations.contains(where: open.contains) }
            for (customer, held) in Dictionary(grouping: notices, by: \.customer).sorted(by: { $0.key < $1.key }) {
                replacement.withdrawn += held.map { notice in
                    var notice = notice
                    notice.keep(notice.installations.filter(open.contains))
                    notice.state = .withdrawn
                    return notice
                }
                let dated = Set(held.flatMap(\.installations)).intersection(open).subtracting(refused)
                guard !dated.isEmpty, told.insert(customer).inserted else { continue }
                replacement.foretold += foretold(
                    newPlaces[customer] ?? [], customer, rollout, opensAt, refused, &siteDays, at: now)
                let wave = held.map(\.wave).min() ?? 0
                let newest = NoticeRow.newest(held)
                let lost = dated.sorted().compactMap { site in
                    newest[site]?.day(of: site).map { LostDay(site: site, day: $0) }
                }
                replacement.deliveries += deliveries(
                    to: [customer], fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
                ) { _ in .replaced(old.id, revision: old.revision, wave: wave, by: rollout.id, lost: lost) }
            }
        }
        // What is left of the noes, also of those from a rollout that is over and so replaces nothing.
        for (customer, places) in newPlaces.sorted(by: { $0.key < $1.key }) {
            let named = Set(replacement.foretold.filter { $0.customer == customer }.flatMap(\.installations))
            let waves = Set(
                places.filter { refused.contains($0.installation) && !named.contains($0.installation) }.map(\.wave))
            replacement.foretold += foretold(
                places.filter { waves.contains($0.wave) }, customer, rollout, opensAt, refused, &siteDays, at: now)
        }
        replacement.foretold = replacement.foretold.map { $0.heard(by: replacement.deliveries) }
        replacement.languages = languages(of: replacement.deliveries, fleet)
        return replacement
    }

    /// Sites that wait in a rollout and to which their customer has said no.
    private func refusedSites(of old: Rollout) async throws(OperationError) -> [InstallationID] {
        let waiting = try await rows { () async throws(Failure) in
            try await store.placements(
                PlacementQuery(rollout: old.id, states: [.planned, .due, .recalled, .skipped]))
        }
        let newest = try await newestNotices(of: old.id, customers: Set(waiting.map(\.customer)))
        return waiting.map(\.installation).filter { newest[$0]?.state == .declined }
    }

    /// The hotfix's notices for a customer's sites, by wave. Sites that are down get one of their own, at once.
    private func foretold(
        _ places: [PlacementRow], _ customer: CustomerID, _ rollout: Rollout, _ opensAt: [Timestamp],
        _ refused: Set<InstallationID>, _ siteDays: inout SiteDays, at now: Timestamp
    ) -> [NoticeRow] {
        let later = places.filter {
            rollout.waves.indices.contains($0.wave) && rollout.waves[$0.wave].atOnce != true
        }
        return Dictionary(grouping: later, by: \.wave).sorted { $0.key < $1.key }.map { wave, rows in
            let sites = rows.map(\.installation).sorted()
            var notice = NoticeRow(
                rollout: rollout.id, revision: rollout.revision, wave: wave, customer: customer, announcedAt: now,
                installations: sites, mustAgree: mustAgree(sites, rollout, siteDays.fleet))
            // One notice has one answer: a no to one of its sites keeps all of them until it is a yes.
            if sites.contains(where: refused.contains) { notice.state = .declined }
            notice.name(siteDays.days(of: rows, opensAt: opensAt[wave]))
            return notice
        }
    }

    /// When its waves may open: the first with a notice of now, each later one with one of the day on which the one before opens.
    /// Those of sites that are down keep nobody waiting.
    private func openings(of rollout: Rollout, at now: Timestamp) async -> [Timestamp] {
        let settings = settings
        return await ledger.read { state in
            var announcedAt = max(now, state.at)
            return rollout.waves.enumerated().map { index, wave in
                let opensAt = state.opening(of: rollout, wave: index, announcedAt: announcedAt, settings: settings)
                if wave.atOnce != true { announcedAt = max(announcedAt, opensAt) }
                return opensAt
            }
        }
    }
}
