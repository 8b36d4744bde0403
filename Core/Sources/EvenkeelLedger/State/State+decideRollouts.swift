import EvenkeelDomain
import EvenkeelPlanner

extension State {
    func makePlan(
        _ plan: Plan, _ policy: Policy, _ placements: [PlacementRow], by actor: String, at now: Timestamp,
        settings: Settings
    ) throws(Refusal) -> Decision {
        if let existing = rollouts[plan.rollout], existing.state.after(.replan) == nil {
            throw .rolloutCannot(.replan, existing.id, in: existing.state)
        }
        try checkFix(policy.release)
        let calendar = self.calendar(settings)
        let waves = plan.waves.map {
            RolloutWave($0, notice: policy.notice, calendar: calendar, at: now)
        }
        let revision = (rollouts[plan.rollout]?.latestRevision ?? 0) + 1
        guard plan.revision == revision else { throw .planOutdated(plan.rollout, revision: plan.revision) }
        var events: [Event] = []
        if releases[policy.release.name] != policy.release { events.append(.releaseRegistered(policy.release)) }
        events.append(
            .planMade(
                PlanMade(
                    rollout: plan.rollout, policy: policy, revision: revision, selected: plan.selected,
                    withheld: plan.withheld.count, waves: waves, credit: plan.credit,
                    approval: rollouts[plan.rollout].flatMap { approval(of: policy, insteadOf: $0, by: actor) })))
        return Decision(events, rows: [.putPlan(plan), .putPlacements(placements)])
    }

    /// Who plans anew does not get past those who were to agree to the plan before. An author may take back what nobody
    /// has approved yet, unless that took the place of somebody else's already. Nil where the new policy asks for all that.
    private func approval(of policy: Policy, insteadOf old: Rollout, by actor: String) -> ApprovalPolicy? {
        if old.approvedBy.isEmpty, old.author == actor, old.approval == nil { return nil }
        let rule = old.approvalRule.strictest(with: policy.approvalRule)
        return rule == policy.approvalRule ? nil : rule
    }

    func rollout(_ id: RolloutID, can step: RolloutState.Step) throws(Refusal) -> Rollout {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.state.after(step) != nil else { throw .rolloutCannot(step, id, in: rollout.state) }
        return rollout
    }

    func wave(_ id: RolloutID, _ index: Int, can step: WaveState.Step) throws(Refusal) -> (Rollout, RolloutWave) {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.waves.indices.contains(index) else { throw .unknownWave(id, index) }
        let wave = rollout.waves[index]
        guard wave.state.after(step) != nil else { throw .waveCannot(step, id, wave: index, in: wave.state) }
        return (rollout, wave)
    }

    /// A hotfix names an incident that is known, and an older version than its own.
    private func checkFix(_ release: Release) throws(Refusal) {
        if let incident = release.fixesIncident, incidents[incident] == nil { throw .unknownIncident(incident) }
        if let older = release.supersedes, older >= release.version { throw .supersedesNewer(release, older: older) }
    }

    /// What a release under way brings that this one replaces ends with the same decision.
    func startRollout(
        _ id: RolloutID, guards findings: [GuardFinding], replacement: Replacement, at now: Timestamp
    ) throws(Refusal) -> Decision {
        let rollout = try rollout(id, can: .start)
        try check(findings, of: rollout.release)
        let replaced = self.replaced(by: rollout.policy)
        guard !replaced.isEmpty else {
            // Of what is over a no is taken over, which announces nothing.
            let rows: [RowChange] = replacement.foretold.isEmpty ? [] : [.replaceNotices(replacement.foretold)]
            return Decision([.rolloutStarted(RolloutStarted(rollout: id, guards: findings))], rows: rows)
        }
        try checkTexts(of: rollout.release, in: replacement.languages)
        let started = RolloutStarted(
            rollout: id, guards: findings,
            replaces: .init(
                rollouts: replaced.map(\.id), customers: Set(replacement.withdrawn.map(\.customer)).count,
                deliveries: replacement.deliveries.count, digest: Digest(of: replacement.deliveries.map(\.id.text)),
                foretold: Set(replacement.foretold.map(\.wave)).sorted()))
        var decision = Decision([.rolloutStarted(started)])
        for old in replaced {
            let ended = try stopRollout(
                old.id, .abort, "\(rollout.release.name) (\(id)) replaces it.", replacedBy: id, at: now)
            decision.events += ended.events
            decision.rows += ended.rows
        }
        decision.rows += [
            .replaceNotices(replacement.withdrawn + replacement.foretold), .putDeliveries(replacement.deliveries),
        ]
        return decision
    }

    func stopRollout(
        _ id: RolloutID, _ step: RolloutState.Step, _ reason: String, replacedBy: RolloutID? = nil, at now: Timestamp
    ) throws(Refusal) -> Decision {
        let rollout = try rollout(id, can: step)
        let reason = reason.trimmed
        guard !reason.isEmpty else { throw .reasonMissing }
        var stopped = RolloutStopped(rollout: id, reason: reason)
        stopped.replacedBy = replacedBy
        stopped.tellsAll = step == .abort && replacedBy == nil ? true : nil
        // What was caught up in waves that had passed is taken back as well.
        let begun = rollout.waves.indices.filter { rollout.waves[$0].state != .planned }
        let recalls = begun.map { RowChange.stepWave(id, wave: $0, .recall, at: now) }
        return Decision([step == .abort ? .rolloutAborted(stopped) : .rolloutHalted(stopped)], rows: recalls)
    }

    /// The day that the notice names is the day the wave opens: where the planned one has come too near, the next
    /// working day that leaves the notice its time.
    func announceWave(
        _ id: RolloutID, wave index: Int, notices: [NoticeRow], standing: [NoticeRow] = [],
        superseded: [NoticeRow] = [], deliveries: [Delivery],
        foretold: [NoticeRow], kept: [SiteDate], languages: [String], guardsMetAt: Timestamp? = nil,
        again: Bool = false, at now: Timestamp,
        settings: Settings
    ) throws(Refusal) -> Decision {
        let (rollout, wave) = try wave(id, index, can: .open)
        guard rollout.state == .running else { throw .rolloutCannot(.start, id, in: rollout.state) }
        guard wave.announcedAt == nil || wave.joinersSince != nil || again else {
            throw .waveAlreadyAnnounced(id, wave: index)
        }
        // Those who join an announced wave late wait for their own notice to be old enough; the others keep their day.
        let opensAt =
            wave.joinersSince == nil || again
            ? opening(of: rollout, wave: index, announcedAt: now, guardsMetAt: guardsMetAt, settings: settings)
            : wave.opensAt
        try checkTexts(of: rollout.release, in: languages)
        let later = reminders(of: notices + standing + foretold, after: opensAt, rollout, at: now, settings: settings)
        return Decision(
            [
                .waveAnnounced(
                    WaveAnnounced(
                        rollout: id, wave: index, customers: notices.count { $0.state != .declined },
                        deliveries: deliveries.count, digest: Digest(of: deliveries.map(\.id.text)), opensAt: opensAt,
                        foretold: foretold.isEmpty ? nil : Set(foretold.map(\.wave)).sorted(),
                        laterDays: later.isEmpty ? nil : later,
                        keptDays: kept.isEmpty ? nil : Set(kept.map(\.notBefore)).sorted()))
            ],
            rows: [.replaceNotices(superseded + notices + foretold), .putDeliveries(deliveries)]
                + (kept.isEmpty ? [] : [.putSiteDates(kept)]))
    }

    /// The days that these notices name and that are not the wave's: each has a reminder of its own.
    private func reminders(
        of notices: [NoticeRow], after opensAt: Timestamp, _ rollout: Rollout, at now: Timestamp, settings: Settings
    ) -> [Timestamp] {
        guard let remind = rollout.policy.notice.remind else { return [] }
        let calendar = settings.calendar
        let opens = calendar.zone.localDate(at: opensAt)
        let waves = Set(rollout.waves.map { calendar.zone.localDate(at: $0.opensAt) })
        let days = Set(
            notices.filter { $0.state != .declined }.flatMap { notice in
                notice.installations.compactMap { notice.day(of: $0) }
            })
        return days.filter { $0 > opens && !waves.contains($0) }.sorted().map(calendar.morning).filter {
            now < $0 - remind
        }
    }

    /// Nobody is told of a change without being told what it is, what to do and what the way back is.
    private func checkTexts(of release: Release, in languages: [String]) throws(Refusal) {
        let fallback = Release.fallbackLanguage
        guard release.texts[fallback] == nil else { return }
        if let language = languages.sorted().first(where: { release.texts[$0] == nil }) {
            throw .textsMissing(release, language: language, fallback: fallback)
        }
    }

    /// When a wave opens that is announced now.
    ///
    /// - Parameter guardsMetAt: when the last guard that keeps it shut will be met.
    func opening(
        of rollout: Rollout, wave index: Int, announcedAt now: Timestamp, guardsMetAt: Timestamp? = nil,
        settings: Settings
    ) -> Timestamp {
        let wave = rollout.waves[index]
        let earliest = now + wave.noticeBefore(rollout.policy.notice)
        guard wave.atOnce != true else { return max(wave.opensAt, now) }
        let first = [guardsMetAt, soakEnds(before: index, of: rollout, at: now, settings: settings)].compactMap(\.self)
            .max()
        // Where that comes later in the day, the wave waits for the hour.
        let day = settings.calendar.zone.localDate(at: wave.opensAt)
        let isKept = first.map { day < settings.calendar.zone.localDate(at: $0) } ?? false
        // A freeze may have taken the day since it was planned.
        let isClosed = openingDay(of: rollout, onOrAfter: day, settings) > day
        guard wave.opensAt < earliest || isKept || isClosed else { return wave.opensAt }
        return earliestDay(
            of: rollout, announcedAt: now, notBefore: isClosed ? max(first ?? wave.opensAt, wave.opensAt) : first,
            settings: settings)
    }

    /// When the soak of the wave before ends, or would if its last install ended now; nil where it is over.
    private func soakEnds(before index: Int, of rollout: Rollout, at now: Timestamp, settings: Settings) -> Timestamp? {
        guard index > 0 else { return nil }
        let before = rollout.waves[index - 1]
        switch before.state {
        case .soaking: return before.soakEndsAt
        case .planned, .open:
            let from =
                before.state == .open
                ? goesOnNotBefore(rollout, at: now, settings: settings)
                : opensNotBefore(before, of: rollout, at: now, settings: settings)
            return soakEnds(before.soakDays, wave: before, of: rollout, from: from, calendar: calendar(settings))
        case .passed, .inconclusive, .halted: return nil
        }
    }

    /// When an open wave goes on at the earliest: a freeze of everybody may keep what is left of it.
    private func goesOnNotBefore(_ rollout: Rollout, at now: Timestamp, settings: Settings) -> Timestamp {
        guard rollout.release.fixesIncident == nil else { return now }
        let calendar = waveDates(of: rollout, settings).calendar
        let today = calendar.zone.localDate(at: now)
        var day = today
        // The earliest first.
        for freeze in calendar.freezes where freeze.from <= day { day = max(day, freeze.to + 1) }
        return day > today ? calendar.morning(of: day) : now
    }

    /// When a wave to come opens at the earliest: a freeze may have taken its day.
    private func opensNotBefore(
        _ wave: RolloutWave, of rollout: Rollout, at now: Timestamp, settings: Settings
    ) -> Timestamp {
        let opensAt = max(now, wave.opensAt)
        let day = settings.calendar.zone.localDate(at: opensAt)
        let opens = openingDay(of: rollout, onOrAfter: day, settings)
        return opens > day ? settings.calendar.morning(of: opens) : opensAt
    }

    /// The first day on which a wave of it can open, from a day on, as the calendar stands. Ten years without a working day are the
    /// calendar's fault, and no reason to keep it for ever.
    func openings(of rollout: Rollout, _ settings: Settings) -> @Sendable (CivilDate) -> CivilDate {
        guard rollout.release.fixesIncident == nil else { return { $0 } }
        let dates = waveDates(of: rollout, settings)
        return { day in do { return try dates.opening(onOrAfter: day) } catch { return day } }
    }

    private func openingDay(of rollout: Rollout, onOrAfter day: CivilDate, _ settings: Settings) -> CivilDate {
        openings(of: rollout, settings)(day)
    }

    func waveDates(of rollout: Rollout, _ settings: Settings) -> WaveDates {
        WaveDates(calendar: calendar(settings), policy: rollout.policy.calendar)
    }

    private func soakEnds(
        _ days: Int, wave: RolloutWave, of rollout: Rollout, from now: Timestamp, calendar: WorkCalendar
    ) -> Timestamp {
        guard days > 0 else { return now }
        let today = calendar.zone.localDate(at: now)
        let working = rollout.policy.soakCountsWorkingDays(wave: wave.name)
        let date = working ? calendar.date(days, workingDaysAfter: today) : today + days
        return max(calendar.morning(of: date), now)
    }

    /// No wave opens before its day, past a gate that did not pass, or without the notice its policy asked for.
    func openWave(
        _ id: RolloutID, wave index: Int, release: [InstallationID], skip: [InstallationID: String],
        consent: WaveConsent = WaveConsent(), guards standings: [GuardStanding] = [], at now: Timestamp,
        settings: Settings
    ) throws(Refusal) -> Decision {
        let (rollout, wave) = try wave(id, index, can: .open)
        guard rollout.state == .running else { throw .rolloutCannot(.start, id, in: rollout.state) }
        if index > 0, rollout.waves[index - 1].state != .passed {
            throw .gateNotPassed(id, wave: index, before: index - 1)
        }
        guard let announced = wave.announcedAt else { throw .noticeNotGiven(id, wave: index) }
        let noticeEnds = announced + wave.noticeOut(rollout.policy.notice)
        guard now >= noticeEnds else { throw .noticeTooShort(id, wave: index, until: noticeEnds) }
        guard now >= wave.opensAt else { throw .tooEarly(id, wave: index, until: wave.opensAt) }
        try refuseFrozen(rollout, wave: index, at: now, settings: settings)
        for rule in guards(before: index, of: rollout) {
            guard let standing = standings.first(where: { $0.rule == rule }) else { throw .guardNotChecked(rule.id) }
            guard standing.isMet else { throw .guardNotMet(id, standing) }
        }
        // After the release of the wave, which would take in again what was skipped before it.
        let skips =
            Self.settingAside(skip, of: id, at: now) + Self.settingAside(consent.waiting, of: id, at: now)
        return Decision(
            [
                .waveOpened(
                    WaveOpened(
                        rollout: id, wave: index, released: release.count, skipped: skip.count,
                        digest: Digest(of: release.map(\.text)),
                        waiting: consent.waiting.isEmpty ? nil : consent.waiting.count,
                        wakes: consent.wakes.isEmpty ? nil : consent.wakes.sorted(),
                        deliveries: consent.deliveries.isEmpty ? nil : consent.deliveries.count,
                        guards: standings.isEmpty ? nil : standings.map(GuardMet.init)))
            ],
            rows: [.stepWave(id, wave: index, .release, at: now)] + skips
                + (consent.notices.isEmpty ? [] : [.replaceNotices(consent.notices)])
                + (consent.dates.isEmpty ? [] : [.putSiteDates(consent.dates)])
                + (consent.deliveries.isEmpty ? [] : [.putDeliveries(consent.deliveries)]))
    }

    /// No plan comes into force that breaks a guard.
    func check(_ findings: [GuardFinding], of release: Release) throws(Refusal) {
        for rule in guards.values.sorted(by: { $0.id < $1.id }) where rule.concerns(release) {
            guard let finding = findings.first(where: { $0.guardID == rule.id }) else {
                throw .guardNotChecked(rule.id)
            }
            guard finding.satisfied else { throw .guardNotSatisfied(rule, finding) }
        }
    }

    /// The guards that ask for something before a wave opens, by id.
    func guards(before wave: Int, of rollout: Rollout) -> [Guard] {
        guards.values.filter { $0.concerns(rollout.release) && $0.wave(of: rollout.waves.count) <= wave }
            .sorted { $0.id < $1.id }
    }

    /// Whether no wave of it can open on that day, as the calendar stands.
    func isFrozen(_ rollout: Rollout, on day: CivilDate, settings: Settings) -> Bool {
        openingDay(of: rollout, onOrAfter: day, settings) > day
    }

    /// A freeze that was added since the day was set, or the days to settle before it, keep a wave shut.
    private func refuseFrozen(
        _ rollout: Rollout, wave index: Int, at now: Timestamp, settings: Settings
    ) throws(Refusal) {
        let today = settings.calendar.zone.localDate(at: now)
        let day = openingDay(of: rollout, onOrAfter: today, settings)
        guard day > today else { return }
        let freeze = waveDates(of: rollout, settings).calendar.freezes.first { $0.to >= today && $0.from <= day }
        throw .waveFrozen(rollout.id, wave: index, freeze, opens: day)
    }

    func settleWave(
        _ id: RolloutID, wave index: Int, installed: Int, failed: Int, soak: SoakDates?, at now: Timestamp,
        settings: Settings
    ) throws(Refusal) -> Decision {
        let (rollout, wave) = try wave(id, index, can: .settle)
        let calendar = self.calendar(settings)
        let days = wave.soakDays
        let deadlineDays = rollout.policy.soakDeadlineDays(days)
        func endsOn(_ count: Int) -> Timestamp {
            soakEnds(count, wave: wave, of: rollout, from: now, calendar: calendar)
        }
        return Decision([
            .waveSettled(
                WaveSettled(
                    rollout: id, wave: index, installed: installed, failed: failed,
                    soakEndsAt: soak?.endsAt ?? endsOn(days), soakDeadlineAt: soak?.deadlineAt ?? endsOn(deadlineDays),
                    slowest: soak?.slowest, late: soak.flatMap { $0.late > 0 ? $0.late : nil }))
        ])
    }

    /// A soak that is over stays over: what is waited for then is evidence.
    func moveSoak(
        _ id: RolloutID, wave index: Int, to soak: SoakDates, at now: Timestamp
    ) throws(Refusal) -> Decision {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.waves.indices.contains(index) else { throw .unknownWave(id, index) }
        let wave = rollout.waves[index]
        guard wave.state == .soaking, let ends = wave.soakEndsAt, now < ends, soak.endsAt != ends else {
            return Decision([])
        }
        return Decision([
            .soakMoved(
                SoakMoved(
                    rollout: id, wave: index, endsAt: soak.endsAt, deadlineAt: soak.deadlineAt, slowest: soak.slowest,
                    late: soak.late > 0 ? soak.late : nil))
        ])
    }

    /// Appended against the tally it saw; completes the rollout with its last wave.
    /// Without the reason of a person who overrides it, only a soak that is over can end in a pass.
    func passGate(
        _ id: RolloutID, wave index: Int, _ evidence: GateEvidence, overrideReason: String?, at now: Timestamp
    ) throws(Refusal) -> Decision {
        let (rollout, wave) = try wave(id, index, can: .pass)
        guard rollout.state == .running else { throw .rolloutCannot(.complete, id, in: rollout.state) }
        if let overrideReason {
            guard !overrideReason.trimmed.isEmpty else { throw .reasonMissing }
        } else {
            guard wave.state == .soaking else { throw .reasonMissing }
            if let until = wave.soakEndsAt, now < until { throw .tooEarly(id, wave: index, until: until) }
        }
        let decided = GateDecided(rollout: id, wave: index, evidence: evidence, overrideReason: overrideReason)
        var events: [Event] = [.gatePassed(decided)]
        if index == rollout.waves.count - 1 { events.append(.rolloutCompleted(RolloutCompleted(rollout: id))) }
        return Decision(events, rows: [.requireTally(id, version: evidence.tallyVersion)])
    }

    func runOutGate(_ id: RolloutID, wave index: Int, _ evidence: GateEvidence) throws(Refusal) -> Decision {
        _ = try wave(id, index, can: .runOut)
        let decided = GateDecided(rollout: id, wave: index, evidence: evidence, overrideReason: nil)
        return Decision([.gateInconclusive(decided)], rows: [.requireTally(id, version: evidence.tallyVersion)])
    }

    /// Stops the failing wave itself: what has not started is taken back in the same transaction. A halt on service
    /// health also holds the sites its failures clearly concentrate on, and suspects an incident; a halt on installs does neither.
    func haltWave(_ id: RolloutID, wave index: Int, _ evidence: GateEvidence, at now: Timestamp) throws(Refusal)
        -> Decision
    {
        let (rollout, _) = try wave(id, index, can: .halt)
        guard rollout.state.after(.halt) != nil else { throw .rolloutCannot(.halt, id, in: rollout.state) }
        let decided = GateDecided(rollout: id, wave: index, evidence: evidence, overrideReason: nil)
        var events: [Event] = [.waveHalted(decided)]
        if evidence.metric == .health {
            // A rollout that was resumed and halts again has its incident already, as long as that one is not closed.
            let known = incidents.values.first { incident in
                guard case .rollout(id, _) = incident.origin else { return false }
                return incident.status == .suspected || incident.status.isOpen
            }
            let incident = known?.id ?? IncidentID("\(id)-w\(index + 1)-\(incidents.count + 1)")
            // Where failures are spread, or hardly known, no group is to blame: the release is, and it has stopped.
            let named = evidence.implicated.filter { $0.isConcentrated ?? true }
            let concerns = Predicate(anyOf: named.compactMap { Predicate(havingAll: $0.features) })
            let policy = rollout.policy.onHalt
            if known == nil {
                let title = SystemTitle.afterUpdate(release: rollout.release.name)
                events.append(
                    .incidentSuspected(
                        IncidentSuspected(
                            incident: incident, title: SystemWords.title(title),
                            impact: policy.impact, components: policy.component.map { [$0] } ?? [],
                            visibility: .audience, publicTitle: nil, began: now, origin: .rollout(id, wave: index),
                            signal: Signal(source: .verdict, at: now, note: evidence.text), concerns: concerns,
                            systemTitle: title)))
            }
            events += holdsOnNamed(named, rollout.release.product, incident, evidence.text, at: now)
        }
        let recall: [RowChange] = rollout.waves.indices.filter { rollout.waves[$0].state != .planned }.map {
            .stepWave(id, wave: $0, .recall, at: now)
        }
        return Decision(events, rows: [.requireTally(id, version: evidence.tallyVersion)] + recall)
    }

    /// A hold for each group that is to blame and not held for this incident yet. What this product does where the group
    /// meets says nothing of other products at such sites, so they go on.
    private func holdsOnNamed(
        _ groups: [GateEvidence.Group], _ product: String, _ incident: IncidentID, _ why: String, at now: Timestamp
    ) -> [Event] {
        var taken = Set(holds.keys)
        var held = Set(holds.values.filter { $0.incident == incident }.map(\.predicate))
        return groups.compactMap { group in
            guard let predicate = Predicate(havingAll: group.features, product: product),
                held.insert(predicate).inserted
            else { return nil }
            var id = HoldID("hold-\(incident)")
            var number = 1
            while !taken.insert(id).inserted {
                number += 1
                id = HoldID("hold-\(incident)-\(number)")
            }
            return .holdAdded(
                Hold(id: id, predicate: predicate, owner: "verdict", why: why, since: now, incident: incident))
        }
    }

    /// Those who hold a notice for what was taken back are told that their date moves.
    func recordRecall(
        _ id: RolloutID, wave index: Int, _ sites: [InstallationID], notices: [NoticeRow] = [],
        deliveries: [Delivery] = []
    ) throws(Refusal) -> Decision {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.waves.indices.contains(index) else { throw .unknownWave(id, index) }
        guard rollout.waves[index].recallPendingSince != nil else { return Decision([]) }
        let rows: [RowChange] = notices.isEmpty ? [] : [.replaceNotices(notices), .putDeliveries(deliveries)]
        return Decision(
            [
                .placementsRecalled(
                    PlacementsRecalled(
                        rollout: id, wave: index, count: sites.count, digest: Digest(of: sites.map(\.text)),
                        customersTold: notices.isEmpty ? nil : notices.count))
            ], rows: rows)
    }

    /// - Parameter customers: whose day does not hold; the others of the wave keep theirs.
    func withdrawDates(
        _ id: RolloutID, wave index: Int, customers: [CustomerID], kept: [NoticeRow], deliveries: [Delivery]
    ) throws(Refusal) -> Decision {
        let (_, wave) = try wave(id, index, can: .open)
        guard wave.announcedAt != nil || wave.foretoldAt != nil else { return Decision([]) }
        return Decision(
            [
                .datesWithdrawn(
                    DatesWithdrawn(
                        rollout: id, wave: index, customers: customers.count + Set(kept.map(\.customer)).count,
                        digest: Digest(of: deliveries.map(\.id.text))))
            ],
            rows: [.stepNoticesOf(customers, id, wave: index, .withdraw)]
                + (kept.isEmpty ? [] : [.replaceNotices(kept)]) + [.putDeliveries(deliveries)])
    }
}

extension Policy {
    /// True if the soak of the wave of that name counts working days. A wave made by `split` carries its policy's name
    /// with a number.
    func soakCountsWorkingDays(wave name: String) -> Bool {
        waves.first { name == $0.name || name.hasPrefix($0.name + " ") }?.soak.of == .working
    }

    /// After how many days a soak without the evidence it wants has run out. A day more than the soak at least, so that
    /// sites that soak for no time at all are still heard.
    func soakDeadlineDays(_ days: Int) -> Int {
        max(days + 1, Int((Double(days) * verdict.soakDeadline).rounded(.up)))
    }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
