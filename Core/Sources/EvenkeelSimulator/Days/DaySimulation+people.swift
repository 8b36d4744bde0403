import EvenkeelDomain
import EvenkeelLedger

/// What the people do.
extension DaySimulation {
    // MARK: The policy

    static func text(_ policy: Policy) -> String {
        let waves = policy.waves.map { "\($0.name) \($0.limit) soak \($0.soak.days)" }.joined(separator: ", ")
        let notice = policy.notice
        return
            "[\(waves)] notice \(notice.before) remind \(notice.remind.map { "\($0)" } ?? "-") "
            + "\(notice.acknowledge == nil ? "" : "must agree, ")\(notice.onSilence) a day \(policy.calendar.capacityPerDay ?? 0) "
            + "postpone \(notice.postponeTimes) retries \(policy.execute.retries)"
    }

    func policy() -> Policy {
        var policy = Policy(
            rollout: current,
            release: Release(
                product: "pbx", version: version,
                texts: [
                    "en": ReleaseText(summary: "s", downtime: "d", whatYouDo: "w", whatToTest: "t", wayBack: "b")
                ]),
            waves: waves())
        policy.verdict.minSample = 1
        policy.notice.before = .days(1 + random.below(3))
        policy.notice.remind = random.chance(0.5) ? .days(1) : nil
        policy.notice.postponeTimes = 2
        if random.chance(0.4) {
            do { policy.notice.acknowledge = try Predicate(parsing: "product==pbx") } catch {}
            policy.notice.onSilence = isCalm ? .proceed : random.pick([.proceed, .hold, .call, .laterWave]) ?? .proceed
        }
        // A wave that soaks for less is announced too late for its day, of which its plan warns.
        if isCalm {
            for index in policy.waves.indices { policy.waves[index].soak.days += 3 }
        }
        policy.calendar.capacityPerDay = [Int?.none, 1, 2, 3][random.below(4)]
        policy.execute = ExecutePolicy(
            by: .command, command: "install", parallel: 2, timeout: .minutes(30), retries: random.below(2))
        return policy
    }

    private func waves() -> [WavePolicy] {
        let count = 1 + random.below(3)
        return (1...count).map { number in
            WavePolicy(
                name: "wave \(commands).\(number)",
                limit: number == count ? WaveLimit() : WaveLimit(installations: .count(1 + random.below(3))),
                soak: SoakPolicy(days: random.below(4)))
        }
    }

    // MARK: The operators

    func rollout() async -> Rollout? { await operations.ledger.read { [current] in $0.rollouts[current] } }

    /// A wave without evidence, and what failed.
    func push() async {
        guard let rollout = await rollout() else { return }
        if rollout.waves.contains(where: { $0.state == .inconclusive }), random.chance(isCalm ? 1 : 0.5) {
            await act("advance") { (operations, id, now) async throws(OperationError) in
                try await operations.advance(current, reason: "enough", command: id, by: "ada", at: now)
            }
        }
        guard random.chance(0.1) else { return }
        let failed = await placements().filter { [.failed, .timedOut].contains($0.state) }.map(\.installation)
        guard !failed.isEmpty else { return }
        await act("retry \(failed)") { (operations, id, now) async throws(OperationError) in
            try await operations.retry(current, failed, reason: "again", command: id, by: "ada", at: now)
        }
    }

    func meddle() async {
        guard let rollout = await rollout(), random.chance(0.12) else { return }
        switch rollout.state {
        case .halted: return await resume()
        case .paused: return await lift(rollout)
        case .running: break
        default: return
        }
        if !isReplaced, random.chance(0.02) { return await replace() }
        switch random.below(24) {
        case 20..<22: await appoint(rollout)
        case 22..<24: await changeVisit(rollout)
        case 0..<5: await freeze()
        case 5..<7: await liftFreeze()
        case 7..<9: await hold()
        case 9..<12: await liftHold()
        case 12..<13:
            await give("pause", .pauseRollout(current, reason: "lunch"))
        case 13..<14:
            await give(
                "pause of a customer",
                .pauseRollout(current, reason: "move", owner: .customer, scope: .customer(anyone())))
        case 14..<15: await lift(rollout)
        case 15..<16: await give("halt", .haltRollout(current, reason: "alarm"))
        default: await revise(rollout)
        }
    }

    private func anyone() -> CustomerID { random.pick(diaries.keys.sorted()) ?? "alpha" }

    private func resume() async {
        await act("resume") { (operations, id, now) async throws(OperationError) in
            try await operations.resume(
                current, reason: "it was nothing", evidence: .vouched(by: "ada"), command: id, by: "ada", at: now)
        }
    }

    private func lift(_ rollout: Rollout) async {
        guard let pause = random.pick(rollout.pauses) else { return }
        await give(
            "lift the pause of \(pause.scope)",
            .liftPause(current, owner: pause.owner, scope: pause.scope, reason: "over"))
    }

    private func freeze() async {
        let first = today + 1 + random.below(6)
        guard let span = DaySpan(from: first, to: first + random.below(4)) else { return }
        let customer = anyone()
        var among: Predicate?
        do { if random.chance(0.8) { among = try Predicate(parsing: "customer==\(customer)") } } catch {}
        let rule = CalendarRule(
            id: CalendarRuleID("freeze-\(commands)"), kind: .freeze(span), among: among, owner: "ada", why: "fair",
            since: now)
        await give("freeze \(among == nil ? "all" : customer.text) \(span.from) to \(span.to)", .addCalendarRule(rule))
    }

    private func liftFreeze() async {
        let rules = await operations.ledger.read { $0.calendarRules.keys.sorted() }
        guard let rule = random.pick(rules) else { return }
        await give("lift \(rule)", .liftCalendarRule(rule, why: "over"))
    }

    private func hold() async {
        let customer = anyone()
        do {
            let hold = Hold(
                id: HoldID("hold-\(commands)"), predicate: try Predicate(parsing: "customer==\(customer)"),
                owner: "ada",
                why: "trouble", since: now)
            await give("hold \(customer)", .addHold(hold))
        } catch {}
    }

    private func liftHold() async {
        guard let hold = random.pick(await operations.ledger.read { $0.holds.keys.sorted() }) else { return }
        await give("lift \(hold)", .liftHold(hold, why: "over"))
    }

    /// A hotfix takes the place of the release.
    private func replace() async {
        guard let next = Version("5.2.1") else { return }
        let old = (current, version)
        (current, version) = ("pbx-5.2.1", next)
        var policy = policy()
        policy.release.supersedes = old.1
        policy.verdict.minSample = 1
        let isPlanned = await act("plan a hotfix \(Self.text(policy))") {
            [policy] (operations, id, now) async throws(OperationError) in
            _ = try await operations.makePlan(policy, id: id, by: "ada", at: now)
        }
        var isStarted = isPlanned
        if isStarted { isStarted = await give("approve the hotfix", .approvePlan(current)) }
        if isStarted {
            isStarted = await act("start the hotfix") {
                [current] (operations, id, now) async throws(OperationError) in
                try await operations.start(current, command: id, by: "ada", at: now)
            }
        }
        guard isStarted else {
            (current, version) = old
            return
        }
        isReplaced = true
        report.hotfixes += 1
        await notePlan()
    }

    /// Somebody is to come to a site, at a time that is free there.
    private func appoint(_ rollout: Rollout) async {
        let waiting = await placements().filter { [.planned, .due, .skipped].contains($0.state) }
        guard let row = random.pick(waiting) else { return }
        var visit = Appointment(
            id: AppointmentID("visit-\(commands)"), rollout: current, installation: row.installation,
            customer: row.customer, start: now, minutes: 60, person: "Dana", changedAt: now)
        guard let start = await freeTime(for: visit) else { return }
        visit.start = start
        await act("somebody comes to \(row.installation) at \(start)") {
            [visit] (operations, id, now) async throws(OperationError) in
            try await operations.appoint(visit, command: id, by: "ada", at: now)
        }
    }

    private func freeTime(for visit: Appointment) async -> Timestamp? {
        do throws(OperationError) { return random.pick(try await operations.freeSlots(for: visit, at: now)) } catch {
            find("\(error)")
            return nil
        }
    }

    private func changeVisit(_ rollout: Rollout) async {
        let visits: [Appointment]
        do { visits = try await store.appointments(AppointmentQuery(rollout: current)) } catch {
            return find("\(error)")
        }
        guard let visit = random.pick(visits.filter { $0.state == .agreed && now < $0.start }) else { return }
        guard random.chance(0.6), let start = await freeTime(for: visit) else {
            await act("nobody comes to \(visit.installation)") {
                (operations, id, now) async throws(OperationError) in
                try await operations.change(visit.id, .cancel, note: "ill", command: id, by: "ada", at: now)
            }
            return
        }
        await act("somebody comes to \(visit.installation) at \(start) instead") {
            (operations, id, now) async throws(OperationError) in
            try await operations.change(visit.id, .move, start: start, command: id, by: "ada", at: now)
        }
    }

    private func revise(_ rollout: Rollout) async {
        if let proposal = rollout.proposals.last, random.chance(0.6) { return await adopt(proposal.revision) }
        var policy = rollout.policy
        switch random.below(5) {
        case 0: policy.calendar.capacityPerDay = [Int?.none, 1, 2, 3][random.below(4)]
        case 1:
            let kept = rollout.begunWaves
            if policy.waves.count > kept { policy.waves = Array(policy.waves.prefix(kept)) + waves() }
        case 2: policy.notice.before = .days(1 + random.below(3))
        default: break
        }
        let text = Self.text(policy)
        let isDone = await act("propose \(text)") { (operations, id, now) async throws(OperationError) in
            _ = try await operations.proposeRevision(
                current, policy: policy, reason: "better", command: id, by: "ada", at: now)
        }
        if isDone, random.chance(0.7), let last = await self.rollout()?.proposals.last { await adopt(last.revision) }
    }

    private func adopt(_ revision: Int) async {
        let isDone = await act("adopt \(revision)") { (operations, id, now) async throws(OperationError) in
            try await operations.adoptRevision(
                current, revision: revision, command: id, by: "ada", at: now)
        }
        guard isDone else { return }
        report.revisions += 1
        await notePlan()
    }

    /// Everything that keeps it is lifted.
    func calmDown() async {
        guard let rollout = await rollout() else { return }
        if rollout.state == .halted { await resume() }
        for pause in rollout.pauses {
            await give(
                "lift the pause of \(pause.scope)",
                .liftPause(current, owner: pause.owner, scope: pause.scope, reason: "over"))
        }
        for hold in await operations.ledger.read({ $0.holds.keys.sorted() }) {
            await give("lift \(hold)", .liftHold(hold, why: "over"))
        }
        let failed = await placements().filter { [.failed, .timedOut].contains($0.state) }.map(\.installation)
        if !failed.isEmpty {
            await act("retry \(failed)") { (operations, id, now) async throws(OperationError) in
                try await operations.retry(current, failed, reason: "again", command: id, by: "ada", at: now)
            }
        }
        await answer(willingness: 1)
    }

    // MARK: The customers

    func answer(willingness: Double = 0.08) async {
        guard let rollout = await rollout() else { return }
        for customer in diaries.keys.sorted() where random.chance(willingness) {
            let notices: [NoticeRow]
            do { notices = try await store.notices(NoticeQuery(rollout: current, customer: customer)) } catch {
                return find("\(error)")
            }
            let waiting = Set(await placements().filter(\.state.awaitsStart).map(\.installation))
            let newest = NoticeRow.newest(notices).filter { waiting.contains($0.key) && $0.value.stands }
            guard let notice = newest.sorted(by: { $0.key < $1.key }).first?.value else { continue }
            if willingness < 1, !isCalm, random.chance(0.1) {
                await call(customer, notice, rollout, newest)
            } else if willingness < 1, !isCalm, random.chance(0.4) {
                await choose(customer, notice, rollout, newest)
            } else if willingness < 1, !isCalm, random.chance(0.1) {
                await say(customer, .declined, notice, nil)
            } else if notice.mustAgree, notice.state != .acknowledged {
                await say(customer, .agreed, notice, nil)
            }
        }
    }

    private func choose(
        _ customer: CustomerID, _ notice: NoticeRow, _ rollout: Rollout, _ newest: [InstallationID: NoticeRow]
    ) async {
        let sites = notice.installations.filter { newest[$0] == notice }
        let free = await operations.freeDays(for: notice, at: sites, of: rollout, at: now)
        guard let day = random.pick(free) else { return }
        if await say(customer, .moved, notice, day) { report.chosen += 1 }
    }

    /// Somebody of us speaks with them, and takes down what they say.
    private func call(
        _ customer: CustomerID, _ notice: NoticeRow, _ rollout: Rollout, _ newest: [InstallationID: NoticeRow]
    ) async {
        let sites = notice.installations.filter { newest[$0] == notice }
        let free = await operations.freeDays(for: notice, at: sites, of: rollout, at: now)
        switch random.below(4) {
        case 0: await say(customer, .told, notice, nil, way: .telephone)
        case 1: await say(customer, .told, notice, random.pick(free), way: .telephone)
        case 2: await say(customer, .agreed, notice, nil, way: .telephone)
        default: if let day = random.pick(free) { await say(customer, .moved, notice, day, way: .telephone) }
        }
    }

    @discardableResult
    private func say(
        _ customer: CustomerID, _ kind: Answer.Kind, _ notice: NoticeRow, _ day: CivilDate?, way: Answer.Way = .page
    ) async -> Bool {
        var wish = AnswerWish(
            customer: customer, rollout: current, wave: notice.wave, kind: kind, way: way,
            at: now, note: "so", day: day)
        if way == .telephone { (wish.person, wish.recordedBy) = ("Ada", "ada") } else { wish.seen = notice.mark }
        wish.contact = ContactID("ada@\(customer).example")
        let text = "\(customer) says \(kind) \(day.map { "\($0)" } ?? "") of \(notice.installations) (\(way))"
        let isDone = await act(text) { (operations, id, now) async throws(OperationError) in
            try await operations.answer(wish, command: id, by: customer.text, at: now)
        }
        // They see on the page what came of it.
        guard isDone else { return false }
        do {
            let rows = NoticeRow.newest(
                try await store.notices(NoticeQuery(rollout: current, customer: customer)))
            let visited = Set(
                try await store.appointments(AppointmentQuery(rollout: current)).filter {
                    $0.state == .agreed && now < $0.end
                }.map(\.installation))
            for (site, row) in rows where notice.installations.contains(site) && !visited.contains(site) {
                diaries[customer]?.note(site, row.stands && row.state != .declined ? row.day(of: site) : nil)
                if kind != .declined, row.hasAgreed(site) { diaries[customer]?.agree(to: [site]) }
            }
        } catch { find("\(error)") }
        return isDone
    }
}
