import EvenkeelDomain

/// The calendars of the sites of a fleet, those that are alike once. A plan asks for days only, so all are told by the
/// operator's clock.
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

    private struct Key: Hashable {
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
        readsSites =
            image.window.values.contains { !$0.isEmpty } || image.serviceHours.values.contains { !$0.isEmpty }
            || image.workweek.values.contains { $0 != ours.week }
    }

    /// Whether nothing but the operator's own days counts.
    var areAllAlike: Bool {
        !readsSites && asked.isEmpty && ours.customers.isEmpty
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
        if let known = numbers[key] { return known }
        let number = Int32(calendars.count)
        numbers[key] = number
        calendars.append(calendar(of: site))
        return number
    }

    private func calendar(of site: Int) -> SiteCalendar {
        var window = image.window[site]
        // One that cannot be read is told when it is read in, and binds no plan.
        if let text = window, !text.isEmpty {
            do throws(RecurrenceTrouble) { _ = try MaintenanceWindow.span(text) } catch { window = "" }
        }
        let side = SiteCalendar.SiteSide(
            customer: image.customerID(of: site), workweek: image.workweek[site],
            serviceHours: image.serviceHours[site], window: window)
        return SiteCalendar(
            side, ours: ours, policy: policy, zone: ours.zone, zones: { _ in nil },
            concerns: { truths[$0]?[site] ?? .maybe })
    }
}
