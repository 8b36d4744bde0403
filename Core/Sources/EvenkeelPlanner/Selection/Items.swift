import EvenkeelDomain

/// What the planner places, in columns: one site each, or a unit of sites that move together. Items are numbered in
/// the order of their smallest id, so that nothing depends on the order of rows.
///
/// A unit is as complex as its most complex member, as friendly as its least friendly, due with the first that is due,
/// and free to go with the last that is pinned. What is unknown of one member is unknown of the unit.
///
/// A class, since it never changes and is large: whoever holds it holds a reference.
final class Items {
    let image: FleetImage
    /// Site numbers, item by item.
    let sites: [Int32]
    /// Where each item's sites begin in `sites`, and the end; nil where every item is one site.
    let starts: [Int32]?
    let count: Int

    /// What is looked at when waves are filled, side by side: whoever looks at one of them looks at the others.
    struct Row {
        /// The fleet's mean where unknown.
        var seats: Int32
        var weight: Int32
        /// Number of the customer of its first site.
        var customer: Int32
        /// Day number; `Int32.min` where not pinned.
        var pinnedUntil: Int32
        /// The day it must be done by; `Int32.max` where there is none.
        var latest: Int32
        /// The last day on which it is left in peace; `Int32.min` where it is not tired.
        var restsUntil: Int32
        var item: Int32
        var siteCount: Int32
    }

    let rows: [Row]
    /// Of the release's fixes; -1 where unknown.
    let wanted: [Int32]
    /// The day by which it is due, in force or not; `Int32.max` where none is known.
    let due: [Int32]
    /// NaN where unknown.
    let complexity: [Double]
    let friendly: [Double]
    let feedback: [Double]
    /// Installs each takes, stops on the way included; empty where all take one.
    let steps: [Int32]
    /// Further customers of units.
    let furtherCustomers: [Int32: [Int32]]
    /// Whether anybody is pinned, tired, or of unknown size: questions that need not be asked of each.
    let hasPins: Bool
    let hasTired: Bool
    let hasSizeless: Bool
    /// Sites with a date that has passed before the first wave could open.
    let overdue: [Int32]
    /// Sites (of a unit the first) that are pinned beyond the date by which they must be done.
    let pinnedBeyond: [Int32]

    init(
        _ selection: Selection, image: FleetImage, weights: SiteWeights, policy: Policy, context: PlanContext,
        firstOpens: CivilDate
    ) {
        self.image = image
        let (sites, starts) = Self.grouped(selection.candidates, in: image)
        self.sites = sites
        self.starts = starts
        let count = starts.map { $0.count - 1 } ?? sites.count
        self.count = count
        let facts = SiteFigures(
            image, weights: weights, assumedSeats: selection.assumedSeats, policy: policy, context: context,
            firstOpens: firstOpens)
        var columns = Columns(count: count)
        for item in 0..<count {
            let members = starts.map { Int($0[item])..<Int($0[item + 1]) } ?? item..<(item + 1)
            let first = Int(sites[members.lowerBound])
            var figures = facts[first]
            if members.count > 1 {
                figures = members.dropFirst().reduce(figures) { $0.joined(by: facts[Int(sites[$1])]) }
            }
            // A pin is kept, and a date that it leaves no room for binds nobody.
            if figures.latest != .max, figures.pinnedUntil >= figures.latest {
                figures.latest = .max
                columns.pinnedBeyond.append(sites[members.lowerBound])
            }
            columns.append(figures, customer: image.customerNumbers[first], members: members.count)
            if figures.pinnedUntil != .min { columns.hasPins = true }
            if figures.restsUntil != .min { columns.hasTired = true }
            if figures.isSizeless { columns.hasSizeless = true }
            if figures.isOverdue { columns.overdue += members.map { sites[$0] }.filter { facts[Int($0)].isOverdue } }
            if figures.steps > 1, columns.steps.isEmpty { columns.steps = Array(repeating: 1, count: item) }
            if !columns.steps.isEmpty || figures.steps > 1 { columns.steps.append(figures.steps) }
            if members.count > 1 {
                let others = Set(members.map { image.customerNumbers[Int(sites[$0])] })
                    .subtracting([image.customerNumbers[first]])
                if !others.isEmpty { columns.furtherCustomers[Int32(item)] = others.sorted() }
            }
        }
        rows = columns.rows
        wanted = columns.wanted
        due = columns.due
        complexity = columns.complexity
        friendly = columns.friendly
        feedback = columns.feedback
        steps = columns.steps
        furtherCustomers = columns.furtherCustomers
        hasPins = columns.hasPins
        hasTired = columns.hasTired
        hasSizeless = columns.hasSizeless
        overdue = columns.overdue
        pinnedBeyond = columns.pinnedBeyond
    }

    /// The columns while they are being filled.
    private struct Columns {
        var rows: [Row] = []
        var wanted: [Int32] = []
        var due: [Int32] = []
        var complexity: [Double] = []
        var friendly: [Double] = []
        var feedback: [Double] = []
        var steps: [Int32] = []
        var furtherCustomers: [Int32: [Int32]] = [:]
        var hasPins = false
        var hasTired = false
        var hasSizeless = false
        var overdue: [Int32] = []
        var pinnedBeyond: [Int32] = []

        init(count: Int) {
            rows.reserveCapacity(count)
            wanted.reserveCapacity(count)
            due.reserveCapacity(count)
            complexity.reserveCapacity(count)
            friendly.reserveCapacity(count)
            feedback.reserveCapacity(count)
        }

        mutating func append(_ figures: SiteFigures.Row, customer number: Int32, members: Int) {
            complexity.append(figures.complexity)
            friendly.append(figures.friendly)
            feedback.append(figures.feedback)
            rows.append(
                Row(
                    seats: figures.seats, weight: figures.weight, customer: number, pinnedUntil: figures.pinnedUntil,
                    latest: figures.latest, restsUntil: figures.restsUntil, item: Int32(rows.count),
                    siteCount: Int32(members)))
            wanted.append(figures.wanted)
            due.append(figures.due)
        }
    }

    /// The sites of an item, ascending.
    func members(of item: Int) -> ArraySlice<Int32> {
        guard let starts else { return sites[item...item] }
        return sites[Int(starts[item])..<Int(starts[item + 1])]
    }

    func siteCount(of item: Int) -> Int {
        starts.map { Int($0[item + 1] - $0[item]) } ?? 1
    }

    /// Of the sites that say so.
    func knownSeats(of item: Int) -> Int {
        guard hasSizeless || starts != nil else { return Int(rows[item].seats) }
        return members(of: item).reduce(0) { $0 + (image.seats[Int($1)] ?? 0) }
    }

    /// The id an item goes by: its smallest.
    func id(of item: Int) -> InstallationID {
        image.ids[Int(sites[starts.map { Int($0[item]) } ?? item])]
    }

    func steps(of item: Int) -> Int { steps.isEmpty ? 1 : Int(steps[item]) }

    /// What it costs to try the release at an item: seats weighted by risk,
    /// `seats * (1 + 2 complexity) * (1.6 - friendliness) / feedback`. What is unknown counts as its worst.
    func cost(of item: Int) -> Double {
        let complexity = complexity[item].isNaN ? 1 : complexity[item]
        let friendly = friendly[item].isNaN ? 0 : friendly[item]
        let feedback = feedback[item].isNaN ? 0.1 : max(0.1, feedback[item])
        return Double(max(1, rows[item].seats)) * (1 + 2 * complexity) * (1.6 - friendly) / feedback
    }

    /// Candidates with those that move together side by side, in the order of each unit's first site.
    private static func grouped(_ candidates: [Int32], in image: FleetImage) -> (sites: [Int32], starts: [Int32]?) {
        guard !image.movesWith.codes.isEmpty else { return (candidates, nil) }
        var units: [Int: [Int32]] = [:]
        for site in candidates {
            let code = image.movesWith.code(of: Int(site))
            if code > 0, !image.movesWith.values[code - 1].isEmpty { units[code, default: []].append(site) }
        }
        guard units.values.contains(where: { $0.count > 1 }) else { return (candidates, nil) }
        var sites: [Int32] = []
        var starts: [Int32] = []
        for site in candidates {
            let unit = units[image.movesWith.code(of: Int(site))] ?? [site]
            guard unit[0] == site else { continue }
            starts.append(Int32(sites.count))
            sites += unit
        }
        return (sites, starts + [Int32(sites.count)])
    }
}
