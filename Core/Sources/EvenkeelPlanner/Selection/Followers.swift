import EvenkeelDomain

/// Who follows whom among the selected: `after` edges, and units that move together.
struct Followers {
    /// By site: the selected site it goes after, or -1; empty where nobody goes after anybody.
    private let after: [Int32]
    /// Selected sites, everyone after the one it goes after.
    private let order: [Int32]
    /// By code of `moves_with`: its selected members.
    private let units: [[Int32]]

    /// Throws `afterCycle` where `after` closes a circle.
    init(_ selected: [Int32], in image: FleetImage) throws(PlanRefusal) {
        if image.afterNumbers.isEmpty {
            after = []
            order = []
        } else {
            var isSelected = [Bool](repeating: false, count: image.count)
            for site in selected { isSelected[Int(site)] = true }
            var after = [Int32](repeating: -1, count: image.count)
            for site in selected {
                let before = image.afterNumbers[Int(site)]
                if before >= 0, isSelected[Int(before)] { after[Int(site)] = before }
            }
            self.after = after
            order = try Precedence.order(
                of: selected, blockers: { [after[Int($0)]].filter { $0 >= 0 } }, ids: image.ids)
        }
        var units = [[Int32]](repeating: [], count: image.movesWith.codes.isEmpty ? 0 : image.movesWith.values.count)
        if !units.isEmpty {
            for site in selected {
                let code = image.movesWith.code(of: Int(site))
                if code > 0, !image.movesWith.values[code - 1].isEmpty { units[code - 1].append(site) }
            }
        }
        self.units = units.filter { $0.count > 1 }
    }

    /// Adds whoever goes after, or moves with, somebody who is withheld.
    func withhold(_ withheld: inout [Int32: Withheld.Reason], image: FleetImage) {
        guard !withheld.isEmpty else { return }
        var before = -1
        while withheld.count != before {
            before = withheld.count
            for site in order where withheld[site] == nil {
                let leader = after[Int(site)]
                if leader >= 0, withheld[leader] != nil { withheld[site] = .afterWithheld(image.ids[Int(leader)]) }
            }
            for members in units {
                guard let stuck = members.first(where: { withheld[$0] != nil }) else { continue }
                for member in members where withheld[member] == nil {
                    withheld[member] = .unitWithheld(image.ids[Int(stuck)])
                }
            }
        }
    }
}
