import EvenkeelDomain
import Foundation

/// The files of the demo, and what its people write.
enum DemoResources {
    static func text(_ name: String) throws -> String {
        guard let url = Bundle.module.url(forResource: "Resources/\(name)", withExtension: nil) else {
            throw DemoTrouble("the file \(name) is missing from this build: build it again")
        }
        return try String(contentsOf: url, encoding: .utf8)
    }

    static func report(on now: Timestamp, zone: ZoneOffsets) -> [String: any Sendable] {
        let rule: [String: any Sendable] = [
            "when": "release.touches==fax", "soak_hours": 72, "at_sites": 3,
            "matching": "feature==call-queue;feature==fax", "before_wave": 3,
        ]
        let action: [String: any Sendable] = [
            "text": "Every release that touches fax soaks three days at three sites with call queue and fax first",
            "owner": "Release management", "due": "\(zone.localDate(at: now) + 14)", "guard": rule,
        ]
        return [
            "what_happened":
                "After the update to 5.2.0, faxes that arrived in a call queue were cut off after the first page.",
            "causes": [
                [
                    "kind": "ours",
                    "text": "The queue released the line before the fax engine had confirmed the last page.",
                ],
                ["kind": "ours", "text": "No test of ours sent a fax of several pages to a queue."],
            ],
            "what_we_did": "We halted the rollout, repaired the release and installed it at every affected site.",
            "actions": [action],
        ]
    }
}
