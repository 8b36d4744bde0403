import EvenkeelDomain

/// Who must be in an earlier wave than whom: `after` edges, and every customer's canary before its other sites.
struct Precedence {
    /// By candidate: the candidate it goes after.
    let after: [Int?]
    /// By candidate: its customer's canary, where that is another site.
    let canary: [Int?]
    /// All candidates, everyone after its blockers.
    let order: [Int]

    init(_ candidates: [Candidate], canaryPerCustomer: Bool, firstOpens: CivilDate) throws(PlanRefusal) {
        let numbers = Dictionary(uniqueKeysWithValues: zip(candidates.map(\.site.id), candidates.indices))
        let after = candidates.map { $0.site.after.flatMap { numbers[$0] } }
        self.after = after
        if canaryPerCustomer {
            let canaries = Self.canaries(candidates, after: after, firstOpens: firstOpens)
            canary = candidates.indices.map { number in
                canaries[candidates[number].customerNumber].flatMap { $0 == number ? nil : $0 }
            }
        } else {
            canary = Array(repeating: nil, count: candidates.count)
        }
        let blockers = zip(after, canary).map { [$0, $1].compactMap(\.self) }
        order = try Self.order(blockers, ids: candidates.map(\.site.id))
    }

    /// Every customer's safest site: one that need not wait for a sibling or a pin, and then the one where trying the
    /// release costs least.
    private static func canaries(_ candidates: [Candidate], after: [Int?], firstOpens: CivilDate) -> [Int: Int] {
        func reluctance(_ number: Int) -> (Int, Int, Double, Int) {
            let candidate = candidates[number]
            let waits = after[number].map { candidates[$0].customerNumber == candidate.customerNumber } ?? false
            let pinned = candidate.site.pinnedUntil.map { max(0, $0 - firstOpens + 1) } ?? 0
            return (waits ? 1 : 0, pinned, candidate.cost, number)
        }
        return Dictionary(grouping: candidates.indices, by: { candidates[$0].customerNumber })
            .compactMapValues { sites in sites.min { reluctance($0) < reluctance($1) } }
    }

    /// Numbers in an order in which everyone comes after its blockers (Kahn 1962).
    ///
    /// Throws `afterCycle` with the sites of one cycle, the smallest id first.
    static func order(_ blockers: [[Int]], ids: [InstallationID]) throws(PlanRefusal) -> [Int] {
        var waiting = blockers.map(\.count)
        var blocked: [[Int]] = Array(repeating: [], count: blockers.count)
        for (number, those) in blockers.enumerated() {
            for blocker in those { blocked[blocker].append(number) }
        }
        var order = waiting.indices.filter { waiting[$0] == 0 }
        var next = 0
        while next < order.count {
            for number in blocked[order[next]] {
                waiting[number] -= 1
                if waiting[number] == 0 { order.append(number) }
            }
            next += 1
        }
        guard var number = waiting.indices.first(where: { waiting[$0] > 0 }) else { return order }
        // Everyone who is left waits for somebody who is left, so walking along the blockers ends in a cycle.
        var path: [Int] = []
        while !path.contains(number), let blocker = blockers[number].first(where: { waiting[$0] > 0 }) {
            path.append(number)
            number = blocker
        }
        let cycle = path.drop { $0 != number }.map { ids[$0] }
        let start = cycle.indices.min { cycle[$0] < cycle[$1] } ?? cycle.startIndex
        throw .afterCycle(Array(cycle[start...] + cycle[..<start]))
    }
}
