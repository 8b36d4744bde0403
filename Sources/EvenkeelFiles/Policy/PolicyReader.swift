import EvenkeelDomain

/// Reads the mapping that describes a policy.
struct PolicyReader {
    static let keys = [
        "rollout", "release", "select", "start", "deadline", "coverage", "canary", "waves", "verdict", "notice",
        "calendar", "weights", "fatigue", "due", "execute", "on_halt", "approval",
    ]

    let root: YAMLMapping

    /// Nil where something without a default is missing; problems are collected.
    func policy() -> Policy? {
        let rollout = root.required("rollout", .id("a rollout id")) as RolloutID?
        if root.node("release") == nil { root.missing("release", "the release with product and version") }
        let release = root.mapping("release", ReleaseReader.keys).flatMap { ReleaseReader($0).release() }
        let select = root.predicate("select") ?? .always
        let start = root.value("start", .date)
        let deadline = root.value("deadline", .date)
        if let start, let deadline, deadline <= start { root.refuse("deadline", "a date after the start, \(start)") }
        let coverage = coverage()
        let canary = root.value("canary", .oneOf([("customer", true), ("none", false)])) ?? false
        let waves = WaveReader(root: root).waves()
        let verdict = verdict()
        let notice = notice()
        let calendar = calendar()
        let weights = weights()
        let fatigue = root.mapping("fatigue", ["rest"])?.required("rest", .span)
        let due = due()
        let execute = execute()
        let onHalt = onHalt()
        let approval = approval()
        guard let rollout, let release else { return nil }
        return Policy(
            rollout: rollout, release: release, select: select, start: start, deadline: deadline, coverage: coverage,
            canaryPerCustomer: canary, waves: waves, verdict: verdict, notice: notice, calendar: calendar,
            weights: weights, fatigue: fatigue, due: due, execute: execute, onHalt: onHalt,
            approval: approval)
    }

    private func coverage() -> CoveragePolicy {
        let defaults = CoveragePolicy()
        guard let mapping = root.mapping("coverage", ["strength", "of", "depth", "weigh"]) else { return defaults }
        let mark = ValueForm<String>(
            "features, or environment.KEY", hint: { "for example environment.\($0)" },
            parse: {
                text in
                text == "features" || (text.hasPrefix("environment.") && text.count > 12) ? text : nil
            })
        let of = mapping.list("of", mark)
        return CoveragePolicy(
            strength: mapping.value("strength", .whole("2 for pairs or 3 for triples", 2...3)) ?? defaults.strength,
            features: of?.contains("features") ?? defaults.features,
            environment: Set((of ?? []).filter { $0 != "features" }.map { String($0.dropFirst(12)) }),
            depth: mapping.value("depth", .whole("a whole number from 1 to 8", 1...8)) ?? defaults.depth,
            weigh: mapping.value("weigh", .oneOf()))
    }

    private func verdict() -> VerdictPolicy {
        var verdict = VerdictPolicy()
        let keys = [
            "false_halt", "baseline", "halt_above", "tolerate", "accept", "confidence", "min_sample", "soak_deadline",
            "silence_after", "metrics", "limits", "delay", "line",
        ]
        guard let mapping = root.mapping("verdict", keys) else { return verdict }
        verdict.falseHalt = mapping.value("false_halt", .risk) ?? verdict.falseHalt
        let history = HistoryReader(verdict: mapping)
        (verdict.baseline, verdict.basis) = history.baseline(default: verdict.baseline)
        verdict.delay = history.delay()
        (verdict.silenceAfter, verdict.heartbeat) = history.silence(default: verdict.silenceAfter)
        verdict.line = mapping.value("line", .oneOf())
        verdict.haltAbove = mapping.value("halt_above", .multiplier) ?? verdict.haltAbove
        verdict.tolerate = mapping.value("tolerate", .multiplier) ?? verdict.tolerate
        verdict.acceptSites = mapping.value("accept", .sites) ?? verdict.acceptSites
        verdict.confidence = mapping.value("confidence", .risk) ?? verdict.confidence
        verdict.minSample = mapping.value("min_sample", .whole("a whole number", 0...1_000_000)) ?? verdict.minSample
        verdict.soakDeadline = mapping.value("soak_deadline", .multiplier) ?? verdict.soakDeadline
        verdict.metrics = MetricsReader(verdict: mapping).metrics()
        return verdict
    }

    private func notice() -> NoticePolicy {
        var notice = NoticePolicy()
        let keys = ["before", "remind", "acknowledge", "on_silence", "on_nobody", "call_after", "postpone"]
        guard let mapping = root.mapping("notice", keys) else { return notice }
        notice.before = mapping.value("before", .span) ?? notice.before
        notice.remind = mapping.value("remind", .span)
        notice.acknowledge = mapping.predicate("acknowledge")
        notice.onSilence = mapping.value("on_silence", .oneOf()) ?? notice.onSilence
        notice.onNobody = mapping.value("on_nobody", .oneOf())
        notice.callAfter = mapping.value("call_after", .span)
        if let postpone = mapping.mapping("postpone", ["times", "until"]) {
            notice.postponeTimes = postpone.required("times", .whole("a whole number", 0...100)) ?? 0
            notice.postponeUntil = postpone.value("until", .date)
        }
        if let remind = notice.remind, remind >= notice.before, notice.before > .zero {
            mapping.refuse("remind", "less than the notice itself, \(notice.before)")
        }
        return notice
    }

    private func calendar() -> CalendarPolicy {
        var calendar = CalendarPolicy()
        guard let mapping = root.mapping("calendar", ["freeze", "capacity", "settle"]) else { return calendar }
        for (offset, node) in (mapping.items("freeze") ?? []).enumerated() {
            let path = "calendar.freeze[\(offset + 1)]"
            guard
                let entry = YAMLMapping(
                    node, path: path, known: ["from", "to", "why", "among"], problems: root.problems)
            else {
                continue
            }
            let from = entry.required("from", .date)
            let to = entry.required("to", .date)
            let why = entry.required("why", .line)
            let among = entry.predicate("among")
            guard let from, let to, let why else { continue }
            if let freeze = Freeze(from: from, to: to, why: why, among: among) {
                calendar.freezes.append(freeze)
            } else {
                entry.refuse("to", "a date not before \(from)")
            }
        }
        if let capacity = mapping.mapping("capacity", ["default", "teams"]) {
            calendar.capacityPerDay = capacity.value("default", .perDay)
            calendar.capacityPerTeam = teams(capacity)
            if capacity.keys.isEmpty { capacity.missing("default", ValueForm<Int>.perDay.expected) }
        }
        calendar.settleDays = mapping.value("settle", .whole("a whole number of working days", 0...60)) ?? 0
        return calendar
    }

    /// `teams: { north: 4/day }`: what a day takes of each; nil where no team has a capacity of its own.
    private func teams(_ capacity: YAMLMapping) -> [String: Int]? {
        guard let mapping = capacity.mapping("teams", nil) else { return nil }
        var teams: [String: Int] = [:]
        for name in mapping.keys { teams[name] = mapping.value(name, .perDay) }
        return teams.isEmpty ? nil : teams
    }

    private func weights() -> [WaveOrder: Double] {
        // A score is made of the other orders.
        let known = WaveOrder.allCases.filter { $0 != .score }.map(\.rawValue)
        guard let mapping = root.mapping("weights", known) else { return [:] }
        var weights: [WaveOrder: Double] = [:]
        for key in mapping.keys {
            if let order = WaveOrder(rawValue: key) { weights[order] = mapping.value(key, .weight) }
        }
        if !weights.isEmpty, weights.values.allSatisfy({ $0 == 0 }) {
            root.refuse("weights", "at least one weight above 0")
        }
        return weights
    }

    private func due() -> DuePolicy? {
        guard let mapping = root.mapping("due", ["support", "contract"]) else { return nil }
        let defaults = DuePolicy()
        return DuePolicy(
            support: mapping.value("support", .oneOf()) ?? defaults.support,
            contract: mapping.value("contract", .oneOf()) ?? defaults.contract)
    }

    private func execute() -> ExecutePolicy {
        var execute = ExecutePolicy()
        let known = ["by", "command", "webhook", "steps", "rollback", "parallel", "timeout", "retries"]
        guard let mapping = root.mapping("execute", known) else { return execute }
        execute.by = mapping.required("by", .oneOf()) ?? execute.by
        execute.timeout = execute.by.usualTimeout
        execute.command = mapping.value("command", .commandName) ?? mapping.value("webhook", .commandName)
        execute.steps = mapping.list("steps", .line)
        execute.rollbackSteps = mapping.list("rollback", .line)
        execute.parallel = mapping.value("parallel", .whole("a whole number", 1...10_000)) ?? execute.parallel
        execute.timeout = mapping.value("timeout", .positiveSpan) ?? execute.timeout
        execute.retries = mapping.value("retries", .whole("a whole number", 0...100)) ?? execute.retries
        for (key, executor) in [("command", ExecutePolicy.Executor.command), ("webhook", .webhook)] {
            if execute.by == executor, mapping.node(key) == nil {
                mapping.missing(key, "the name of a \(key) declared in evenkeel.yaml")
            }
            if execute.by != executor, mapping.node(key) != nil {
                mapping.refuse(
                    key, "no \(key), since installs are done by \(execute.by.rawValue)",
                    hint: "write by: \(executor.rawValue)")
            }
        }
        if execute.steps != nil, execute.by != .manual {
            mapping.refuse("steps", "no steps, since no person installs", hint: "write by: manual")
        }
        if execute.rollbackSteps != nil, execute.by != .manual {
            mapping.refuse(
                "rollback", "no steps, since no person installs",
                hint: "a command or webhook declares its rollback in evenkeel.yaml")
        }
        return execute
    }

    private func approval() -> ApprovalPolicy? {
        guard let mapping = root.mapping("approval", ["persons", "by"]) else { return nil }
        let persons = mapping.value("persons", .whole("a number of persons", 1...5)) ?? 1
        let by = Set(mapping.list("by", .line) ?? [])
        if !by.isEmpty, by.count < persons {
            mapping.refuse("by", "at least \(persons) names, since as many persons must approve")
        }
        return ApprovalPolicy(persons: persons, by: by)
    }

    private func onHalt() -> HaltPolicy {
        var halt = HaltPolicy()
        guard let mapping = root.mapping("on_halt", ["own", "component", "impact", "audience"]) else { return halt }
        halt.own = mapping.value("own", .oneOf()) ?? halt.own
        halt.component = mapping.value("component", .id("a component id"))
        halt.impact = mapping.value("impact", .oneOf()) ?? halt.impact
        halt.audience = mapping.value("audience", .oneOf()) ?? halt.audience
        return halt
    }
}
