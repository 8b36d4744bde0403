import EvenkeelDomain
import EvenkeelVerdict
import Testing

@testable import EvenkeelLedger

@Suite("The verdict of a stream of lines")
struct EvidenceStreamTests {
    private enum Line: Hashable {
        case enrol(InstallationID, Timestamp)
        case outcome(Outcome)
    }

    private static let start = Desk.start

    /// What a policy may say of the past; each of them must judge the same in any order.
    enum Past: String, CaseIterable, Sendable {
        case stated, compared, delayed

        func change(_ verdict: inout VerdictPolicy) {
            switch self {
            case .stated: break
            case .compared: verdict.basis = BaselinePolicy(source: .unknown)
            case .delayed: verdict.delay = DelayPolicy(failuresAfter: (1...30).map { .hours(3 * $0) })
            }
        }
    }

    private func stream(
        _ count: Int, moving: [ClosedRange<Int>] = [], past: Past = .stated, soak: SoakPolicy = SoakPolicy(days: 2),
        limits: [LimitPolicy] = [], features: (Int) -> Set<String> = { _ in [] }
    ) throws -> EvidenceStream {
        var policy = try Desk.policy()
        policy.waves = [WavePolicy(name: "all", soak: soak)]
        past.change(&policy.verdict)
        if !limits.isEmpty { policy.verdict.metrics = MetricsPolicy(limits: limits) }
        let sites = (1...count).map { number in
            var site = Installation(id: site(number), customer: CustomerID("customer-\(number)"))
            site.features = features(number)
            if let group = moving.firstIndex(where: { $0.contains(number) }) { site.movesWith = "host-\(group)" }
            return site
        }
        return EvidenceStream(policy: policy, fleet: sites, selected: sites)
    }

    private func site(_ number: Int) -> InstallationID { InstallationID("site-\(number)") }

    private func outcome(
        _ number: Int, _ kind: Outcome.Kind, after: TimeSpan, id: String? = nil, count: Int? = nil,
        release: String = "5.2.0"
    ) throws -> Outcome {
        Outcome(
            id: OutcomeID(id ?? "\(number)/\(kind)/\(after)"), installation: site(number),
            release: try Desk.release(release).version, kind: kind, at: Self.start + after, count: count)
    }

    private func feed(_ lines: [Line], to stream: inout EvidenceStream) -> [EvidenceStream.Reception] {
        lines.enumerated().map { number, line in
            switch line {
            case .enrol(let site, let at): stream.enrol(site, at: at)
            case .outcome(let outcome): stream.take(outcome, line: number + 1)
            }
        }
    }

    private func enrolments(_ numbers: ClosedRange<Int>) -> [Line] {
        numbers.map { .enrol(site($0), Self.start + .minutes($0)) }
    }

    @Test("the second failure within ten of forty sites halts, and neither the first nor the third is needed")
    func halt() throws {
        var stream = try stream(40)
        let lines = try enrolments(1...10) + (1...3).map { .outcome(try outcome($0, .unhealthy, after: .hours($0))) }
        let receptions = feed(lines, to: &stream)
        #expect(receptions.firstIndex(of: .taken(mayHalt: true)) == 11)
        let assessment = stream.assessment()
        #expect(assessment.haltMetric == .health)
        #expect(assessment.health.failed == 3)
        #expect(stream.crossing() == .init(at: Self.start + .hours(2), metric: .health, rule: .line, marks: []))
    }

    @Test("a crossing names the rule that decided, and the combination that the scan found")
    func rules() throws {
        func crossing(
            failing: ClosedRange<Int>, limits: [LimitPolicy] = [],
            features: @escaping (Int) -> Set<String> = { _ in [] }
        ) throws -> EvidenceStream.Crossing? {
            var stream = try stream(40, limits: limits, features: features)
            _ = feed(
                try enrolments(1...40) + failing.map { .outcome(try outcome($0, .unhealthy, after: .hours($0))) },
                to: &stream)
            return stream.crossing()
        }
        let line = try crossing(failing: 1...8)
        #expect(line?.rule == .line && line?.marks == [])
        // Three failures in forty sites are too few for the line; all of them at the four sites with both features.
        let scan = try crossing(failing: 1...3) { $0 <= 4 ? ["fax", "t38"] : $0 % 2 == 0 ? ["fax"] : ["t38"] }
        #expect(scan?.rule == .scan && scan?.marks == ["fax", "t38"])
        let limit = try crossing(
            failing: 7...7,
            limits: [LimitPolicy(failures: 9), LimitPolicy(failures: 1, among: Predicate(havingAll: ["fax"]))]
        ) { $0 == 7 ? ["fax"] : [] }
        #expect(limit?.rule == .limit(1))
    }

    @Test("failed installs halt by themselves; customers have nothing to hear of it")
    func installs() throws {
        var stream = try stream(40)
        let lines = try enrolments(1...6) + (1...4).map { .outcome(try outcome($0, .failed, after: .hours($0))) }
        _ = feed(lines, to: &stream)
        let assessment = stream.assessment()
        #expect(assessment.haltMetric == .installs)
        #expect(!assessment.panel.mayOpenIncident)
    }

    @Test("sites that move together count once, however many of them fail")
    func units() throws {
        var alone = try stream(40)
        var together = try stream(40, moving: [1...4])
        let lines = try enrolments(1...12) + (1...4).map { .outcome(try outcome($0, .unhealthy, after: .hours($0))) }
        _ = feed(lines, to: &alone)
        _ = feed(lines, to: &together)
        #expect(alone.assessment().haltMetric == .health)
        #expect(together.assessment().haltMetric == nil)
        #expect(together.assessment().health.failed == 1)
        #expect(together.assessment().health.sites == 9, "eight sites and one host")
        #expect(together.crossing() == nil)
    }

    @Test("each line that cannot be taken is refused by name, and the rest counts")
    func refusals() throws {
        var stream = try stream(3)
        var stranger = try outcome(1, .healthy, after: .hours(1), id: "x")
        stranger.installation = "nobody"
        var other = try outcome(1, .healthy, after: .hours(1), id: "y")
        other.release = try Desk.release("4.0.0").version
        let lines: [Line] = [
            .enrol("nobody", Self.start), .enrol(site(1), Self.start), .outcome(stranger), .outcome(other),
            .outcome(try outcome(1, .healthy, after: .hours(2), id: "z")),
            .outcome(try outcome(1, .healthy, after: .hours(2), id: "z")),
            .outcome(try outcome(1, .unhealthy, after: .hours(2), id: "z")),
            .outcome(try outcome(2, .unhealthy, after: .hours(2))),
            .outcome(try outcome(1, .unhealthy, after: .hours(-2))),
        ]
        let receptions = feed(lines, to: &stream)
        #expect(
            receptions == [
                .refused(.unknownInstallation), .taken(mayHalt: false), .refused(.unknownInstallation),
                .refused(.noSuchRollout), .taken(mayHalt: false), .repeated, .refused(.duplicateDiffers), .waiting,
                .waiting,
            ])
        #expect(stream.neverStarted.map(\.line) == [8, 9])
        #expect(stream.assessment().health.failed == 0)
    }

    @Test("late lines and lines in another order give the same verdict in the end", arguments: Past.allCases)
    func shuffled(past: Past) throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        var random = SplitMix(seed: seed)
        for round in 0..<60 {
            let count = 12 + Int(random.next() % 30)
            let fails = Double(random.next() % 40) / 100
            func chance(_ share: Double) -> Bool { Double(random.next() % 10_000) < share * 10_000 }
            var lines: [Line] = []
            for number in 1...count {
                let start = TimeSpan.hours(number)
                lines.append(.enrol(site(number), Self.start + start))
                if chance(0.2) { lines.append(.outcome(try outcome(number, .failed, after: start + .minutes(10)))) }
                if chance(0.7) { lines.append(.outcome(try outcome(number, .installed, after: start + .minutes(20)))) }
                if chance(0.1) { lines.append(.outcome(try outcome(number, .rolledBack, after: start + .minutes(20)))) }
                for day in 1...3 where chance(0.8) {
                    let kind: Outcome.Kind = chance(fails) ? .unhealthy : .healthy
                    lines.append(.outcome(try outcome(number, kind, after: start + .days(day))))
                }
                if chance(0.1) { lines.append(.outcome(try outcome(number, .unhealthy, after: start + .hours(-3)))) }
                // Before its turn, under the release it runs or by mistake under the new one.
                for hour in 1...4 where past == .compared && chance(0.7) {
                    let kind: Outcome.Kind = chance(0.1) ? .unhealthy : .healthy
                    lines.append(
                        .outcome(
                            try outcome(
                                number, kind, after: .hours(hour * 5), id: "before/\(number)/\(hour)",
                                release: chance(0.8) ? "5.1.0" : "5.2.0")))
                }
            }
            lines.append(contentsOf: lines.filter { _ in chance(0.05) })
            func features(_ number: Int) -> Set<String> { number.isMultiple(of: 3) ? ["fax"] : ["queue", "fax"] }
            var straight = try stream(count, moving: [2...4], past: past, features: features)
            _ = feed(lines, to: &straight)
            var mixed = try stream(count, moving: [2...4], past: past, features: features)
            _ = feed(lines.shuffled(using: &random), to: &mixed)
            let (first, second) = (straight.assessment(), mixed.assessment())
            let note: Comment = "seed \(seed), round \(round)"
            #expect(first.panel.state == second.panel.state, note)
            #expect(first.evidence(for: .health) == second.evidence(for: .health), note)
            #expect(first.evidence(for: .installs) == second.evidence(for: .installs), note)
            #expect(first.text == second.text, note)
            #expect(straight.crossing() == mixed.crossing(), note)
            #expect(Set(straight.neverStarted.map(\.outcome)) == Set(mixed.neverStarted.map(\.outcome)), note)
        }
        print("the seed was \(seed)")
    }

    @Test(
        "the quick look after each failure never misses a halt that the whole evidence shows", arguments: Past.allCases)
    func quickLook(past: Past) throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        var random = SplitMix(seed: seed)
        for round in 0..<40 {
            let count = 10 + Int(random.next() % 40)
            var stream = try stream(count, past: past) { $0.isMultiple(of: 2) ? ["a", "b"] : ["b", "c"] }
            var looked = false
            for number in 1...count where past == .compared {
                let well = try outcome(number, .healthy, after: .hours(-1), release: "5.1.0")
                #expect(stream.take(well, line: 0) == .taken(mayHalt: false))
            }
            for number in 1...count {
                _ = stream.enrol(site(number), at: Self.start + .hours(number))
                guard random.next() % 10 < 2 else { continue }
                let trouble = try outcome(number, .unhealthy, after: .hours(number) + .minutes(5))
                if case .taken(true) = stream.take(trouble, line: number) { looked = true }
                let whole = stream.assessment().haltMetric != nil
                #expect(!whole || looked, "seed \(seed), round \(round), site \(number)")
            }
        }
    }

    @Test("sites not upgraded yet are the control: they are taken and not refused, and halt where they do better")
    func compared() throws {
        var stream = try stream(60, past: .compared)
        // Before their turn all sixty say under their old release that they are well, and go on saying so.
        for number in 1...60 {
            for day in -2...4 {
                let well = try outcome(number, .healthy, after: .days(day) + .minutes(1), release: "5.1.0")
                #expect(stream.take(well, line: number) == .taken(mayHalt: false))
            }
        }
        // One of them reports under the new release by mistake.
        #expect(stream.take(try outcome(60, .unhealthy, after: .hours(5)), line: 0) == .waiting)
        #expect(stream.neverStarted.isEmpty)
        _ = feed(enrolments(1...20), to: &stream)
        #expect(stream.crossing() == nil)
        for number in 1...10 { _ = stream.take(try outcome(number, .unhealthy, after: .hours(6 + number)), line: 0) }
        let assessment = stream.assessment()
        #expect(assessment.haltMetric == .health)
        #expect(assessment.text.contains("10 failures of upgraded sites against 1 of the sites they are compared with"))
        #expect(stream.crossing()?.metric == .health)
        // Where nothing is compared another release is refused by name.
        var plain = try self.stream(4)
        let other = try outcome(1, .healthy, after: .zero, release: "5.1.0")
        #expect(plain.take(other, line: 1) == .refused(.noSuchRollout))
    }

    @Test("a soak in working days is over after a weekend, not during it")
    func workingDays() throws {
        let friday = Self.start + .days(4)
        func completed(_ days: SoakPolicy.Days, after: TimeSpan) throws -> Int {
            var stream = try stream(3, soak: SoakPolicy(days: 2, of: days))
            for number in 1...3 {
                _ = stream.enrol(site(number), at: friday)
                _ = stream.take(try outcome(number, .healthy, after: .days(4) + after), line: number)
            }
            return stream.assessment(at: friday + after).health.completed
        }
        #expect(try completed(.calendar, after: .days(2) + .hours(2)) == 3)
        #expect(try completed(.working, after: .days(2) + .hours(2)) == 0)
        #expect(try completed(.working, after: .days(4) + .hours(2)) == 3)
    }

    @Test("twenty clean sites: fewer than 15.2 % fail, said in a sentence")
    func sentence() throws {
        var stream = try stream(40)
        var lines = enrolments(1...20)
        for number in 1...20 { lines.append(.outcome(try outcome(number, .healthy, after: .days(2) + .hours(2)))) }
        _ = feed(lines, to: &stream)
        let assessment = stream.assessment()
        #expect(assessment.health.completed == 20)
        #expect(abs(assessment.health.upperBound - 0.152) < 0.0005)
        #expect(assessment.text.hasPrefix("20 sites, 0 failures: with 95 % confidence fewer than 15.2 % fail."))
    }
}

/// SplitMix64 of Steele, Lea and Flood (2014).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
