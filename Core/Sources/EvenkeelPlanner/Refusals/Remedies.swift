import EvenkeelDomain

/// Finds the smallest changes of a policy after which there is a plan, by planning again.
struct Remedies {
    let image: FleetImage
    let policy: Policy
    let context: PlanContext
    let forecast: GateForecaster?

    /// By how many days every soak must be shortened, leaving each at least one day; nil where that is not enough.
    func soakDaysLess() -> Int? {
        smallest(upTo: (policy.waves.map(\.soak.days).max() ?? 0) - 1) { changed, less in
            for number in changed.waves.indices {
                let days = changed.waves[number].soak.days
                changed.waves[number].soak.days = max(min(1, days), days - less)
            }
        }
    }

    /// How many installs a day it takes; nil where they do not matter.
    func capacityPerDay() -> Int? {
        guard let capacity = policy.calendar.capacityPerDay else { return nil }
        return smallest(upTo: max(1, image.count) - capacity) { $0.calendar.capacityPerDay = capacity + $1 }
            .map { capacity + $0 }
    }

    func all(for refused: Infeasibility) -> [Remedy] {
        var remedies: [Remedy] = []
        if let raised = raisedLimit(for: refused) { remedies.append(raised) }
        if let capacity = capacityPerDay() { remedies.append(.raiseCapacity(perDay: capacity)) }
        return remedies + common()
    }

    func common() -> [Remedy] {
        var remedies: [Remedy] = []
        if let days = soakDaysLess() { remedies.append(.shortenSoaks(days: days)) }
        var lenient = policy
        lenient.due = DuePolicy(support: .warn, contract: .warn)
        if (policy.due ?? DuePolicy()) != lenient.due, works(lenient) { remedies.append(.warnOfDates) }
        var endless = policy
        endless.deadline = nil
        if let deadline = policy.deadline, let last = lastInstall(endless), last > deadline {
            remedies.append(.moveDeadline(to: last))
        }
        return remedies
    }

    /// The smallest limit of the wave named that works: of the whole and of each part, where it is lower.
    private func raisedLimit(for refused: Infeasibility) -> Remedy? {
        guard let number = policy.waves.firstIndex(where: { $0.name == refused.wave }), let selected else { return nil }
        if refused.limit == .perCustomer { return raisedPerCustomer(for: refused, wave: number) }
        let all = selected.total
        let total: Int
        let amount: WritableKeyPath<WaveLimit, Amount?>
        switch refused.limit {
        case .installations: (amount, total) = (\.installations, all.installations)
        case .seats: (amount, total) = (\.seats, all.seats)
        case .weight: (amount, total) = (\.weight, selected.totalWeight)
        case .customers: (amount, total) = (\.customers, all.customers)
        case .perCustomer, .capacity, .waves: return nil
        }
        guard let current = cap(policy.waves[number], amount, of: total) else { return nil }
        let more = smallest(upTo: max(refused.missing * 4, 16)) { changed, more in
            func raise(_ limit: inout WaveLimit) {
                if let cap = limit[keyPath: amount]?.of(total), cap < current + more {
                    limit[keyPath: amount] = .count(current + more)
                }
            }
            raise(&changed.waves[number].limit)
            if var split = changed.waves[number].split {
                raise(&split)
                changed.waves[number].split = split
            }
        }
        return more.map { .raiseLimit(wave: refused.wave, refused.limit, to: current + $0) }
    }

    /// The same for the sites of one customer.
    private func raisedPerCustomer(for refused: Infeasibility, wave number: Int) -> Remedy? {
        let wave = policy.waves[number]
        guard let current = [wave.limit.perCustomer, wave.split?.perCustomer].compactMap(\.self).min() else {
            return nil
        }
        let more = smallest(upTo: max(refused.missing * 4, 16)) { changed, more in
            func raise(_ limit: inout WaveLimit) {
                if let cap = limit.perCustomer, cap < current + more { limit.perCustomer = current + more }
            }
            raise(&changed.waves[number].limit)
            if var split = changed.waves[number].split {
                raise(&split)
                changed.waves[number].split = split
            }
        }
        return more.map { .raiseLimit(wave: refused.wave, .perCustomer, to: current + $0) }
    }

    /// What the shares of a policy are shares of.
    private var selected: Selection? {
        let placed = BegunWaves(context.past, policy: policy).placed(in: image)
        do throws(PlanRefusal) {
            return try Selection(
                image, weights: SiteWeights(image), policy: policy, context: context, placed: placed)
        } catch { return nil }
    }

    private func cap(_ wave: WavePolicy, _ amount: KeyPath<WaveLimit, Amount?>, of total: Int) -> Int? {
        [wave.limit[keyPath: amount], wave.split?[keyPath: amount]].compactMap { $0?.of(total) }.min()
    }

    /// The smallest amount from 1 that works, if `limit` does: more always helps.
    private func smallest(upTo limit: Int, _ change: (inout Policy, Int) -> Void) -> Int? {
        func keeps(_ amount: Int) -> Bool {
            var changed = policy
            change(&changed, amount)
            return works(changed)
        }
        guard limit >= 1, keeps(limit) else { return nil }
        return (1..<limit).partitioningIndex(where: keeps)
    }

    private func works(_ changed: Policy) -> Bool {
        guard let last = lastInstall(changed) else { return false }
        return changed.deadline.map { last <= $0 } ?? true
    }

    /// The day of the last install; nil where there is no plan.
    private func lastInstall(_ changed: Policy) -> CivilDate? {
        do {
            let arrangement = try Arrangement.made(
                image, policy: changed, context: context, forecast: forecast)
            // A change after which a gate cannot pass is no remedy.
            _ = try PlanDraft(arrangement, forecast: forecast)
            return arrangement.lastInstall
        } catch { return nil }
    }
}
