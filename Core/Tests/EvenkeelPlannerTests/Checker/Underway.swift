import EvenkeelDomain
import EvenkeelPlanner

/// A plan some of whose waves have begun, and what may happen before it is made again.
struct Underway {
    enum Happening: String, CaseIterable {
        case nothing, joiner, hold, delay
    }

    /// With the plan before in its context; today is the day on which the last wave so far began.
    let given: PlanCase
    let before: Plan
    let begun: Int
    private let turn: Int

    /// Nil where there is no plan of several waves.
    ///
    /// - Parameter turn: decides how many waves have begun, and how much happens.
    init?(_ start: PlanCase, turn: Int) {
        let plan: Plan
        do throws(PlanRefusal) { plan = try start.plan() } catch { return nil }
        // What time does to holds is another matter.
        guard plan.waves.count > 1, !start.context.holds.contains(where: { $0.expires != nil }) else { return nil }
        let begun = 1 + turn % (plan.waves.count - 1)
        self.turn = turn
        self.begun = begun
        before = plan
        given = start.changed {
            $0.context.now = $0.context.now + .days(plan.waves[begun - 1].opens - start.context.today)
            $0.context.today = plan.waves[begun - 1].opens
            $0.context.past = PlanProgress(plan: plan, begun: begun)
            $0.context.revision = 2
        }
    }

    /// What is wrong with the plan made after that has happened; empty where all is well.
    func findings(after happening: Happening) -> [String] {
        let changed = self.changed(by: happening)
        do throws(PlanRefusal) {
            let again = try changed.plan()
            let withheld = Set(again.withheld.map(\.installation))
            let moves = ReplanChecker.findings(
                before, again, begun: begun, excused: { isExcused($0, after: happening, withheld: withheld) },
                isUnchanged: happening == .nothing)
            return moves + PlanChecker.findings(changed, again)
        } catch { return mayBeRefused(error, after: happening) ? [] : ["refused: \(error)"] }
    }

    func changed(by happening: Happening) -> PlanCase {
        given.changed { changed in
            switch happening {
            case .nothing: break
            case .joiner:
                // As large as a site is taken to be of which that is unknown, so that it changes nobody's size.
                let seats = PlainFacts(given).assumedSeats
                changed.sites.append(
                    site("a-joiner", of: "new", seats: seats, features: ["fax"], complexity: 0.5, friendly: 0.5))
            case .hold:
                guard let first = before.waves[begun].placements.first?.installation else { break }
                changed.context.holds.append(
                    Hold(
                        id: "stop", predicate: predicate("installation==\(first)"), owner: "ada", why: "lost calls",
                        since: changed.context.now))
            case .delay:
                changed.context.today = before.waves[begun].opens + 1 + turn % 20
                changed.context.now = changed.context.now + .days(changed.context.today - given.context.today)
            }
        }
    }

    /// Whoever may lose or change a place for what has happened.
    private func isExcused(_ id: InstallationID, after happening: Happening, withheld: Set<InstallationID>) -> Bool {
        switch happening {
        case .nothing, .joiner: false
        // A wave that wants so many takes another in place of the one that is held.
        case .hold:
            withheld.contains(id) || given.policy.canaryPerCustomer
                || given.policy.waves.contains { $0.atLeast != nil }
        // Whom a date presses, or a pin, a rest or a window has kept out, may have to move when days do.
        case .delay:
            given.policy.fatigue != nil || given.policy.canaryPerCustomer
                || given.sites.contains(where: PlainCalendar.isBound)
                || given.policy.calendar.freezes.contains { $0.among != nil }
                || given.sites.contains {
                    $0.id == id && ($0.supportEnds ?? $0.contractDue ?? $0.pinnedUntil) != nil || $0.after == id
                }
        }
    }

    private func mayBeRefused(_ refusal: PlanRefusal, after happening: Happening) -> Bool {
        switch (happening, refusal) {
        case (.nothing, _): false
        // A wave that was left out opens for the joiner, makes the next later, and may want more than there are.
        case (.joiner, .infeasible), (.joiner, .datesMissed), (.joiner, .deadlineMissed): true
        case (.joiner, .waveTooSmall): true
        case (.joiner, .gateCannotPass), (.joiner, .unplaced), (.joiner, .siteAboveCap): true
        // A wave that is smaller than it was has fewer to answer.
        case (.joiner, .evidenceCannotCome), (.hold, .evidenceCannotCome), (.delay, .evidenceCannotCome): true
        case (.hold, .gateCannotPass), (.hold, .waveTooSmall), (.hold, .everythingWithheld): true
        case (.delay, .datesMissed), (.delay, .infeasible), (.delay, .deadlineMissed), (.delay, .unplaced): true
        default: false
        }
    }
}
