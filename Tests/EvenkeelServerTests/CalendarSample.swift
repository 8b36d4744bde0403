import EvenkeelDomain
import EvenkeelLedger

@testable import EvenkeelServer

/// The calendar's page with everything on it that it may show.
enum CalendarSample {
    static func model(frame: ConsoleFrame) async throws -> CalendarModel {
        let test = try await TestSite()
        let time = TimeModel(test.now, now: test.now, zone: test.context.zone)
        return CalendarModel(
            frame: frame,
            rules: [.init(id: "f", kind: "freeze", when: "w", whom: "everybody", owner: "o", why: "y")],
            crossings: [
                .init(
                    id: "c", state: "requested", rollout: "r", sites: "s", until: time, asked: "a", approved: nil,
                    why: "w", agreed: "By telephone at 9.", canApprove: true, canWithdraw: true),
                .init(
                    id: "d", state: "approved", rollout: "r", sites: "s", until: time, asked: "a", approved: "b",
                    why: "w", agreed: nil, canApprove: false, canWithdraw: true),
            ], hasCrossings: true,
            customers: [.init(customer: "c", path: "/", events: 1, next: "n", source: "s")], hasCustomers: true,
            waiting: [.init(rollout: "r", path: "/", sites: [.init(id: "s", why: "w")])], effects: ["e"],
            hasEffects: true)
    }
}
