extension SiteCalendar {
    /// What the fleet says of a site that its calendar depends on. Nil means unknown, an empty text none.
    public struct SiteSide: Hashable, Sendable {
        public var customer: CustomerID
        public var workweek: WorkingWeek?
        public var serviceHours: String?
        public var window: String?

        public init(customer: CustomerID, workweek: WorkingWeek?, serviceHours: String?, window: String?) {
            self.customer = customer
            self.workweek = workweek
            self.serviceHours = serviceHours
            self.window = window
        }

        public init(_ site: Installation) {
            self.init(
                customer: site.customer, workweek: site.workweek, serviceHours: site.serviceHours, window: site.window)
        }
    }

    /// The calendar of a site.
    ///
    /// - Parameters:
    ///   - ours: the organisation's, with the rules every rollout inherits.
    ///   - policy: what a policy adds; nil where no rollout is at hand.
    ///   - zone: the site's.
    ///   - zones: finds the zone that a customer's calendar names.
    ///   - concerns: whether a predicate is about the site. Who may be meant by a freeze or a holiday is taken to be
    ///     meant; a working week or a window is only given to those it is surely about.
    public init(
        _ side: SiteSide, ours: WorkCalendar, policy: CalendarPolicy?, zone: ZoneOffsets,
        zones: (String) -> ZoneOffsets?, concerns: (Predicate) -> Truth
    ) {
        self.init(zone: zone, week: ours.week, operatorWeek: ours.week, hours: .fromMorning(ours.morningMinuteOfDay))
        func isMeant(_ among: Predicate?) -> Bool { among.map { concerns($0) != .no } ?? true }
        freezes =
            ours.freezes.filter { isMeant($0.among) }.compactMap { Self.freeze($0, .organisation($0.rule)) }
            + (policy?.freezes ?? []).filter { isMeant($0.among) }.compactMap { Self.freeze($0, .policy) }
        if let own = ours.customers[side.customer] {
            freezes += own.spans.map { span in
                SiteFreeze(
                    time: .span(span, zone: span.zone.flatMap(zones) ?? zone), origin: .customer(side.customer),
                    why: "the customer's own calendar (\(own.source))")
            }
        }
        takeRules(ours.rules, side: side, isMeant: isMeant, isSurelyMeant: { $0.map { concerns($0) == .yes } ?? true })
        if let workweek = side.workweek { week = workweek }
        if let text = side.serviceHours, let own = ServiceHours(text) { hours = own }
        if let text = side.window, !text.isEmpty { take(window: text) }
    }

    private static func freeze(_ freeze: Freeze, _ origin: SiteFreeze.Origin) -> SiteFreeze? {
        DaySpan(from: freeze.from, to: freeze.to).map {
            SiteFreeze(time: .days($0), origin: origin, why: freeze.why, owner: freeze.owner)
        }
    }

    private mutating func takeRules(
        _ rules: [CalendarRule], side: SiteSide, isMeant: (Predicate?) -> Bool, isSurelyMeant: (Predicate?) -> Bool
    ) {
        for rule in rules {
            switch rule.kind {
            case .freeze: break
            case .holiday(let days):
                if isMeant(rule.among) { holidays.append(Holiday(days: days, name: rule.why)) }
            case .week(let week):
                // The newest wins, but one about some sites goes before one about everybody.
                if isSurelyMeant(rule.among) { self.week = week }
            case .window(let text):
                if side.window == nil, isSurelyMeant(rule.among) { take(window: text) }
            }
        }
    }

    private mutating func take(window text: String) {
        do throws(RecurrenceTrouble) { windows.append(try MaintenanceWindow.span(text)) } catch {
            unreadableWindow = text
        }
    }
}
