import Foundation
import Testing

/// Installs of a small fleet at sites that are always open.
extension ServerUnderTest {
    struct Place {
        let state: String
        let note: String
        let attempts: Int
    }

    /// `organisation` of a server whose days begin at midnight and never end.
    static let alwaysOpen = #"organisation: { name: Bright Line, working_week: mon-sun, morning: "00:00" }"#

    static func fleet(_ sites: [String]) -> String {
        "installation,customer,product,version,window,contact\n"
            + sites.map { "\($0),c-\($0),pbx,5.1.0,FREQ=DAILY;BYHOUR=0 PT24H,it@\($0).example\n" }.joined()
    }

    static func policy(execute: String) -> String {
        """
        rollout: pbx-5.2
        release:
          product: pbx
          version: 5.2.0
          texts: { en: { summary: s, downtime: d, what_you_do: w, what_to_test: t, way_back: b } }
        waves:
          - { name: all, soak: { days: 7 } }
        verdict: { baseline: 90%, min_sample: 1 }
        notice: { before: 0d, on_silence: proceed, on_nobody: proceed }
        execute: \(execute)

        """
    }

    /// Takes in the fleet; plans, approves and starts the rollout.
    func run(fleet: String, policy: String) async throws {
        for (path, body, type) in [
            ("/api/v1/fleet/import", fleet, "text/csv"), ("/api/v1/rollouts", policy, "application/yaml"),
            ("/api/v1/rollouts/pbx-5.2/approve", "{}", "application/json"),
            ("/api/v1/rollouts/pbx-5.2/start", "{}", "application/json"),
        ] {
            let (status, answer) = try await send("POST", path, Data(body.utf8), type)
            try #require(status < 300, "\(path): \(String(decoding: answer, as: UTF8.self))")
        }
    }

    func places() async throws -> [String: Place] {
        let page = try await json("/api/v1/rollouts/pbx-5.2/placements?limit=1000")
        let rows = page["placements"] as? [[String: Any]] ?? []
        return Dictionary(
            rows.map { row in
                (
                    row["installation"] as? String ?? "",
                    Place(
                        state: row["state"] as? String ?? "", note: row["note"] as? String ?? "",
                        attempts: row["attempts"] as? Int ?? -1)
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    func states() async throws -> [String: String] { try await places().mapValues(\.state) }

    func installs() async throws -> [[String: Any]] {
        try await json("/api/v1/installs?limit=1000")["installs"] as? [[String: Any]] ?? []
    }
}
