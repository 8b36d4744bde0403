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

    /// What is looked at when an item is taken into a wave, side by side: whoever looks at one looks at the others.
    struct Row {
        let item: Int32
        /// The fleet's mean where unknown.
        let seats: Int32
        let weight: Int32
        /// Number of the customer of its first site.
        let customer: Int32
        /// The day it must be done by; `Int32.max` where there is none.
        let latest: Int32
    }

    let rows: [Row]
    /// The customer of each item's first site, by number.
    let customers: [Int32]
    /// Of the release's fixes, -1 where unknown; empty where it is unknown of everybody.
    private let wanted: [Int32]
    /// Day numbers, `Int32.min` where not pinned; empty where nobody is.
    private let pinnedUntil: [Int32]
    /// The last days on which items are left in peace, `Int32.min` where not tired; empty where nobody is.
    private let restsUntil: [Int32]
    /// NaN where unknown.
    let complexity: [Double]
    let friendly: [Double]
    let feedback: [Double]
    /// Installs each takes, stops on the way included; empty where all take one.
    let steps: [Int32]
    /// Further customers of units.
    let furtherCustomers: [Int32: [Int32]]
    /// Whether anybody is of unknown size: a question that need not be asked of each.
    let hasSizeless: Bool
    /// The fewest seats of an item.
    let fewestSeats: Int
    let hasDates: Bool
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
        let figures = SiteFigures(
            image, weights: weights, assumedSeats: selection.assumedSeats, policy: policy, context: context,
            firstOpens: firstOpens)
        func worst(_ values: [Double], _ choose: (Double, Double) -> Double) -> [Double] {
            Self.worst(values, of: sites, starts, image.count, choose)
        }
        complexity = worst(image.effectiveComplexity.values, max)
        friendly = worst(image.friendly.values, min)
        feedback = worst(figures.past.feedback(), min)
        var columns = Columns(count: count, figures: figures)
        for item in 0..<count {
            let members = starts.map { sites[Int($0[item])..<Int($0[item + 1])] } ?? sites[item...item]
            columns.append(members, of: item, in: image)
        }
        rows = columns.rows
        customers = starts == nil && count == image.count ? image.customerNumbers : rows.map(\.customer)
        wanted = columns.wanted
        pinnedUntil = columns.pinnedUntil
        restsUntil = columns.restsUntil
        steps = columns.steps
        furtherCustomers = columns.furtherCustomers
        hasSizeless = columns.hasSizeless
        fewestSeats = columns.fewestSeats
        hasDates = columns.hasDates
        overdue = columns.overdue
        pinnedBeyond = columns.pinnedBeyond
    }

    /// One figure of every item, of units that of the member where it is worst; a NaN, unknown, is worse than all.
    private static func worst(
        _ values: [Double], of sites: [Int32], _ starts: [Int32]?, _ siteCount: Int,
        _ choose: (Double, Double) -> Double
    ) -> [Double] {
        guard !values.isEmpty else { return Array(repeating: .nan, count: starts.map { $0.count - 1 } ?? sites.count) }
        guard let starts else { return sites.count == siteCount ? values : sites.map { values[Int($0)] } }
        return zip(starts, starts.dropFirst()).map { start, end in
            sites[Int(start)..<Int(end)].lazy.map { values[Int($0)] }.reduce(values[Int(sites[Int(start)])]) {
                $0.isNaN || $1.isNaN ? .nan : choose($0, $1)
            }
        }
    }

    /// Of the release's fixes, how many it wants; -1 where unknown.
    func wanted(by item: Int) -> Int32 { wanted.isEmpty ? -1 : wanted[item] }

    /// Day number; `Int32.min` where not pinned.
    func pinnedUntil(_ item: Int) -> Int32 { pinnedUntil.isEmpty ? .min : pinnedUntil[item] }

    /// The last day on which it is left in peace; `Int32.min` where it is not tired.
    func restsUntil(_ item: Int) -> Int32 { restsUntil.isEmpty ? .min : restsUntil[item] }

    var hasPins: Bool { !pinnedUntil.isEmpty }
    var hasTired: Bool { !restsUntil.isEmpty }

    /// The day by which it is due, in force or not; `Int32.max` where none is known.
    func due(_ item: Int) -> Int32 {
        members(of: item).lazy.flatMap { [self.image.supportEnds[Int($0)], self.image.contractDue[Int($0)]] }
            .compactMap { $0.map { Int32($0) } }.min() ?? .max
    }

    /// Whether it is so of one of an item's customers.
    @inline(__always)
    func hasCustomer(_ item: Int, where isSo: (Int) -> Bool) -> Bool {
        if isSo(Int(customers[item])) { return true }
        guard !furtherCustomers.isEmpty, let others = furtherCustomers[Int32(item)] else { return false }
        return others.contains { isSo(Int($0)) }
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
    func knownSeats(of item: Int) -> Int { knownSeats(of: rows[item]) }

    func knownSeats(of row: Row) -> Int {
        guard hasSizeless || starts != nil else { return Int(row.seats) }
        return members(of: Int(row.item)).reduce(0) { $0 + (image.seats[Int($1)] ?? 0) }
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
