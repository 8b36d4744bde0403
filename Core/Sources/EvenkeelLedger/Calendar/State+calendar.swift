public import EvenkeelDomain

extension State {
    /// The organisation's calendar as it stands: what is configured, with the rules that people added and the customers'
    /// own calendars.
    public func calendar(_ settings: Settings) -> WorkCalendar {
        var calendar = settings.calendar
        // Rules about some sites come after those about everybody, and newer ones after older ones: the last wins.
        let rules = calendarRules.values.sorted {
            ($0.among == nil ? 0 : 1, $0.since, $0.id) < ($1.among == nil ? 0 : 1, $1.since, $1.id)
        }
        calendar.freezes += rules.compactMap(\.freeze)
        calendar.rules = rules.filter { $0.freeze == nil }
        calendar.customers = customerFreezes
        return calendar
    }

    func addCalendarRule(_ rule: CalendarRule) throws(Refusal) -> Decision {
        guard calendarRules[rule.id] == nil else { throw .alreadyExists(rule.id.text) }
        guard !rule.why.trimmed.isEmpty else { throw .reasonMissing }
        return Decision([.calendarRuleAdded(rule)])
    }

    func liftCalendarRule(_ id: CalendarRuleID, why: String) throws(Refusal) -> Decision {
        guard calendarRules[id] != nil else { throw .unknownCalendarRule(id) }
        guard !why.trimmed.isEmpty else { throw .reasonMissing }
        return Decision([.calendarRuleLifted(CalendarRuleLifted(rule: id, why: why.trimmed))])
    }

    /// The same file once more is no news.
    func importCustomerFreezes(_ freezes: CustomerFreezes) throws(Refusal) -> Decision {
        if let known = customerFreezes[freezes.customer], known.spans == freezes.spans { return Decision([]) }
        if freezes.spans.isEmpty, customerFreezes[freezes.customer] == nil { return Decision([]) }
        return Decision([.customerFreezesImported(freezes)])
    }

    /// - Parameter customers: whose own freeze would be crossed.
    func requestCrossing(
        _ crossing: FreezeCrossing, crossingFreezesOf customers: [CustomerID], at now: Timestamp
    ) throws(Refusal) -> Decision {
        guard crossings[crossing.id] == nil else { throw .alreadyExists(crossing.id.text) }
        guard rollouts[crossing.rollout] != nil else { throw .unknownRollout(crossing.rollout) }
        guard !crossing.why.trimmed.isEmpty else { throw .reasonMissing }
        guard !crossing.sites.isEmpty, crossing.sites.count <= FreezeCrossing.mostSites else {
            throw .crossingSites(count: crossing.sites.count, most: FreezeCrossing.mostSites)
        }
        guard crossing.time.until > now else { throw .crossingOver(crossing.id, until: crossing.time.until) }
        guard crossing.time.length > .zero, crossing.time.length <= FreezeCrossing.longest else {
            throw .crossingTooLong(longest: FreezeCrossing.longest)
        }
        if !customers.isEmpty, crossing.agreed?.trimmed.isEmpty ?? true { throw .crossingNotAgreed(customers) }
        return Decision([.crossingRequested(crossing)])
    }

    /// By another person than the one who asked.
    func approveCrossing(_ id: CrossingID, by actor: String, at now: Timestamp) throws(Refusal) -> Decision {
        guard let crossing = crossings[id] else { throw .unknownCrossing(id) }
        guard crossing.approvedAt == nil else { return Decision([]) }
        guard crossing.requestedBy != actor else { throw .crossingNeedsAnother(id, than: actor) }
        guard crossing.time.until > now else { throw .crossingOver(id, until: crossing.time.until) }
        return Decision([.crossingApproved(CrossingApproved(crossing: id))])
    }

    func withdrawCrossing(_ id: CrossingID, why: String) throws(Refusal) -> Decision {
        guard crossings[id] != nil else { throw .unknownCrossing(id) }
        guard !why.trimmed.isEmpty else { throw .reasonMissing }
        return Decision([.crossingWithdrawn(CrossingWithdrawn(crossing: id, why: why.trimmed))])
    }

    func overrideDay(
        _ id: RolloutID, _ site: InstallationID, _ full: FullDay, why: String
    ) throws(Refusal) -> Decision {
        guard rollouts[id] != nil else { throw .unknownRollout(id) }
        guard !why.trimmed.isEmpty else { throw .reasonMissing }
        return Decision([
            .dayOverridden(
                DayOverridden(
                    rollout: id, installation: site, day: full.day, perDay: full.perDay, team: full.team,
                    why: why.trimmed))
        ])
    }

    mutating func applyOverride(_ overridden: DayOverridden, by actor: String) {
        let known = rollouts[overridden.rollout]?.dayOverrides ?? []
        rollouts[overridden.rollout]?.dayOverrides =
            known + [
                DayOverride(
                    installation: overridden.installation, day: overridden.day, perDay: overridden.perDay,
                    team: overridden.team, why: overridden.why, by: actor)
            ]
    }

    mutating func applyCalendar(_ entry: Entry) {
        switch entry.event {
        case .calendarRuleAdded(let rule): calendarRules[rule.id] = rule
        case .calendarRuleLifted(let lifted): calendarRules[lifted.rule] = nil
        case .customerFreezesImported(let freezes):
            customerFreezes[freezes.customer] = freezes.spans.isEmpty ? nil : freezes
        case .crossingRequested(let crossing): crossings[crossing.id] = crossing
        case .crossingApproved(let approved):
            crossings[approved.crossing]?.approvedBy = entry.actor
            crossings[approved.crossing]?.approvedAt = entry.at
        case .crossingWithdrawn(let withdrawn): crossings[withdrawn.crossing] = nil
        default: break
        }
        calendarRevision = entry.position
    }
}
