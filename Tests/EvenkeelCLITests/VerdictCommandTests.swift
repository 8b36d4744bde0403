import Foundation
import Testing

@Suite("The verdict without a server")
struct VerdictCommandTests {
    private static let policy = """
        rollout: pbx-5.2
        release: { product: pbx, version: 5.2.0 }
        waves:
          - { name: all, soak: { days: 2 } }
        """

    /// Forty sites in a file of their own.
    private func run(
        _ lines: [String], _ arguments: [String] = [], policy text: String = Self.policy,
        features: (Int) -> String = { _ in "" }
    ) async throws -> (Program.Run, [[String: Any]]) {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let fleet = folder.appendingPathComponent("fleet.csv")
        let sites = (1...40).map { "site-\($0),customer-\($0),pbx,5.1.0,\(features($0))" }
        try (["installation,customer,product,version,features"] + sites).joined(separator: "\n")
            .write(to: fleet, atomically: true, encoding: .utf8)
        let policy = folder.appendingPathComponent("policy.yaml")
        try text.write(to: policy, atomically: true, encoding: .utf8)
        let input = folder.appendingPathComponent("outcomes.jsonl")
        try (lines.joined(separator: "\n") + "\n").write(to: input, atomically: true, encoding: .utf8)
        let run = try await Program.run(
            ["verdict", fleet.path, "--policy", policy.path] + arguments, input: input)
        let verdicts = try run.output.split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        return (run, verdicts)
    }

    private func enrol(_ number: Int) -> String {
        "{\"enrol\": \"site-\(number)\", \"at\": \"2026-12-01T08:\(number < 10 ? "0" : "")\(number):00Z\"}"
    }

    private func outcome(_ number: Int, _ kind: String, at: String, id: String? = nil, more: String = "") -> String {
        """
        {"id": "\(id ?? "\(number)-\(kind)")", "installation": "site-\(number)", "release": "5.2.0", \
        "kind": "\(kind)", "at": "\(at)"\(more)}
        """
    }

    @Test("twenty clean sites give one verdict in the shape of a wave's, and exit 0")
    func clean() async throws {
        let lines = (1...20).map(enrol) + (1...20).map { outcome($0, "healthy", at: "2026-12-03T10:00:00Z") }
        let (run, verdicts) = try await run(lines)
        #expect(run.status == 0)
        #expect(run.error == "")
        #expect(verdicts.count == 1)
        let verdict = verdicts[0]
        #expect(verdict["after"] as? Int == 40)
        #expect(verdict["sites"] as? Int == 20)
        #expect(verdict["failed"] as? Int == 0)
        #expect(verdict["silent"] as? Int == 0)
        let bound = try #require(verdict["upper_bound"] as? Double)
        #expect(abs(bound - 0.152) < 0.0005)
        let fixed = try #require(verdict["upper_bound_fixed"] as? Double)
        #expect(abs(fixed - 0.139) < 0.0005)
        #expect((verdict["text"] as? String)?.hasPrefix("20 sites, 0 failures: with 95 % confidence") == true)
    }

    @Test("a halt is printed at the line that brought it and at the end, and exits 3")
    func halt() async throws {
        var lines = (1...10).map(enrol)
        lines += (1...3).map { outcome($0, "unhealthy", at: "2026-12-01T1\($0):00:00Z", more: ", \"fault\": \"mute\"") }
        let (run, verdicts) = try await run(lines)
        #expect(run.status == 3)
        #expect(verdicts.map { $0["after"] as? Int } == [12, 13])
        #expect(verdicts.allSatisfy { $0["state"] as? String == "halt" })
        #expect(verdicts[1]["failed"] as? Int == 3)
        #expect(verdicts[1]["halted_at"] as? String == "2026-12-01T12:00:00Z")
    }

    /// The picture of forty sites that are given the release one after another, of which these fail.
    private func picture(
        of failing: [Int], policy: String = Self.policy, features: (Int) -> String = { _ in "" }
    ) async throws -> (status: Int32, svg: String) {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let file = folder.appendingPathComponent("evidence.svg")
        let lines =
            (1...40).map(enrol)
            + failing.enumerated().map { outcome($1, "unhealthy", at: "2026-12-01T1\($0):30:00Z") }
        let (run, _) = try await run(lines, ["--svg", file.path], policy: policy, features: features)
        #expect(run.error.hasSuffix("The picture is in \(file.path).\n"))
        return (run.status, try String(contentsOf: file, encoding: .utf8))
    }

    @Test("the picture says which rule decided, so that no line looks as if it had that did not")
    func picture() async throws {
        let line = try await picture(of: Array(1...6))
        #expect(line.status == 3)
        #expect(line.svg.contains("Decided by the halt line below: too many failures in so few sites."))
        // Three failures in forty sites are too few for the line; all of them at the four sites with both features.
        let scan = try await picture(of: Array(1...3)) { $0 <= 4 ? "fax;t38" : $0 % 2 == 0 ? "fax" : "t38" }
        #expect(scan.status == 3)
        #expect(
            scan.svg.contains(
                "Decided by the search for combinations, not by the halt line: failures concentrate on fax + t38."))
        #expect(scan.svg.contains("halted by the search for combinations and not by this line"))
        let limit = try await picture(
            of: [7],
            policy: Self.policy + "\nverdict: { limits: [{ failures: 1, among: 'installation==site-7' }] }\n"
        )
        #expect(limit.svg.contains("Decided by limit 1 of the policy: 1 failure of health among installation==site-7."))
        let calm = try await picture(of: [])
        #expect(calm.status == 0 && !calm.svg.contains("Decided"))
        let unreachable = try await picture(of: [], policy: Self.policy + "\nverdict: { baseline: 90% }\n")
        #expect(unreachable.svg.contains("the halt line is out of reach: 40 sites are too few for this usual rate"))
        #expect(!unreachable.svg.contains("compared with"))
    }

    @Test("where health is only watched, the picture draws its line in grey and says that it decides nothing")
    func watchedPicture() async throws {
        let watched = try await picture(
            of: Array(1...6), policy: Self.policy + "\nverdict: { metrics: { health: { decides: no } } }\n")
        #expect(watched.status == 0)
        #expect(
            watched.svg.contains("Health is only watched and decides nothing; it would have halted at 2026-12-01T1"))
        #expect(watched.svg.contains("would halt here; only watched"))
        #expect(watched.svg.contains("now: 6 of 40, which decides nothing"))
        #expect(!watched.svg.contains("Decided by"))
    }

    @Test("lines in another order give the same last verdict; --every prints one for each line")
    func order() async throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        var random = Generator(seed: seed)
        var lines = (1...25).map(enrol)
        for number in 1...25 {
            let kind = number % 6 == 2 ? "unhealthy" : "healthy"
            lines.append(outcome(number, kind, at: "2026-12-0\(2 + number % 4)T09:00:00Z"))
        }
        let (straight, first) = try await run(lines)
        let (mixed, second) = try await run(lines.shuffled(using: &random))
        func last(_ verdicts: [[String: Any]]) -> NSDictionary? { verdicts.last.map { NSDictionary(dictionary: $0) } }
        #expect(last(first) == last(second), "seed \(seed)")
        #expect(straight.status == mixed.status, "seed \(seed)")
        let (_, every) = try await run(lines, ["--every"])
        #expect(every.map { $0["after"] as? Int } == Array(1...50))
        print("the seed was \(seed)")
    }

    @Test("lines that cannot be taken are named with their number, and the rest is judged")
    func refused() async throws {
        let lines = [
            enrol(1), outcome(1, "healthy", at: "2026-12-02T09:00:00Z", id: "a"),
            outcome(99, "healthy", at: "2026-12-02T09:00:00Z"), outcome(2, "unhealthy", at: "2026-12-02T09:00:00Z"),
            outcome(1, "healthy", at: "2026-12-09T09:00:00Z", id: "b"),
            outcome(1, "unhealthy", at: "2026-12-02T09:00:00Z", id: "c", more: ", \"count\": -4"),
            outcome(1, "unhealthy", at: "2026-12-02T09:00:00Z", id: "a"),
            outcome(1, "healthy", at: "2026-12-02T09:00:00Z", id: "a"), "{\"enrol\": \"site-3\"", "",
            "{\"enrol\": \"site-4\", \"att\": \"2026-12-01T08:00:00Z\"}",
        ]
        let (run, verdicts) = try await run(lines, ["--now", "2026-12-05T00:00:00Z"])
        let told = run.error.split(separator: "\n").map { $0.split(separator: ":").prefix(2).joined(separator: ":") }
        #expect(
            told == [
                "line 3: unknown_installation", "line 5: in_the_future", "line 6: negative_count",
                "line 7: duplicate_differs", "line 9: malformed_json", "line 11: unknown_member",
                "line 4: not_started", "7 of 11 lines were refused; the rest was judged.",
            ])
        #expect(verdicts.last?["enrolled"] as? Int == 1)
        #expect(verdicts.last?["failed"] as? Int == 0)
    }

    private struct Generator: RandomNumberGenerator {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }
}
