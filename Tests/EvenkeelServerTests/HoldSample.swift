import EvenkeelDomain
import EvenkeelLedger

@testable import EvenkeelServer

/// The page of holds with everything on it, and empty.
enum HoldSample {
    static func models(frame: ConsoleFrame) async throws -> [HoldListModel] {
        let time = TimeModel(TestSite.start, now: TestSite.start, zone: .utc)
        let line = HoldListModel.Line(
            id: "h", predicate: "p", owner: "o", why: "w", since: time, expires: time, isEnding: true,
            incident: .init(path: "/", title: "t"), renewals: [.init(text: "r")], hasRenewals: true,
            keeps: [.init(path: "/", rollout: "r", sites: "s")],
            overrides: [.init(path: "/", rollout: "r", sites: "s", why: "w", by: "b", at: time)], hasOverrides: true)
        let link = HoldListModel.Link(id: "r", path: "/r")
        let site = try await Site(TestSite().context)
        return [
            try await HoldListModel.of(site: site, frame: frame),
            HoldListModel(
                frame: frame, effects: ["e"], hasEffects: true, draft: .init(predicate: "p"), holds: [line],
                rollouts: [link], hasRollouts: true,
                guards: [
                    .init(
                        id: "g", rule: "r", incident: .init(path: "/", title: "t"), action: "a", since: time,
                        rollouts: [link])
                ], hasGuards: true),
        ]
    }
}
