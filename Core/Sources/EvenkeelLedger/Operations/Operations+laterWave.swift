import EvenkeelDomain

extension Operations {
    /// When the first wave after this one opens that has a later day, or would if it were announced now: the planned day may
    /// be past by then. Who is silent today is not asked twice today.
    func opening(after wave: Int, of rollout: Rollout, at now: Timestamp) async -> Timestamp? {
        let zone = settings.calendar.zone
        let today = zone.localDate(at: now)
        return await ledger.read { [settings] state in
            rollout.waves.indices.dropFirst(wave + 1).lazy.map { later in
                let next = rollout.waves[later]
                if next.announcedAt != nil, next.opensAt > now { return next.opensAt }
                return state.opening(of: rollout, wave: later, announcedAt: max(now, state.at), settings: settings)
            }.first { today < zone.localDate(at: $0) }
        }
    }
}
