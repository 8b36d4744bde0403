import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner

/// One rollout: the strip of waves, the curve, the selected wave, and what it waits for.
struct RolloutModel: PageModel {
    struct Wave {
        let number: Int
        let name: String
        let state: String
        /// How many sites are in which state.
        let counts: String
        let notices: String
        let opens: String
        let soak: String
        let exposure: String
        /// Sites that have the release once this wave is through.
        let reached: Int
        let coverage: String
        let path: String
        let isSelected: Bool
    }

    struct Site {
        let id: String
        let customer: String
        let customerPath: String
        let path: String
        let state: String
        let label: String
        let reason: String
        let report: String
        /// What a hold does to it; nil where none concerns it.
        let hold: Held?
    }

    /// Held, or let go in spite of a hold.
    struct Held {
        let text: String
        let path: String
        let isHeld: Bool
    }

    struct Kept {
        let id: String
        let reason: String
    }

    struct Cause {
        let path: String
        let title: String
        let status: String
    }

    struct Proposal {
        let number: Int
        let path: String
        let text: String
    }

    struct Other {
        let id: String
        let path: String
    }

    struct Response {
        let at: String
        let installation: String
        let word: String
        let from: String
        let way: String
        let recordedBy: String
        let note: String
    }

    struct Step {
        let name: String
        let label: String
        /// What the form asks; nil where the step needs no reason.
        let question: String?
        /// A halt ends only with something that shows that the cause is gone.
        let asksEvidence: Bool
        /// The wave that is decided about, counted from 1; nil where it is the whole rollout.
        let wave: Int?

        init(name: String, label: String, question: String?, asksEvidence: Bool = false, wave: Int? = nil) {
            self.wave = wave
            self.name = name
            self.label = label
            self.question = question
            self.asksEvidence = asksEvidence
        }
    }

    static let template = "rollout"
    /// A page shows so many sites of a wave; the API has them all.
    static let siteLimit = 50

    let frame: ConsoleFrame
    let id: String
    let release: String
    let state: String
    let stopped: String?
    let stopClass: String
    let incidents: [Cause]
    /// The rollout that took its place.
    let replacedBy: [Other]
    let replaces: [Other]
    /// Where it stands whose date is another.
    let diffPath: String?
    /// What it takes over from those.
    let credit: String?
    let revision: Int
    let selected: Int
    let withheld: Int
    let kept: [Kept]
    let hasKept: Bool
    let waves: [Wave]
    let waiting: [String]
    let hasWaiting: Bool
    let verdict: String?
    /// Where a halt comes, with the current position.
    let haltLines: String?
    /// Where the picture of the evidence is; nil before anything was seen.
    let picture: String?
    let curve: CurveModel?
    let waveName: String
    let sites: [Site]
    let more: Int?
    let canHalt: Bool
    let steps: [Step]
    let pauses: [Stop]
    let hasPauses: Bool
    /// Sites of the shown wave that failed and may be tried again.
    let failed: [String]
    let hasFailed: Bool
    /// Revisions that wait to be adopted.
    let proposals: [Proposal]
    let hasProposals: Bool
    let responses: [Response]
    let hasResponses: Bool
    /// Whether some site of the wave can be rolled back by whoever installs here.
    let canRollBack: Bool
    /// The shown wave, counted from 1.
    let waveNumber: Int
    /// Whether some site of the wave was given the release, so that its customer may be asked.
    let canRespond: Bool

    static func of(_ rollout: Rollout, wave wanted: Int?, site: EvenkeelServer.Site, frame: ConsoleFrame) async throws
        -> RolloutModel
    {
        let reading = try await RolloutReading.of(rollout, site: site)
        let last = rollout.waves.count - 1
        let shown = wanted.map { $0 - 1 } ?? rollout.currentWave ?? rollout.nextWave ?? max(0, last)
        guard rollout.waves.indices.contains(shown) || rollout.waves.isEmpty else { throw Sentences.notFound }
        let rows = try await rows(rollout.id, wave: shown, counts: reading.counts, site: site)
        let count = reading.counts.filter { $0.wave == shown }.reduce(0) { $0 + $1.count }
        let customers = try await site.operations.image.current().customers
        let holds = try await SiteHolds(rollout, site: site)
        let plan = try await site.shelf.outline(of: rollout)
        let allowed = RolloutState.Step.allCases.filter { rollout.state.after($0) != nil }
        let stopped = stopText(rollout, reading)
        let document = rollout.waves.indices.contains(shown) ? reading.verdict(shown) : nil
        let verdict = document?.text
        let waiting = stopped == nil ? reading.waitingFor.map(\.text) : []
        let said = try await site.store.responses(rollout.id).prefix(siteLimit)
        let pauses = pauses(rollout, zone: site.context.zone)
        let mayRetry = rollout.state == .running || rollout.state == .completed
        let failed = mayRetry ? rows.filter { $0.state.after(.retry) != nil }.map(\.installation.text) : []
        let kept = (plan?.withheld ?? []).prefix(siteLimit).map {
            Kept(id: $0.installation.text, reason: PlanSentences.withheld($0.reason))
        }
        return RolloutModel(
            frame: frame, id: rollout.id.text, release: rollout.release.name,
            state: rollout.state.word(isReplaced: rollout.replacedBy != nil),
            stopped: stopped, stopClass: rollout.state == .halted ? "critical" : "minor",
            incidents: await causes(rollout.id, site: site),
            replacedBy: [rollout.replacedBy].compactMap(\.self).map(other), replaces: rollout.replaces.map(other),
            diffPath: rollout.replaces.isEmpty ? nil : "/console/rollouts/\(rollout.id)/revisions/1",
            credit: rollout.credit.map { CreditDocument($0).text }, revision: rollout.revision,
            selected: rollout.selected,
            withheld: rollout.withheld, kept: kept, hasKept: !kept.isEmpty,
            waves: waves(reading, shown: shown, zone: site.context.zone, at: site.now), waiting: waiting,
            hasWaiting: !waiting.isEmpty,
            verdict: verdict.flatMap { stopped?.contains($0) == true ? nil : $0 }, haltLines: document?.haltLines,
            picture: rollout.waves.indices.contains(shown) && rollout.waves[shown].openedAt != nil
                ? "/console/rollouts/\(rollout.id)/evidence.svg?wave=\(shown + 1)" : nil,
            curve: plan.flatMap { CurveModel($0, begun: rollout.waves.count { $0.state != .planned }) },
            waveName: rollout.waves.indices.contains(shown) ? "Wave \(shown + 1): \(rollout.waves[shown].name)" : "",
            sites: rows.map { line($0, customers[$0.customer]?.name, holds.answer($0)) },
            more: count > rows.count ? count - rows.count : nil,
            canHalt: allowed.contains(.halt) && rollout.state != .completed,
            steps: steps(allowed, rollout), pauses: pauses, hasPauses: !pauses.isEmpty, failed: failed,
            hasFailed: !failed.isEmpty,
            proposals: rollout.proposals.map {
                Proposal(
                    number: $0.revision, path: "/console/rollouts/\(rollout.id)/revisions/\($0.revision)",
                    text: RevisionSentences.waiting(
                        $0, needed: rollout.approvalRule.persons, zone: site.context.zone))
            }, hasProposals: !rollout.proposals.isEmpty, responses: said.map { response($0, zone: site.context.zone) },
            hasResponses: !said.isEmpty,
            canRollBack: site.context.settings.offersRollback(rollout.policy.execute)
                && rows.contains { $0.state.after(.orderRollback) != nil }, waveNumber: shown + 1,
            canRespond: rows.contains { $0.startedAt != nil })
    }

    /// Why nothing goes on, with the reason in the same sentence; nil while it runs.
    private static func stopText(_ rollout: Rollout, _ reading: RolloutReading) -> String? {
        switch rollout.state {
        case .halted, .paused: reading.waitingFor.map(\.text).joined(separator: " ")
        case .aborted where rollout.replacedBy != nil: "Replaced." + (rollout.stopReason.map { " \($0)" } ?? "")
        case .aborted: "Given up." + (rollout.stopReason.map { " \($0)" } ?? "")
        case .planned, .approved, .running, .completed: nil
        }
    }

    private static func other(_ id: RolloutID) -> Other {
        Other(id: id.text, path: "/console/rollouts/\(id)")
    }

    private static func causes(_ rollout: RolloutID, site: EvenkeelServer.Site) async -> [Cause] {
        let incidents = await site.ledger.read { state in
            state.incidents.values.filter {
                if case .rollout(rollout, _) = $0.origin { true } else { false }
            }
        }
        return incidents.sorted { $0.id < $1.id }.map {
            Cause(path: "/console/incidents/\($0.id)", title: $0.title, status: StatusWords.of($0.status))
        }
    }

    private static func waves(
        _ reading: RolloutReading, shown: Int, zone: ZoneOffsets, at now: Timestamp
    ) -> [Wave] {
        let rollout = reading.rollout
        let expected = rollout.expectedDays(guards: reading.guards, zone: zone, at: now)
        var reached = 0
        return rollout.waves.enumerated().map { index, wave in
            reached += wave.exposure.installations
            return Wave(
                number: index + 1, name: wave.name, state: wave.state.rawValue,
                counts: StateCounts.words(StateCounts.of(reading.counts, wave: index)),
                notices: zone.localDate(at: wave.announcedAt ?? wave.noticeAt).description,
                opens: (expected[index] ?? wave.opens).description,
                soak: "\(wave.soakDays) day\(wave.soakDays == 1 ? "" : "s")",
                exposure: words(wave.exposure), reached: reached, coverage: Percent.text(wave.coverage),
                path: "/console/rollouts/\(rollout.id)?wave=\(index + 1)", isSelected: index == shown)
        }
    }

    private static func words(_ exposure: Exposure) -> String {
        func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        return [
            count(exposure.installations, "site"), count(exposure.seats, "seat"), count(exposure.customers, "customer"),
        ].joined(separator: ", ")
    }

    private static func words(_ way: ResponseRow.Way) -> String {
        switch way {
        case .call: "by phone"
        case .link: "one click"
        case .report: "reported"
        }
    }

    private static func response(_ row: ResponseRow, zone: ZoneOffsets) -> Response {
        Response(
            at: zone.localText(row.at), installation: row.installation.text,
            word: row.isFine ? "works" : "has trouble", from: row.from,
            way: Self.words(row.way), recordedBy: row.recordedBy, note: row.note)
    }

    private static func steps(_ allowed: [RolloutState.Step], _ rollout: Rollout) -> [Step] {
        let isHalted = rollout.state == .halted
        var steps: [Step] = allowed.compactMap { step in
            switch step {
            case .approve: Step(name: "approve", label: "Approve the plan", question: nil)
            case .start: Step(name: "start", label: "Start", question: nil)
            case .pause: Step(name: "pause", label: "Pause", question: "Why pause?")
            // A pause is lifted by its own button.
            case .resume where !isHalted: nil
            case .resume:
                Step(
                    name: "resume", label: "Resume", question: "What has been done about the cause?",
                    asksEvidence: true)
            case .abort: Step(name: "abort", label: "Give up", question: "Why give up?")
            case .adopt: Step(name: "replan", label: "Plan again", question: "Why plan again?")
            case .replan, .halt, .complete: nil
            }
        }
        if rollout.state == .running, let wave = rollout.currentWave, rollout.waves[wave].state.after(.pass) != nil {
            steps.append(
                Step(name: "advance", label: "Advance against the verdict", question: "Why advance?", wave: wave + 1))
        }
        return steps
    }
}
