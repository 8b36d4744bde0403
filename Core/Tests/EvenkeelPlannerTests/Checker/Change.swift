import EvenkeelDomain
import EvenkeelPlanner

/// Carries out what a refusal says would help.
enum Change {
    static func of(_ remedy: Remedy, _ given: PlanCase) -> PlanCase {
        switch remedy {
        case .shortenSoaks(let days): return shortenSoaks(days, given)
        case .raiseCapacity(let capacity): return given.changed { $0.policy.calendar.capacityPerDay = capacity }
        case .moveDeadline(let date): return given.changed { $0.policy.deadline = date }
        case .warnOfDates:
            return given.changed { $0.policy.due = DuePolicy(support: .warn, contract: .warn) }
        case .raiseLimit(let wave, let limit, let cap):
            return given.changed { changed in
                guard let number = changed.policy.waves.firstIndex(where: { $0.name == wave }) else { return }
                changed.policy.waves[number] = changed.policy.waves[number].raised(limit, to: cap, in: given)
            }
        }
    }

    /// The next smaller change; nil where there is none.
    static func less(than remedy: Remedy) -> Remedy? {
        switch remedy {
        case .shortenSoaks(let days): days > 1 ? .shortenSoaks(days: days - 1) : nil
        case .raiseCapacity(let capacity): capacity > 1 ? .raiseCapacity(perDay: capacity - 1) : nil
        case .moveDeadline(let date): .moveDeadline(to: date - 1)
        case .raiseLimit(let wave, let limit, let cap): .raiseLimit(wave: wave, limit, to: cap - 1)
        case .warnOfDates: nil
        }
    }

    static func shortenSoaks(_ less: Int, _ given: PlanCase) -> PlanCase {
        given.changed { changed in
            for number in changed.policy.waves.indices {
                let days = changed.policy.waves[number].soak.days
                changed.policy.waves[number].soak.days = max(min(1, days), days - less)
            }
        }
    }
}

extension WavePolicy {
    /// With every cap of that kind that is lower raised to that.
    func raised(_ kind: Infeasibility.Limit, to cap: Int, in given: PlanCase) -> WavePolicy {
        let sites = PlainFacts(given).selected
        let total =
            switch kind {
            case .seats: sites.reduce(0) { $0 + ($1.seats ?? 0) }
            case .weight: PlainFacts(given).weight(sites)
            case .customers: PlainFacts(given).customerCount(sites)
            default: sites.count
            }
        func changed(_ amount: Amount?) -> Amount? {
            amount.map { PlainFacts(given).number($0, of: total) < cap ? .count(cap) : $0 }
        }
        func changed(_ limit: WaveLimit) -> WaveLimit {
            var limit = limit
            if kind == .installations { limit.installations = changed(limit.installations) }
            if kind == .seats { limit.seats = changed(limit.seats) }
            if kind == .weight { limit.weight = changed(limit.weight) }
            if kind == .customers { limit.customers = changed(limit.customers) }
            if kind == .perCustomer { limit.perCustomer = limit.perCustomer.map { max($0, cap) } }
            return limit
        }
        var wave = self
        wave.limit = changed(limit)
        wave.split = split.map(changed)
        return wave
    }

    /// With a cap of another size wherever the wave has that cap.
    func with(_ kind: Infeasibility.Limit, _ cap: Int) -> WavePolicy {
        func changed(_ limit: WaveLimit) -> WaveLimit {
            var limit = limit
            switch kind {
            case .installations: limit.installations = limit.installations.map { _ in .count(cap) }
            case .seats: limit.seats = limit.seats.map { _ in .count(cap) }
            case .weight: limit.weight = limit.weight.map { _ in .count(cap) }
            case .customers: limit.customers = limit.customers.map { _ in .count(cap) }
            case .perCustomer: limit.perCustomer = limit.perCustomer.map { _ in cap }
            case .capacity, .waves: break
            }
            return limit
        }
        var wave = self
        wave.limit = changed(limit)
        wave.split = split.map(changed)
        return wave
    }
}
