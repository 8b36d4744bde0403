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
        let caps = [lastWave.limit.seats, lastWave.split?.seats].compactMap { $0?.of(selection.total.seats) }
        // Of the largest without a place, pinned ones included, the one with the smallest id.
        let largest = (0..<Int32(items.count)).filter { waveOf[Int($0)] < 0 }.reversed().max {
            items.rows[Int($0)].seats < items.rows[Int($1)].seats
        }
        if let cap = caps.min(), let largest, Int(items.rows[Int(largest)].seats) > cap {
            return .siteAboveCap(
                items.id(of: Int(largest)), seats: Int(items.rows[Int(largest)].seats), wave: lastWave.name, cap: cap)
        }
        return .unplaced(
            unplaced.flatMap { item in items.members(of: Int(item)).map { items.image.ids[Int($0)] } },
            lastWave: lastWave.name)
    }

    /// In the order of their ids.
    var withheldList: [Withheld] {
        withheld.sorted { $0.key < $1.key }.map {
            Withheld(installation: items.image.ids[Int($0.key)], reason: $0.value)
        }
    }
}
