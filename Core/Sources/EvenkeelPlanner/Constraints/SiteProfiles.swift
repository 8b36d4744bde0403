import EvenkeelDomain

/// The calendars of the sites of a fleet, those that are alike once. A plan asks for days only, so who has no hours of its own
/// and whose morning is not over when a wave opens is told by the operator's clock.
struct SiteProfiles {
    private(set) var calendars: [SiteCalendar] = []
    private let image: FleetImage
    private let policy: CalendarPolicy
    private let ours: WorkCalendar
    /// Freezes and rules that ask for a predicate, with what it says of every site.
    private let truths: [Predicate: TruthColumn]
    private let asked: [Predicate]
    private var numbers: [Key: Int32] = [:]
    private let readsSites: Bool
    private let hasWindowRules: Bool
    private let zones: SiteZones

    private struct Key: Hashable {
        var zone = 0
        var window = 0
        var week = 0
        var hours = 0
        var customer: Int32 = -1
        var truths: [Truth] = []
    }

    init(_ image: FleetImage, policy: Policy, context: PlanContext, isAtOnce: Bool) {
        self.image = image
        var ours = context.calendar
        var added = policy.calendar
        if isAtOnce {
            // Its customers are down: only what is for some of them alone is heeded.
            ours.week = .everyDay
            ours.rules = []
            ours.freezes = ours.freezes.filter { $0.among != nil }
            added.freezes = added.freezes.filter { $0.among != nil }
        }
        self.ours = ours
        self.policy = added
        asked = Set((ours.freezes + added.freezes).compactMap(\.among) + ours.rules.compactMap(\.among)).sorted {
            $0.description < $1.description
        }
        truths = Dictionary(
            uniqueKeysWithValues: asked.map { ($0, image.truth(of: $0, release: policy.release)) })
        hasWindowRules = ours.rules.contains { if case .window = $0.kind { true } else { false } }
        zones = SiteZones(image, context: context, ours: ours)
        readsSites =
            image.window.values.contains { !$0.isEmpty } || image.serviceHours.values.contains { !$0.isEmpty }
            || image.workweek.values.contains { $0 != ours.week }
    }

    /// Whether nothing but the operator's own days counts.
    var areAllAlike: Bool {
        !readsSites && !zones.hasLate && asked.isEmpty && ours.customers.isEmpty
            && !ours.rules.contains { if case .week = $0.kind { true } else { false } }
    }

    /// The number of a site's calendar.
    mutating func number(of site: Int) -> Int32 {
        var key = Key()
        if readsSites {
            (key.window, key.week, key.hours) = (
                image.window.code(of: site), image.workweek.code(of: site), image.serviceHours.code(of: site)
            )
        }
        if !ours.customers.isEmpty, ours.customers[image.customerID(of: site)] != nil {
            key.customer = image.customerNumbers[site]
        }
        if !asked.isEmpty { key.truths = asked.map { truths[$0]?[site] ?? .maybe } }
        let zone = zones.number(of: site)
        if zones.isLate(zone) || hasOwnHours(site) || key.customer >= 0 { key.zone = zone }
        if let known = numbers[key] { return known }
        let number = Int32(calendars.count)
        numbers[key] = number
        calendars.append(calendar(of: site, in: zones.offsets(key.zone)))
        return number
    }

    private func hasOwnHours(_ site: Int) -> Bool {
        readsSites && (image.window.code(of: site) > 0 || image.serviceHours.code(of: site) > 0) || hasWindowRules
    }

    private func calendar(of site: Int, in zone: ZoneOffsets) -> SiteCalendar {
        var window = image.window[site]
        // One that cannot be read is told when it is read in, and binds no plan.
        if let text = window, !text.isEmpty {
            do throws(RecurrenceTrouble) { _ = try MaintenanceWindow.span(text) } catch { window = "" }
        }
        let side = SiteCalendar.SiteSide(
            customer: image.customerID(of: site), workweek: image.workweek[site],
            serviceHours: image.serviceHours[site], window: window)
        return SiteCalendar(
            side, ours: ours, policy: policy, zone: zone, zones: { zones.named($0) },
            concerns: { truths[$0]?[site] ?? .maybe })
    }
}
