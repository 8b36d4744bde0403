import EvenkeelAPI
import EvenkeelDomain
import Testing

@Suite("Garbage")
struct FuzzTests {
    /// SplitMix64, so that a failing seed can be run again.
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    static let routes = [
        "/api/v1/incidents", "/api/v1/incidents/inc-1/updates", "/api/v1/incidents/inc-1/report", "/api/v1/outcomes",
        "/api/v1/holds", "/api/v1/releases", "/api/v1/components", "/api/v1/tokens", "/api/v1/rollouts/r/halt",
        "/api/v1/incidents/inc-1/restore", "/api/v1/incidents/inc-1/signals",
    ]
    static let seeds = [
        #"{"title":"t","impact":"major","components":["telephony"],"body":"b","audience":"feature==fax"}"#,
        #"{"outcomes":[{"id":"1","installation":"site-01","release":"5.2.0","kind":"healthy","at":"2026-06-01T08:00:00Z"}]}"#,
        #"{"product":"pbx","version":"5.2.0","texts":{"en":{"summary":"s","downtime":"d"}}}"#,
        #"{"what_happened":"w","causes":[{"kind":"ours","text":"c"}],"actions":[{"text":"a","owner":"o","due":"2026-07-01"}]}"#,
        #"{"predicate":"version=lt=5.2.0;(feature==fax,feature==queue)","why":"x","expires":"2027-01-01T00:00:00Z"}"#,
    ]

    @Test(
        "No mutated body makes the server fail: every answer is below 500 and is JSON or empty", arguments: [1, 2, 3])
    func bodies(seed: UInt64) async throws {
        let site = try await TestSite()
        var random = Generator(state: seed)
        for round in 0..<300 {
            var body = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 0...6, using: &random) where !body.isEmpty {
                let at = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: body[at] = UInt8.random(in: 0...255, using: &random)
                case 1: body.remove(at: at)
                case 2: body.insert(Array("{}[]\",:0\\u".utf8).randomElement(using: &random) ?? 0, at: at)
                default: body.removeSubrange(at...)
                }
            }
            let path = Self.routes.randomElement(using: &random) ?? ""
            let answer = try await site.post(path, String(decoding: body, as: UTF8.self))
            #expect(
                answer.status < 500, "seed \(seed), round \(round): \(path) \(String(decoding: body, as: UTF8.self))")
            if !answer.body.isEmpty { #expect(!answer.json.isEmpty, "seed \(seed), round \(round)") }
        }
    }

    @Test("No bytes make the reader of JSON do anything but read or refuse", arguments: [11, 12])
    func bytes(seed: UInt64) {
        var random = Generator(state: seed)
        var read = 0
        for _ in 0..<5000 {
            let text = Self.seeds.randomElement(using: &random) ?? ""
            var body = Array(text.utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                body[Int.random(in: 0..<body.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do {
                _ = try StrictJSON.read(body)
                read += 1
            } catch {
                #expect((400..<500).contains(error.status), "seed \(seed)")
            }
        }
        #expect(read > 500, "seed \(seed): some are left as they were")
    }
}
