public import EvenkeelDomain
public import EvenkeelLedger
import EvenkeelPlanner

/// Everything that is said to people when something is refused or fails: what, why and what to do about it, with the
/// HTTP status. Values come from Core; the sentences stand here and nowhere else.
public enum Sentences {
    public static func problem(_ error: OperationError) -> Problem {
        switch error {
        case .refused(let refusal): problem(refusal)
        case .cannotPlan(let refusal): problem(refusal)
        case .failed(let failure): problem(failure)
        }
    }

    /// As people write it; which zone is theirs, a refusal does not know.
    static func time(_ instant: Timestamp) -> String { "\(ZoneOffsets.utc.dueText(instant)) (UTC)" }

    // MARK: The domain says no

    public static func problem(_ refusal: Refusal) -> Problem {
        if let problem = noticeProblem(refusal) ?? appointmentProblem(refusal) ?? supportProblem(refusal) {
            return problem
        }
        return switch refusal {
        case .unknownRollout(let id): unknown("rollout", id.text, list: "evenkeel rollout list")
        case .unknownWave(let id, let wave):
            Problem(
                code: "unknown_wave", status: 404, title: "There is no such wave.",
                detail: "Rollout \(id) has no wave \(wave + 1).",
                hint: "Look at its waves with GET /api/v1/rollouts/\(id).")
        case .unknownIncident(let id): unknown("incident", id.text, list: "evenkeel incident list")
        case .unknownHold(let id): unknown("hold", id.text, list: "evenkeel hold list")
        case .unknownRelease(let name): unknown("release", name, list: "evenkeel release list")
        case .unknownCalendarRule, .unknownCrossing, .crossingSites, .crossingTooLong, .crossingOver,
            .crossingNeedsAnother, .crossingNotAgreed, .crossingNotPlaced, .waveFrozen:
            calendar(refusal)
        case .alreadyExists(let id):
            Problem(
                code: "already_exists", status: 409, title: "There is one already.",
                detail: "There is one called \(id), or there was.",
                hint: "Choose another id, or change the one that exists.")
        case .supersedesNewer(let release, let older):
            Problem(
                code: "supersedes_newer", status: 422, title: "A release replaces an older one.",
                detail: "\(release.name) says that it supersedes \(older), which is not older.",
                hint: "Name the version that the fix is for as `supersedes`, or leave it out.", member: "supersedes")
        case .planOutdated(let id, let revision):
            Problem(
                code: "plan_outdated", status: 409, title: "The plan is out of date.",
                detail: "Another plan of \(id) was made while revision \(revision) was being made.",
                hint: "Look at the new plan, then plan again if you still want to.")
        case .revisionOutdated, .wavesBegunSince, .unknownRevision, .mayNotApprove, .approvedAlready,
            .authorCannotApproveLast, .approvalsMissing:
            revisionProblem(refusal)
        case .evidenceMissing, .evidenceUnknown, .notPausedBy, .pausedAlready, .siteCannot, .notInRollout,
            .sitesMissing, .sitesTooMany, .expiryInThePast, .renewedToLess, .holdNotDue, .holdEnded, .noWayBack,
            .nothingToRollBack,
            .versionBeforeUnknown, .notRunning:
            pauseProblem(refusal)
        case .rolloutCannot(let step, let id, let state):
            cannot(
                "rollout", step == .adopt ? "take up another plan" : step.rawValue, id.text, state.rawValue,
                RolloutState.Step.allCases.filter { state.after($0) != nil }.map(\.rawValue),
                // It is planned for as long as an approval is missing, the last of several too.
                why: step == .start && state == .planned
                    ? ("its plan lacks an approval", "See how many it needs and has: `evenkeel rollout show \(id)`.")
                    : nil)
        case .waveCannot(let step, let id, let wave, let state):
            cannot(
                "wave", words(step.rawValue), "wave \(wave + 1) of \(id)", state.rawValue,
                [WaveState.Step.halt, .resume].filter { state.after($0) != nil }.map { words($0.rawValue) })
        case .incidentCannot(let step, let id, let status):
            step == .report && status == .reported
                ? reportedAlready(id)
                : cannot(
                    "incident", step.rawValue, id.text, status.rawValue,
                    IncidentStatus.Step.allCases.filter { status.after($0) != nil }.map(\.rawValue))
        case .gateNotPassed(let id, let wave, let before):
            Problem(
                code: "gate_not_passed", status: 409, title: "The wave before has not passed its gate.",
                detail: "Wave \(wave + 1) of \(id) opens only after wave \(before + 1) has passed.",
                hint:
                    "Wait for the evidence, or decide against the verdict with `evenkeel rollout advance` and a reason."
            )
        case .waveAlreadyAnnounced(let id, let wave):
            Problem(
                code: "wave_already_announced", status: 409, title: "The notices of this wave have gone out.",
                detail: "Wave \(wave + 1) of \(id) was announced before.", hint: "Nothing needs to be done.")
        case .noticeNotGiven(let id, let wave):
            Problem(
                code: "notice_not_given", status: 409, title: "The customers have not been warned yet.",
                detail: "Wave \(wave + 1) of \(id) has not been announced.",
                hint: "Wait until its notices have gone out.")
        case .noticeTooShort(let id, let wave, let until):
            Problem(
                code: "notice_too_short", status: 409, title: "The notice period is not over.",
                detail: "Wave \(wave + 1) of \(id) may not open before \(until).",
                hint: "Wait, or plan again with a shorter notice.before in the policy.")
        case .tooEarly(let id, let wave, let until):
            Problem(
                code: "too_early", status: 409, title: "It is too early.",
                detail: "Wave \(wave + 1) of \(id) opens at \(until).",
                hint: "Wait, or plan again with an earlier start.")
        case .guardNotSatisfied(let rule, let finding):
            Problem(
                code: "guard_not_satisfied", status: 409, title: "This plan breaks a guard.",
                detail:
                    "Guard \(rule.id) of incident \(rule.incident) asks that \(min(rule.atSites, finding.sitesAvailable)) "
                    + "sites with \(rule.matching) soak \(rule.soakHours) hours before wave \(rule.beforeWave); "
                    + "this plan lets \(finding.sitesPlanned) of them.",
                hint: "Plan again with a first wave among \(rule.matching), or with a longer soak.")
        case .guardNotMet(let id, let standing):
            Problem(
                code: "guard_not_met", status: 409, title: "A guard keeps this wave shut.",
                detail: "\(id): \(GuardSentences.waiting(standing) { "\($0)" })",
                hint: "It opens by itself once enough sites have soaked.")
        case .guardNotChecked(let id):
            Problem(
                code: "guard_not_checked", status: 409, title: "A guard has not been checked.",
                detail: "Guard \(id) was added meanwhile.", hint: "Try it again.")
        case .reasonMissing:
            Problem(
                code: "reason_missing", status: 422, title: "A reason is needed.",
                detail: "What is stopped, lifted or decided by hand is journalled with its reason.",
                hint: "Say why in one sentence.", member: "reason")
        case .bodyMissing:
            Problem(
                code: "body_missing", status: 422, title: "There is nothing to say.",
                detail: "An update is what customers read.", hint: "Write one true sentence; the cause may come later.",
                member: "body")
        case .titleMissing:
            Problem(
                code: "title_missing", status: 422, title: "A title is needed.",
                detail: "Customers and pages name an incident by its title.",
                hint: "Say what does not work, in the customers' words.", member: "title")
        case .nextTooLate(let latest):
            Problem(
                code: "next_too_late", status: 422, title: "The next update would come too late.",
                detail: "At this impact the next word is due by \(time(latest)).",
                hint: "Promise an earlier time, or leave it out for the policy's.", member: "next_by")
        case .nextInThePast(let wished):
            Problem(
                code: "next_in_the_past", status: 422, title: "The next update cannot lie in the past.",
                detail: "\(time(wished)) is over.", hint: "Promise a later time, or leave it out for the policy's.",
                member: "next_by")
        case .notDueYet(let id, let due):
            Problem(
                code: "not_due_yet", status: 409, title: "The promise is not due yet.",
                detail: "The next word on \(id) is due at \(time(due)).", hint: "Post an update, or wait.")
        case .alreadyOwned(let id):
            Problem(
                code: "already_owned", status: 409, title: "Somebody owns this incident already.",
                detail: "\(id) is owned.", hint: "Post an update instead.")
        case .causeMissing(let id):
            Problem(
                code: "cause_missing", status: 422, title: "A sentence on the cause is needed.",
                detail: "The impact of \(id) owes no report, so it closes with its cause.",
                hint: "Add `cause`: one sentence, and \"we do not know\" is one.", member: "cause")
        case .alreadyFannedOut(let update):
            Problem(
                code: "already_fanned_out", status: 409, title: "The messages of this update are queued already.",
                detail: "Update \(update) has its deliveries.", hint: "Nothing needs to be done.")
        case .reportNeedsAction(let id):
            Problem(
                code: "report_needs_action", status: 422, title: "The report needs a corrective action.",
                detail:
                    "The report on \(id) says what happened, but not what will be different, or it has a guard that "
                    + "belongs to no action.",
                hint: "Add an action with an owner and a due date.", member: "actions")
        case .reportNeedsCause(let id):
            Problem(
                code: "report_needs_cause", status: 422, title: "The report needs a cause.",
                detail: "The report on \(id) has no cause, or does not say what happened.",
                hint: "Add at least one cause; its kind may be `unknown`.", member: "causes")
        case .supplierWithoutOwnAction(let id):
            Problem(
                code: "supplier_without_own_action", status: 422,
                title: "A supplier's fault still needs an action of ours.",
                detail: "The report on \(id) names a supplier as a cause and no action that we take.",
                hint: "Add what we do so that their fault does not reach customers again.", member: "actions")
        case .audienceEmpty(let id):
            Problem(
                code: "audience_empty", status: 422, title: "There is nobody to tell.",
                detail: "The audience of \(id) is empty and it is not public.",
                hint: "Publish the incident, or widen whom it concerns: without an audience everybody may be affected.",
                member: "audience")
        case .unknownInstallation, .unknownInstall, .installEnded, .notByHand, .siteNotReady, .dayTaken, .unknownStep,
            .stepsMissing, .tooManyRecords, .notCarried, .receiptForeign, .receiptTampered, .receiptRepeated:
            installProblem(refusal)
        case .actionWithoutOwner(let id):
            Problem(
                code: "action_without_owner", status: 422, title: "A corrective action needs an owner.",
                detail: "Nobody owns action \(id).", hint: "Name a person.", member: "actions")
        case .textsMissing, .nothingToAnswer, .noNoticeToAnswer, .personMissing, .noteMissing, .dayMissing,
            .saidInTheFuture, .postponementsUsedUp, .dayTooLate, .dayTooEarly, .dayNotFree, .nothingToPin,
            .unknownAppointment, .appointmentCannot, .nothingToAppoint, .appointedAlready, .dayFull, .lengthOutOfRange,
            .personBusy, .appointmentFrozen,
            .unknownCampaign, .acceptanceNeeded:
            internalError
        case .unknownAlert, .unknownAction, .unknownSignal, .unknownPromise, .proofByOwner, .alreadyProven,
            .timeInTheFuture, .leaks, .unknownPhrase, .unknownComponent, .cannotRepeat,
            .causeTooEarly, .incidentOver, .restInThePast, .actionVanished, .actionInThePast,
            .drillAddressesMissing, .notInDrill:
            debt(refusal)
        case .unknownMaintenance, .maintenanceCannot, .maintenanceTimes, .maintenanceForNobody:
            maintenance(refusal)
        }
    }

    // MARK: There is no plan

    // MARK: The world did not answer

    public static func problem(_ failure: Failure) -> Problem {
        switch failure {
        case .headMoved:
            Problem(
                code: "head_moved", status: 409, title: "Somebody else was first.",
                detail: "The journal moved on while this was being decided.", hint: "Send the request again.")
        case .rowsMoved:
            Problem(
                code: "rows_moved", status: 409, title: "The evidence changed meanwhile.",
                detail: "New outcomes arrived while this was being decided.", hint: "Look again, then decide again.")
        case .unavailable:
            Problem(
                code: "unavailable", status: 503, title: "The database does not answer.",
                detail: "Whether the last change was saved is not known.",
                hint: "Send the same request again with the same Idempotency-Key.")
        case .full:
            Problem(
                code: "full", status: 507, title: "The disk is full.",
                detail: "Nothing was saved; what was acknowledged before is safe.",
                hint: "Make room, then send it again.")
        case .damaged:
            Problem(
                code: "damaged", status: 500, title: "What is stored cannot be read.",
                detail: "The database or the journal is damaged.",
                hint: "Stop the server, keep a copy, and run `evenkeel journal verify`.")
        }
    }

    // MARK: Requests

    public static func malformedJSON(atByte byte: Int, expected: String) -> Problem {
        Problem(
            code: "malformed_json", status: 400, title: "The body is not JSON.",
            detail: "At byte \(byte): expected \(expected).", hint: "Send one JSON object in UTF-8.")
    }

    public static func duplicateMember(_ name: String) -> Problem {
        Problem(
            code: "duplicate_member", status: 400, title: "A member occurs twice.",
            detail: "\"\(name.prefix(60))\" is given more than once in the same object.", hint: "Keep one of them.",
            member: String(name.prefix(60)))
    }

    public static func tooLarge(limitBytes: Int) -> Problem {
        Problem(
            code: "too_large", status: 413, title: "The body is too large.",
            detail: "At most \(limitBytes) bytes are taken.", hint: "Send it in several requests.")
    }

    /// Said on a page, to somebody who took a photograph.
    public static func recordTooLarge(limitBytes: Int) -> Problem {
        Problem(
            code: "too_large", status: 413, title: "The file is too large.",
            detail: "A file of at most \(limitBytes >> 20) MB can be kept, and nothing was kept of this one.",
            hint: "Go back and choose a smaller one: most cameras can send a photograph in a smaller size.")
    }

    public static func tooDeep(limit: Int) -> Problem {
        Problem(
            code: "too_deep", status: 400, title: "The body is nested too deeply.",
            detail: "At most \(limit) levels are read.", hint: "Send a flatter object.")
    }

    public static func unknownMember(_ name: String, nearest: String?, known: [String]) -> Problem {
        Problem(
            code: "unknown_member", status: 422, title: "A member is not known.",
            detail: "\"\(name.prefix(60))\" is not a member of this object.",
            hint: nearest.map { "Did you mean \($0)?" }
                ?? (known.isEmpty ? "Leave it out." : "Known are \(known.joined(separator: ", "))."),
            member: String(name.prefix(60)))
    }

    public static func missingMember(_ name: String, expected: String) -> Problem {
        Problem(
            code: "missing_member", status: 422, title: "A member is missing.", detail: "\(name) is needed.",
            hint: "Give \(expected).", member: name)
    }

    public static func badMember(_ name: String, found: String, expected: String) -> Problem {
        Problem(
            code: "bad_value", status: 422, title: "A value has the wrong form.",
            detail: "\(name.isEmpty ? "The body" : name) is \(found).", hint: "Expected \(expected).",
            member: name.isEmpty ? nil : name)
    }

    public static func badParameter(_ name: String, value: String, expected: String) -> Problem {
        Problem(
            code: "bad_parameter", status: 422, title: "A parameter has the wrong form.",
            detail: "\(name) is \"\(value.prefix(60))\".", hint: "Expected \(expected).", member: name)
    }

    public static func badPredicate(_ name: String, text: String, error: PredicateError) -> Problem {
        let (why, hint): (String, String) =
            switch error.problem {
            case .empty: ("it is empty", "Write a condition such as feature==fax.")
            case .unknownFact(let fact, let nearest):
                (
                    "there is no fact \"\(fact)\"",
                    nearest.map { "Did you mean \($0)?" }
                        ?? "Facts are columns of the fleet, such as feature or version."
                )
            case .expectedComparison(let found):
                ("a comparison is expected, not \"\(found)\"", "Use ==, !=, =lt=, =le=, =gt=, =ge=, =in= or =out=.")
            case .expectedValue: ("a value is expected", "Write a value, and quote it if it has spaces.")
            case .badValue(let value, let fact, let kind):
                ("\"\(value)\" is not a value of \(fact)", "Expected a \(kind.rawValue).")
            case .unbalancedParenthesis: ("a parenthesis is not closed", "Count the parentheses.")
            case .unfinishedQuote: ("a quote is not closed", "Close it with the same quote.")
            case .trailing(let rest): ("\"\(rest.prefix(20))\" is left over", "Join conditions with ; (and) or , (or).")
            case .tooDeep: ("it is nested too deeply", "Use fewer parentheses.")
            }
        return Problem(
            code: "bad_predicate", status: 422, title: "The predicate cannot be read.",
            detail: "\(name), at character \(error.offset + 1) of \"\(text.prefix(80))\": \(why).", hint: hint,
            member: name)
    }

    public static func unknown(_ noun: String, _ id: String, code: String? = nil, list: String) -> Problem {
        Problem(
            code: code ?? "unknown_\(noun)", status: 404, title: "There is no such \(noun).",
            detail: "No \(noun) is called \"\(id.prefix(80))\".", hint: "See what there is with `\(list)`.")
    }

    // MARK: Words

    private static func cannot(
        _ noun: String, _ step: String, _ id: String, _ state: String, _ allowed: [String],
        why: (obstacle: String, hint: String)? = nil
    ) -> Problem {
        let possible =
            allowed.isEmpty
            ? "Nothing can be done with it any more." : "Possible now: \(allowed.joined(separator: ", "))."
        return Problem(
            code: "\(noun)_cannot", status: 409, title: "That is not possible now.",
            detail: "\(id) is \(state) and cannot \(step)\(why.map { ": \($0.obstacle)" } ?? "").",
            hint: (why.map { "\($0.hint) " } ?? "") + possible)
    }

    static func count(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 || noun == "more" ? "" : "s")"
    }

    static func some(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }

    /// `runOut` as `run out`.
    private static func words(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : "\($1)" }
    }
}
