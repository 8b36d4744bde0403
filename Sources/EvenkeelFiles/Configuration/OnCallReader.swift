import EvenkeelDomain
import Yams

/// Reads `on_call` and `promises` of `evenkeel.yaml`.
struct OnCallReader {
    let root: YAMLMapping
    let problems: ProblemList
    let commands: [String: Configuration.DeclaredCommand]

    private static let keys = [
        "id", "name", "role", "speaks_as", "email", "page", "hours", "days", "timezone", "holidays",
    ]

    func read(into configuration: inout Configuration) {
        configuration.suppliers = root.list("suppliers", .line) ?? []
        configuration.internalHosts = root.list("internal_hosts", .line) ?? []
        if let section = root.mapping("on_call", ["people", "acknowledge_within"]) {
            if let span = section.value("acknowledge_within", .positiveSpan) { configuration.acknowledgeWithin = span }
            configuration.onCall = people(section)
        }
        if let section = root.mapping("drill", ["addresses", "page"]) {
            configuration.drillAddresses = section.list("addresses", .address) ?? []
            configuration.drillPage = commandNames(section, "page")
            if configuration.drillAddresses.isEmpty {
                section.missing("addresses", "the addresses that take part in drills; nobody else hears of one")
            }
        }
        if let section = root.mapping("promises", ["report_working_days", "caps", "public"]) {
            if let days = section.value("report_working_days", .whole("a number of working days", 1...60)) {
                configuration.promises.reportWorkingDays = days
            }
            if let isPublic = section.value("public", .boolean) { configuration.promises.isPublic = isPublic }
            if let caps = section.mapping("caps", Impact.allCases.map(\.rawValue)) {
                for impact in Impact.allCases {
                    configuration.promises.caps[impact] = caps.value(impact.rawValue, .positiveSpan)
                }
            }
        }
    }

    private func people(_ section: YAMLMapping) -> [Configuration.OnCallEntry] {
        var entries: [Configuration.OnCallEntry] = []
        for (offset, node) in (section.items("people") ?? []).enumerated() {
            let path = "on_call.people[\(offset + 1)]"
            guard let entry = YAMLMapping(node, path: path, known: Self.keys, problems: problems) else { continue }
            let id: PersonID? = entry.required("id", .id("a person's id"))
            let name = entry.required("name", .line)
            guard let id, let name else { continue }
            if entries.contains(where: { $0.person.id == id }) { entry.refuse("id", "each person once") }
            var hours = DutyHours()
            if let span = entry.value("hours", .dutyHours) { (hours.fromMinute, hours.toMinute) = (span.from, span.to) }
            if let days = entry.value("days", .workingWeek) { hours.week = days }
            hours.holidays = Set(entry.list("holidays", .date) ?? [])
            let person = OnCallPerson(
                id: id, name: name, actors: Set(entry.list("speaks_as", .line) ?? []),
                role: entry.value("role", .oneOf(StaffRole.self)) ?? .engineer, reach: reach(entry), hours: hours)
            if !person.canBePaged {
                entry.refuse(
                    "page",
                    "a list of declared commands: a page goes over at least two ways, of which one is not e-mail",
                    hint: "declare a command that calls your paging service under commands, and name it here")
            }
            entries.append(.init(person: person, timezone: entry.value("timezone", .zone)))
        }
        return entries
    }

    private func reach(_ entry: YAMLMapping) -> [OnCallPerson.Reach] {
        let mail: [OnCallPerson.Reach] = entry.value("email", .address).map { [.email($0)] } ?? []
        return mail + commandNames(entry, "page").map { .command($0) }
    }

    private func commandNames(_ entry: YAMLMapping, _ key: String) -> [String] {
        let names = entry.list(key, .commandName) ?? []
        for name in names where commands[name] == nil {
            entry.refuse(
                key, "names of commands declared under commands",
                hint: nearestName(to: name, in: commands.keys.sorted()).map { "did you mean \($0)?" })
        }
        return names
    }
}

extension ValueForm where Value == (from: Int, to: Int) {
    fileprivate static let dutyHours = ValueForm("hours such as 09:00-17:00 or 22:00-06:00") { text in
        let parts = text.split(separator: "-").map(String.init)
        guard parts.count == 2, let from = ValueForm<Int>.minuteOfDay.parse(parts[0]),
            let to = ValueForm<Int>.minuteOfDay.parse(parts[1])
        else { return nil }
        return (from, to)
    }
}
