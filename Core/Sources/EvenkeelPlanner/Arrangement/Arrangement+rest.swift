import EvenkeelDomain

/// What becomes of those who have no place.
extension Arrangement {
    /// Those without a place are withheld if they are pinned or wait for somebody who is withheld; anybody else is a
    /// reason to refuse.
    mutating func withholdTheRest() throws(PlanRefusal) {
        guard order.count < items.count else {
            if waves.isEmpty, begun.count == 0 { throw .everythingWithheld(withheldList) }
            return
        }
        let lastOpens = Int32((waves.last?.opens ?? firstOpens).dayNumber)
        var unplaced: [Int32] = []
        var isOut = [Bool](repeating: false, count: items.count)
        for item in precedence.inOrder
        where waveOf[Int(item)] < 0 {
            let number = Int(item)
            if items.pinnedUntil(number) >= lastOpens {
                withhold(number, members(of: number, pinnedOn: lastOpens))
            } else if let blocker = precedence.blockers(of: number).first(where: { isOut[Int($0)] }) {
                withhold(number, members(of: number, waitingFor: Int(blocker)))
            } else {
                unplaced.append(item)
                continue
            }
            isOut[number] = true
        }
        late = unplaced.filter { items.rows[Int($0)].latest != .max }
        guard unplaced.isEmpty else { throw obstacle(to: unplaced.sorted()) }
        guard !waves.isEmpty || begun.count > 0 else { throw .everythingWithheld(withheldList) }
    }

    /// - Parameter reasons: of those members that are the reason; the others move with them.
    private mutating func withhold(_ item: Int, _ reasons: [Int32: Withheld.Reason]) {
        let members = items.members(of: item)
        let stuck = members.first { reasons[$0] != nil } ?? members[members.startIndex]
        for site in members { withheld[site] = reasons[site] ?? .unitWithheld(items.image.ids[Int(stuck)]) }
    }

    private func members(of item: Int, pinnedOn day: Int32) -> [Int32: Withheld.Reason] {
        var reasons: [Int32: Withheld.Reason] = [:]
        for site in items.members(of: item) {
            guard let until = items.image.pinnedUntil[Int(site)], until >= Int(day) else { continue }
            reasons[site] = .pinned(until: CivilDate(dayNumber: until))
        }
        return reasons
    }

    /// Those that go after somebody of the blocker, or whose customer's canary it is.
    private func members(of item: Int, waitingFor blocker: Int) -> [Int32: Withheld.Reason] {
        let leaders = items.members(of: blocker)
        var reasons: [Int32: Withheld.Reason] = [:]
        for site in items.members(of: item) {
            let before = items.image.afterNumbers.isEmpty ? -1 : items.image.afterNumbers[Int(site)]
            if leaders.contains(before) {
                reasons[site] = .afterWithheld(items.image.ids[Int(before)])
            } else if !precedence.canaryOf.isEmpty,
                precedence.canaryOf[Int(items.image.customerNumbers[Int(site)])] == Int32(blocker)
            {
                reasons[site] = .afterWithheld(items.id(of: blocker))
            }
        }
        return reasons
    }

    private func obstacle(to unplaced: [Int32]) -> PlanRefusal {
        let lastWave = policy.waves[policy.waves.count - 1]
        if let refusal = noDay(for: unplaced) { return refusal }
        if let capacity = policy.calendar.capacityPerDay, capacity <= 0 {
            return .infeasible(
                Infeasibility(
                    wave: lastWave.name, opens: firstOpens, limit: .capacity, due: policy.deadline ?? firstOpens,
                    needed: items.count, available: 0, sites: []))
        }
        if let first = late.min(by: { items.rows[Int($0)].latest < items.rows[Int($1)].latest }) {
            let due = CivilDate(dayNumber: Int(items.rows[Int(first)].latest))
            return .datesMissed(
                DatesMissed(
                    due: due,
                    sites: late.flatMap { item in items.members(of: Int(item)).map { items.image.ids[Int($0)] } },
                    lastOpens: waves.last?.opens ?? firstOpens))
        }
        if let refusal = aboveCap(of: lastWave) { return refusal }
        return .unplaced(
            unplaced.flatMap { item in items.members(of: Int(item)).map { items.image.ids[Int($0)] } },
            lastWave: lastWave.name)
    }

    /// The first of those without a place that no day of ten years suits.
    private func noDay(for unplaced: [Int32]) -> PlanRefusal? {
        guard !profiles.isOpenToAll else { return nil }
        var isOpen: [Int: Bool] = [:]
        let closed = unplaced.first { item in
            let profile = profiles.profile(of: Int(item))
            if let known = isOpen[profile] { return !known }
            let days = profiles.openDays(of: Int(item), from: firstOpens, until: firstOpens.dayNumber + 3660)
            isOpen[profile] = days > 0
            return days == 0
        }
        guard let closed else { return nil }
        let members = items.members(of: Int(closed))
        let windows = Set(members.compactMap { items.image.window[Int($0)] }.filter { !$0.isEmpty })
        return .noDay(members.map { items.image.ids[Int($0)] }, windows: windows.sorted())
    }

    /// The largest without a place, where the last wave takes nothing of that size, pinned ones included.
    private func aboveCap(of wave: WavePolicy) -> PlanRefusal? {
        let total = selection.total
        func cap(_ amount: KeyPath<WaveLimit, Amount?>, of total: Int) -> Int? {
            [wave.limit[keyPath: amount], wave.split?[keyPath: amount]].compactMap { $0?.of(total) }.min()
        }
        let caps: [(Infeasibility.Limit, Int?)] = [
            (.seats, cap(\.seats, of: total.seats)), (.installations, cap(\.installations, of: total.installations)),
            (.weight, cap(\.weight, of: selection.totalWeight)), (.customers, cap(\.customers, of: total.customers)),
            (.perCustomer, [wave.limit.perCustomer, wave.split?.perCustomer].compactMap(\.self).min()),
        ]
        let unplaced = (0..<items.count).filter { waveOf[$0] < 0 }
        for (limit, cap) in caps {
            // A wave for nobody at all is another matter.
            guard let cap, cap > 0 || limit == .seats else { continue }
            // Of the largest the one with the smallest id.
            let largest = unplaced.map { (item: $0, size: size(of: $0, limit)) }.reversed().max { $0.size < $1.size }
            guard let largest, largest.size > cap else { continue }
            return .siteAboveCap(items.id(of: largest.item), limit, size: largest.size, wave: wave.name, cap: cap)
        }
        return nil
    }

    private func size(of item: Int, _ limit: Infeasibility.Limit) -> Int {
        func customers() -> [Int32: Int] {
            Dictionary(
                items.members(of: item).map { (items.image.customerNumbers[Int($0)], 1) }, uniquingKeysWith: +)
        }
        switch limit {
        case .seats: return Int(items.rows[item].seats)
        case .installations: return items.siteCount(of: item)
        case .weight: return Int(items.rows[item].weight)
        case .customers: return customers().count
        case .perCustomer: return customers().values.max() ?? 0
        case .capacity, .waves: return 0
        }
    }

    /// In the order of their ids.
    var withheldList: [Withheld] {
        withheld.sorted { $0.key < $1.key }.map {
            Withheld(installation: items.image.ids[Int($0.key)], reason: $0.value)
        }
    }
}
