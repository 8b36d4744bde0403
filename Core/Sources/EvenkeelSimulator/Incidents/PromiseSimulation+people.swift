import EvenkeelDomain
import EvenkeelLedger

/// What people do: they open incidents, speak or forget to, promise less or more than the rule, resolve, see it come back,
/// and publish the report or do not.
extension PromiseSimulation {
    /// Incidents of every impact and for every kind of customer.
    func open() async {
        let due = opensAt.filter { $0 <= now }
        guard !due.isEmpty else { return }
        opensAt.removeAll { $0 <= now }
        for _ in due {
            opened += 1
            let id = IncidentID("inc-\(opened)")
            let impact = people.pick([Impact.minor, .minor, .major, .major, .critical, .critical, .none]) ?? .minor
            let hurtsRevenue = people.chance(0.5)
            books.opened(id, impact: impact, hurtsRevenue: hurtsRevenue)
            let opening = IncidentSuspected(
                incident: id, title: "Trouble \(opened)", impact: impact, components: [], visibility: .public,
                began: now, signal: Signal(source: .staff, at: now))
            await say(
                .ownIncident(
                    OwnIncident(
                        incident: id, opening: opening, body: "It is broken.", audience: [],
                        criticality: hurtsRevenue ? .revenue : .normal)), as: "own/\(id)")
        }
    }

    /// Half of the time somebody speaks before the next word is due, sometimes at its very second; the others forget.
    func plan(after posted: UpdatePosted) {
        let id = posted.incident
        speaksAt[id] = nil
        switch posted.update.outlook {
        case .next(let due), .report(let due):
            let left = max(1, (due - now).milliseconds)
            switch people.below(20) {
            case 0..<8:
                let share = Double.random(in: 0.2..<1, using: &people)
                speaksAt[id] = now + TimeSpan(milliseconds: max(1, Int64(Double(left) * share)))
            case 8, 9: speaksAt[id] = now + TimeSpan(milliseconds: max(1, left + Int64(people.below(3) - 1)))
            default: break
            }
        case .closed, .withdrawn, .nothingOwed: break
        }
        // Where one ends another begins, in time.
        if posted.update.status == .resolved, posted.update.author != .system {
            opensAt.append(now + .minutes(1 + people.below(60)))
        }
    }

    /// People speak through whichever node is up.
    func speak() async {
        for (id, at) in speaksAt.sorted(by: { $0.key < $1.key }) where at <= now {
            speaksAt[id] = nil
            guard let incident = state.incidents[id] else { continue }
            guard let word = word(on: incident) else { continue }
            await say(word, as: "say/\(id)")
        }
    }

    private func word(on incident: Incident) -> Command? {
        let id = incident.id
        guard incident.status.isOpen else {
            guard incident.status == .resolved else { return nil }
            // It came back, or the report is there.
            if people.chance(0.3) {
                return .postUpdate(PostUpdate(incident: id, status: .investigating, body: "It is back."))
            }
            let action = CorrectiveAction(
                id: "a1", text: "Test it first", owner: "QA", due: now.dateAndMilliseconds.0 + (1 + people.below(10)))
            return .publishReport(
                id,
                EvenkeelDomain.Report(
                    whatHappened: "Calls failed.", causes: [.init(kind: .ours, text: "An untested change.")],
                    whatWeDid: "A new version.", actions: [action]), guards: [])
        }
        if people.chance(0.06) {
            return .postUpdate(
                PostUpdate(incident: id, status: .resolved, body: "It works.", cause: "An untested change."))
        }
        let status = people.pick([nil, nil, IncidentStatus.investigating, .identified, .monitoring]) ?? nil
        return .postUpdate(
            PostUpdate(incident: id, status: status, body: "We know more at \(now).", nextBy: promise(on: incident)))
    }

    /// When somebody wants to speak again: mostly as the rule says, sooner, on the next working morning, or too late.
    private func promise(on incident: Incident) -> Timestamp? {
        switch people.below(10) {
        case 0, 1: now + .minutes(1 + people.below(14))
        case 2: SilenceRule.morning(after: now)
        case 3: now + .hours(1 + people.below(48))
        default: nil
        }
    }

    /// Nobody is written to here, but what is said counts as told: else it stays due, and the clock goes on by seconds.
    func fanOut() async {
        let told = state.due(at: now).compactMap { item in
            if case .fanOut(let id, let update) = item.duty { (id, update) } else { nil }
        }
        for (id, update) in told { await say(.recordFanOut(id, update, []), as: "tell/\(id)/\(update)") }
        guard !told.isEmpty else { return }
        await read()
    }

    /// A time that the rule forbids, or one that a clock ahead has left behind, is refused; then it is said without one.
    private func say(_ command: Command, as name: String) async {
        do throws(LedgerError) {
            let ledger: Ledger
            do { ledger = try await openDesk() } catch { throw .failed(error) }
            try await ledger.perform(command, id: CommandID("\(name)/\(now.milliseconds)"), by: "ada", at: now)
        } catch {
            if case .postUpdate(var post) = command, post.nextBy != nil, error.isAboutNextBy {
                post.nextBy = nil
                await say(.postUpdate(post), as: name)
            } else {
                books.note("\(name) at \(now): \(error)")
            }
        }
    }

    private func openDesk() async throws(Failure) -> Ledger {
        if let desk {
            try await desk.catchUp()
            return desk
        }
        let opened = try await Ledger.open(store: memory, settings: settings)
        desk = opened
        return opened
    }
}

extension LedgerError {
    fileprivate var isAboutNextBy: Bool {
        switch self {
        case .refused(.nextTooLate), .refused(.nextInThePast): true
        case .refused, .failed: false
        }
    }
}
