public import EvenkeelDomain

/// What happened in a rollout, as lines in the order of time: the input of a back-test and of a picture.
public struct RolloutRecord: Sendable {
    enum Line: Sendable {
        case enrol(InstallationID)
        case outcome(Outcome)
    }

    public let rollout: Rollout
    let lines: [(at: Timestamp, line: Line)]
    private let sites: [Installation]
    private let waves: [[InstallationID]]
    private let customers: [CustomerID: Customer]
    /// What was heard of sites before their turn, where the rollout took it.
    private let controls: [ControlEvidence]
    private let calendar: WorkCalendar

    /// - Parameters:
    ///   - evidence: every site of the rollout as its rows stand.
    ///   - outcomes: all that was reported of it.
    ///   - calendar: on which working days are counted.
    init(
        rollout: Rollout, fleet: Fleet, evidence: [SiteEvidence], outcomes: [Outcome],
        controls: [ControlEvidence] = [], calendar: WorkCalendar
    ) {
        self.rollout = rollout
        self.controls = controls
        self.calendar = calendar
        customers = fleet.customers
        sites = evidence.compactMap { fleet[$0.installation] }
        var waves = rollout.waves.map { _ in [InstallationID]() }
        for site in evidence where waves.indices.contains(site.wave) { waves[site.wave].append(site.installation) }
        self.waves = waves
        var lines: [(at: Timestamp, line: Line)] = []
        for site in evidence {
            guard let start = site.startedAt else { continue }
            lines.append((start, .enrol(site.installation)))
            // An executor's own failure is in the rows, not among the reports.
            let kind: Outcome.Kind
            switch site.state {
            case .failed: kind = .failed
            case .timedOut: kind = .timedOut
            case .rolledBack: kind = .rolledBack
            default: continue
            }
            guard let end = site.settledAt, end >= start else { continue }
            lines.append(
                (
                    end,
                    .outcome(
                        Outcome(
                            id: OutcomeID("row/\(site.installation)"), installation: site.installation,
                            release: rollout.release.version, kind: kind, at: end))
                ))
        }
        lines += outcomes.map { ($0.at, .outcome($0)) }
        self.lines = lines.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(
            \.element)
    }

    /// An empty stream over the same sites in the same waves, judged by `policy`.
    func stream(judgedBy policy: Policy, bench: JudgeBench) -> EvidenceStream {
        var policy = policy
        // The lines tell of what was installed, whichever release the other policy is for.
        policy.release = rollout.policy.release
        policy.rollout = rollout.id
        let soaks = rollout.waves.indices.map { index in
            policy.soak(ofWave: rollout.waves[index].name)
                ?? (policy.waves.isEmpty
                    ? SoakPolicy(days: rollout.waves[index].soakDays)
                    : policy.waves[min(index, policy.waves.count - 1)].soak)
        }
        var stream = EvidenceStream(
            policy: policy, fleet: sites, selected: sites, customers: customers,
            waves: zip(soaks, waves).map { EvidenceStream.Wave(soak: $0, sites: $1) }, calendar: calendar,
            bench: bench)
        if stream.judges.isComparing { stream.take(controls) }
        return stream
    }
}

extension EvidenceStream {
    mutating func take(_ line: RolloutRecord.Line, at: Timestamp, number: Int) {
        switch line {
        case .enrol(let site): _ = enrol(site, at: at)
        case .outcome(let outcome): _ = take(outcome, line: number)
        }
    }
}

extension Operations {
    /// All that is known of what happened in a rollout.
    public func record(of rollout: Rollout) async throws(OperationError) -> RolloutRecord {
        let fleet = try await rows(image.current)
        let evidence = try await rows { () async throws(Failure) in try await store.siteEvidence(rollout.id) }
        let outcomes = try await rows { () async throws(Failure) in try await store.outcomes(rollout.id) }
        let controls = try await rows { () async throws(Failure) in try await store.controlEvidence(rollout.id) }
        return RolloutRecord(
            rollout: rollout, fleet: fleet, evidence: evidence, outcomes: outcomes, controls: controls,
            calendar: settings.calendar)
    }

    /// What another policy would have made of it.
    public func replay(_ rollout: Rollout, under policy: Policy) async throws(OperationError) -> Replay {
        Replay(try await record(of: rollout), under: policy, bench: bench)
    }

    /// How the evidence of one wave grew.
    public func growth(of rollout: Rollout, wave: Int?) async throws(OperationError) -> EvidenceGrowth {
        EvidenceGrowth(try await record(of: rollout), wave: wave, bench: bench)
    }
}
