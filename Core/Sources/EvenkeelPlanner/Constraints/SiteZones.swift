import EvenkeelDomain

/// The zones of the sites of a fleet, by number; 0 is the operator's.
struct SiteZones {
    private var list: [ZoneOffsets]
    /// Those in which the hours of a day may be over when a wave opens: in Tokyo in the morning of Rome.
    private var late: [Bool] = [false]
    private var numbers: [String: Int] = [:]
    private let image: FleetImage
    private let inherits: Bool

    init(_ image: FleetImage, context: PlanContext, ours: WorkCalendar) {
        self.image = image
        list = [ours.zone]
        inherits = image.customers.values.contains { $0.timezone != nil }
        for (name, zone) in context.zones.sorted(by: { $0.key < $1.key }) where name != ours.zone.name {
            numbers[name] = list.count
            list.append(zone)
            let calendar = SiteCalendar(
                zone: zone, week: .everyDay, operatorWeek: .everyDay, hours: .fromMorning(ours.morningMinuteOfDay))
            // Clocks may change at different times.
            late.append(
                [0, 91, 182, 273].map { context.today + $0 }.contains { day in
                    !calendar.opens(on: day, after: ours.morning(of: day))
                })
        }
    }

    /// Whether any of its sites is in one.
    var hasLate: Bool {
        late.contains(true)
            && (image.timezone.values.contains { numbers[$0].map { late[$0] } == true }
                || image.customers.values.contains { $0.timezone.flatMap { numbers[$0] }.map { late[$0] } == true })
    }

    func number(of site: Int) -> Int {
        guard !numbers.isEmpty else { return 0 }
        let name = image.timezone[site] ?? (inherits ? image.customers[image.customerID(of: site)]?.timezone : nil)
        return name.flatMap { numbers[$0] } ?? 0
    }

    func isLate(_ number: Int) -> Bool { late[number] }

    func offsets(_ number: Int) -> ZoneOffsets { list[number] }

    func named(_ name: String) -> ZoneOffsets? { numbers[name].map { list[$0] } }
}
