import EvenkeelDomain
import EvenkeelLedger

extension MemoryTables {
    mutating func record(_ batch: OutcomeBatch) -> [RefusedOutcome] {
        var refused = take(batch.controls, besides: batch)
        let taken = Set(batch.controls.values.joined().map(\.index)).subtracting(refused.map(\.index))
        for (rollout, reports) in batch.reports.sorted(by: { $0.key < $1.key }) {
            var fresh: [OutcomeBatch.Report] = []
            func isControl(_ report: OutcomeBatch.Report) -> Bool {
                taken.contains(report.index)
                    || (batch.comparing.contains(rollout) && report.outcome.kind.isSignOfLife
                        && placements[rollout]?[report.outcome.installation] != nil)
            }
            for report in reports {
                let id = report.outcome.id
                switch outcomesByID[id] {
                case nil:
                    outcomesByID[id] = report.outcome
                    fresh.append(report)
                case report.outcome:
                    // Known; but whether it counts by now is for the answer to say.
                    if isEarly(report.outcome, of: rollout), !isControl(report) {
                        refused.append(Self.refusal(report, .notStarted))
                    }
                case .some: refused.append(Self.refusal(report, .duplicateDiffers))
                }
            }
            // Ends of installs first: what a site reports in the same batch rests on them.
            for report in fresh.inOrderOfEnds { end(report.outcome, of: rollout) }
            for report in fresh where !report.outcome.kind.isInstallNews {
                if hasStarted(report.outcome, of: rollout) {
                    take(report.outcome, of: rollout)
                } else {
                    early[rollout, default: [:]][report.outcome.installation, default: []].append(report.outcome)
                    if !isControl(report) { refused.append(Self.refusal(report, .notStarted)) }
                }
            }
            if !fresh.isEmpty { tallies[rollout, default: 0] += 1 }
        }
        keepResponses(batch.responses, unless: Set(refused.filter { $0.reason != .notStarted }.map(\.outcome)))
        log(batch.refused + refused, of: batch)
        return refused
    }

    /// Keeps what sites say that may not be upgraded yet, each id once for each rollout that compares.
    private mutating func take(
        _ reports: [RolloutID: [OutcomeBatch.Report]], besides batch: OutcomeBatch
    ) -> [RefusedOutcome] {
        guard !reports.isEmpty else { return [] }
        let elsewhere = Set(batch.reports.values.joined().map(\.index))
        var refused: [Int: RefusedOutcome] = [:]
        var taken: Set<Int> = []
        for (rollout, reports) in reports.sorted(by: { $0.key < $1.key }) {
            for report in reports {
                guard placements[rollout]?[report.outcome.installation] != nil else {
                    refused[report.index] = Self.refusal(report, .noSuchRollout)
                    continue
                }
                if let known = controls[rollout]?[report.outcome.id] {
                    if known == report.outcome {
                        taken.insert(report.index)
                    } else {
                        refused[report.index] = Self.refusal(report, .duplicateDiffers)
                    }
                    continue
                }
                controls[rollout, default: [:]][report.outcome.id] = report.outcome
                tallies[rollout, default: 0] += 1
                taken.insert(report.index)
            }
        }
        return refused.filter { !taken.contains($0.key) && !elsewhere.contains($0.key) }.sorted { $0.key < $1.key }
            .map(\.value)
    }

    private mutating func keepResponses(_ rows: [ResponseRow], unless refused: Set<String>) {
        for row in rows where responses[row.rollout]?[row.outcome] == nil && !refused.contains(row.outcome.text) {
            responses[row.rollout, default: [:]][row.outcome] = row
        }
    }

    /// Those that count by now, the latest first.
    func responses(to rollout: RolloutID) -> [ResponseRow] {
        let aside = Set((early[rollout] ?? [:]).values.joined().map(\.id))
        return (responses[rollout] ?? [:]).values.filter { !aside.contains($0.outcome) }
            .sorted { ($1.at, $1.outcome) < ($0.at, $0.outcome) }
    }

    func controlEvidence(of rollout: RolloutID) -> [ControlEvidence] {
        let reports = Array((controls[rollout] ?? [:]).values) + (early[rollout] ?? [:]).values.joined()
        var heard: [InstallationID: ControlEvidence] = [:]
        for outcome in reports {
            heard[outcome.installation] =
                ControlEvidence(outcome, before: heard[outcome.installation]) ?? heard[outcome.installation]
        }
        return heard.values.sorted { $0.installation < $1.installation }
    }

    func rhythms(of rollout: RolloutID) -> [SiteRhythm] {
        let sites = Set((placements[rollout] ?? [:]).keys)
        let reports =
            outcomes.values.joined() + early.values.flatMap { $0.values.joined() } + controls.values.flatMap(\.values)
        let times = Dictionary(
            grouping: reports.filter { $0.kind.isSignOfLife && sites.contains($0.installation) },
            by: \.installation
        ).mapValues { Set($0.map(\.at)).sorted() }
        return times.compactMap { SiteRhythm(installation: $0, beats: $1) }.sorted { $0.installation < $1.installation }
    }

    private static func refusal(
        _ report: OutcomeBatch.Report, _ reason: RefusedOutcome.Reason
    ) -> RefusedOutcome {
        RefusedOutcome(
            index: report.index, reason: reason, outcome: report.outcome.id.text,
            installation: report.outcome.installation.text)
    }

    /// What was reported before the install says nothing of the release.
    private func hasStarted(_ outcome: Outcome, of rollout: RolloutID) -> Bool {
        placements[rollout]?[outcome.installation]?.startedAt.map { $0 <= outcome.at } ?? false
    }

    private func isEarly(_ outcome: Outcome, of rollout: RolloutID) -> Bool {
        early[rollout]?[outcome.installation]?.contains { $0.id == outcome.id } ?? false
    }

    /// The end of an install that somebody did by hand or an agent reported. Of several the latest counts.
    private mutating func end(_ outcome: Outcome, of rollout: RolloutID) {
        outcomes[rollout, default: []].append(outcome)
        if outcome.kind == .installed {
            let fact = VersionFact(version: outcome.release, source: .executor, at: outcome.at)
            _ = record(fact, at: outcome.installation)
        }
        if outcome.kind == .rolledBack {
            // The version before runs again, where anybody knows which that was.
            let history = versionHistory(outcome.installation)
            if let before = history.version(before: outcome.release, until: outcome.at) {
                let fact = VersionFact(version: before, source: .executor, at: outcome.at)
                _ = record(fact, at: outcome.installation)
            }
        }
        guard var row = placements[rollout]?[outcome.installation], let step = outcome.kind.reportStep else { return }
        if step == .skip {
            _ = self.step([row], of: rollout, .skip, outcome.at, note: outcome.fault)
            return
        }
        guard let next = row.state.after(step) else {
            // Nobody here had started it.
            guard outcome.kind == .installed else { return }
            _ = self.step([row], of: rollout, .appear, outcome.at, note: outcome.fault)
            return
        }
        switch row.state {
        case .started, .cancelling: guard outcome.at >= row.startedAt ?? outcome.at else { return }
        case .installed, .failed, .timedOut, .rolledBack:
            let settled = row.settledAt ?? outcome.at
            guard outcome.at > settled || (outcome.at == settled && next.isWorse(than: row.state)) else { return }
        case .planned, .due, .recalled, .skipped, .rollbackDue, .rollingBack: break
        }
        if row.state != .started, row.state != .cancelling {
            row.startedAt = step == .reportRolledBack ? row.startedAt ?? outcome.at : outcome.at
            if row.attempts == 0 || row.state == .due { row.attempts += 1 }
        }
        row.state = next
        row.settledAt = outcome.at
        row.note = outcome.fault
        placements[rollout]?[outcome.installation] = row
        takeEarly(rollout, outcome.installation)
    }

    /// Counts what came in before the start of a site was known.
    mutating func takeEarly(_ rollout: RolloutID, _ installation: InstallationID) {
        guard let waiting = early[rollout]?[installation] else { return }
        let counts = waiting.filter { hasStarted($0, of: rollout) }
        early[rollout]?[installation] = waiting.filter { !counts.contains($0) }
        for outcome in counts { take(outcome, of: rollout) }
    }

    private mutating func take(_ outcome: Outcome, of rollout: RolloutID) {
        outcomes[rollout, default: []].append(outcome)
        if let sign = SiteSign(outcome) { signs[rollout, default: []].insert(sign) }
        guard var row = placements[rollout]?[outcome.installation] else { return }
        if outcome.kind.isSignOfLife { row.heardAt = max(row.heardAt ?? outcome.at, outcome.at) }
        if outcome.isTrouble {
            if let first = row.troubleAt, first <= outcome.at {
                row.fault = row.fault ?? outcome.fault
            } else {
                row.troubleAt = outcome.at
                row.fault = outcome.fault ?? row.fault
            }
            row.lastTroubleAt = max(row.lastTroubleAt ?? outcome.at, outcome.at)
        }
        placements[rollout]?[outcome.installation] = row
    }

    private mutating func log(_ refused: [RefusedOutcome], of batch: OutcomeBatch) {
        for refusal in refused {
            let code = refusal.reason.code
            var line =
                refusals[batch.source]?[code]
                ?? RefusalLine(
                    source: batch.source, code: code, count: 0, firstAt: batch.receivedAt, lastAt: batch.receivedAt,
                    outcome: "", installation: "")
            line.count += 1
            line.lastAt = max(line.lastAt, batch.receivedAt)
            (line.outcome, line.installation) = (refusal.outcome, refusal.installation)
            refusals[batch.source, default: [:]][code] = line
        }
    }

    mutating func nameFaults(_ faults: [String], of rollout: RolloutID, _ name: String) -> Int {
        var names = faultNames[rollout] ?? [:]
        let before = names
        for (fault, known) in names where faults.contains(known) { names[fault] = name }
        for fault in faults where fault != name { names[fault] = name }
        names[name] = nil
        faultNames[rollout] = names
        return names == before ? 0 : 1
    }

    func faults(of rollout: RolloutID) -> [FaultCount] {
        let names = faultNames[rollout] ?? [:]
        let reports = outcomes[rollout, default: []].filter(\.isTrouble)
        return Dictionary(grouping: reports) { names[$0.fault ?? ""] ?? $0.fault ?? "" }.map { fault, reports in
            FaultCount(
                fault: fault, reportedAs: Set(reports.map { $0.fault ?? "" }).sorted(),
                sites: Set(reports.map(\.installation)).count, reports: reports.reduce(0) { $0 + ($1.count ?? 1) })
        }.sorted { (-$0.sites, $0.fault) < (-$1.sites, $1.fault) }
    }
}
