import EvenkeelDomain

extension State {
    /// A person's exception names at most so many sites.
    private static let overrideLimit = 1000

    func decideHold(_ command: Command, at now: Timestamp) throws(Refusal) -> Decision {
        switch command {
        case .addHold(let hold):
            guard holds[hold.id] == nil else { throw .alreadyExists(hold.id.text) }
            guard !hold.why.trimmed.isEmpty else { throw .reasonMissing }
            if let expires = hold.expires, expires <= now { throw .expiryInThePast(hold.id, expires) }
            return Decision([.holdAdded(hold)])
        case .liftHold(let id, let why):
            _ = try hold(id, why)
            return Decision([.holdLifted(HoldLifted(hold: id, why: why.trimmed))])
        case .warnOfHold(let id):
            guard let hold = holds[id] else { throw .unknownHold(id) }
            guard hold.warnedAt == nil, let expires = hold.expires, let warnsAt = hold.warnsAt, warnsAt <= now else {
                throw .holdNotDue(id)
            }
            return Decision([.holdExpiring(HoldExpiring(hold: id, owner: hold.owner, expires: expires))])
        case .expireHold(let id):
            guard let hold = holds[id] else { throw .unknownHold(id) }
            guard let expires = hold.expires, expires <= now else { throw .holdNotDue(id) }
            return Decision([.holdLifted(HoldLifted(hold: id, why: "It has expired, and nobody renewed it."))])
        case .renewHold(let id, let expires, let why):
            let before = try hold(id, why).expires
            if let expires {
                if expires <= now { throw .expiryInThePast(id, expires) }
                // Whoever must go in the meantime would be let go by a slip of the pen.
                guard let before, before <= expires else { throw .renewedToLess(id, until: before) }
            }
            return Decision([.holdRenewed(HoldRenewed(hold: id, expires: expires, why: why.trimmed))])
        case .overrideHold(let id, let rollout, let sites, let why):
            _ = try hold(id, why)
            guard rollouts[rollout] != nil else { throw .unknownRollout(rollout) }
            guard !sites.isEmpty else { throw .sitesMissing }
            guard sites.count <= Self.overrideLimit else { throw .sitesTooMany(limit: Self.overrideLimit) }
            return Decision([
                .holdOverridden(
                    HoldOverridden(hold: id, rollout: rollout, installations: sites.sorted(), why: why.trimmed))
            ])
        default: return Decision([])
        }
    }

    private func hold(_ id: HoldID, _ why: String) throws(Refusal) -> Hold {
        guard let hold = holds[id] else {
            if let end = endedHolds[id] { throw .holdEnded(id, at: end) }
            throw .unknownHold(id)
        }
        guard !why.trimmed.isEmpty else { throw .reasonMissing }
        return hold
    }

    /// Whom a hold kept was not reminded with the others of an announced wave.
    private mutating func oweReminders(where hold: Hold, since now: Timestamp) {
        for rollout in rollouts.values where hold.applies(to: rollout.release, at: hold.since) {
            for (index, wave) in rollout.waves.enumerated()
            where wave.state == .planned && wave.remindedAt != nil && now < wave.opensAt {
                changeWave(rollout.id, index) { $0.remindedAt = nil }
            }
        }
    }

    mutating func applyHold(_ entry: Entry) {
        switch entry.event {
        case .holdAdded(let hold):
            holds[hold.id] = hold
            endedHolds[hold.id] = nil
            refreshAgenda(hold: hold.id)
        case .holdLifted(let lifted):
            if let hold = holds.removeValue(forKey: lifted.hold) {
                endedHolds[lifted.hold] = entry.at
                oweReminders(where: hold, since: entry.at)
            }
            refreshAgenda(hold: lifted.hold)
        case .holdExpiring(let expiring): changeHold(expiring.hold) { $0.warnedAt = entry.at }
        case .holdRenewed(let renewed):
            changeHold(renewed.hold) { hold in
                hold.expires = renewed.expires
                hold.warnedAt = nil
                hold.renewals =
                    (hold.renewals ?? []) + [
                        HoldRenewal(expires: renewed.expires, why: renewed.why, by: entry.actor, at: entry.at)
                    ]
            }
        case .holdOverridden(let overridden):
            changeHold(overridden.hold) { hold in
                hold.overrides =
                    (hold.overrides ?? []) + [
                        HoldOverride(
                            rollout: overridden.rollout, installations: overridden.installations,
                            why: overridden.why, by: entry.actor, at: entry.at)
                    ]
            }
        default: break
        }
    }

    private mutating func changeHold(_ id: HoldID, _ body: (inout Hold) -> Void) {
        guard var hold = holds[id] else { return }
        body(&hold)
        holds[id] = hold
        refreshAgenda(hold: id)
    }

    mutating func refreshAgenda(hold id: HoldID) {
        guard let hold = holds[id], let expires = hold.expires else {
            agenda.replace(.hold(id), with: [])
            return
        }
        var items = [Agenda.Item(at: expires, duty: .expireHold(id))]
        if hold.warnedAt == nil, let warnsAt = hold.warnsAt {
            items.append(.init(at: warnsAt, duty: .warnOfHold(id)))
        }
        agenda.replace(.hold(id), with: items)
    }
}
