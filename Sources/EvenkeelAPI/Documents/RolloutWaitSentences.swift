public import EvenkeelDomain
public import EvenkeelLedger

/// What a rollout waits for, as a code and a sentence.
public enum RolloutWaitSentences {
    public static func of(_ wait: RolloutWait, zone: ZoneOffsets) -> ReasonDocument {
        func local(_ instant: Timestamp) -> String { "\(zone.localText(instant)) (\(zone.name))" }
        switch wait {
        case .approval(let revision, let have, let needed):
            let some = have == 0 ? "Somebody must approve plan \(revision)." : "\(have) of \(needed) have approved it."
            return .init(
                code: "approval",
                text: needed < 2 ? some : "\(needed) persons must approve plan \(revision); \(have) of them have.")
        case .start: return .init(code: "start", text: "Somebody must start it.")
        case .paused(let pause):
            return .init(code: "paused", text: SiteStandingSentences.paused(pause, zone: zone))
        case .halted(let reason):
            return .init(
                code: "decision",
                text: "It is halted; somebody must resume it or give it up.\(reason.map { " \($0)" } ?? "")")
        case .aborted(let reason):
            return .init(code: "aborted", text: "It was given up.\(reason.map { " \($0)" } ?? "")")
        case .notice(let wave, let at):
            return .init(
                code: "notice",
                text: "The notices of wave \(wave + 1) go out at \(local(at)), to those who hold none yet.")
        case .texts(let wave, let release):
            return .init(
                code: "texts",
                text: "The notices of wave \(wave + 1) cannot be written: release \(release.name) has no texts "
                    + "in English, in which everybody is written to whose language it lacks. Add summary, downtime, "
                    + "what_you_do, what_to_test and way_back under release.texts.en of the policy, plan it again, and "
                    + "adopt that revision.")
        case .opening(let wave, let at): return .init(code: "date", text: "Wave \(wave + 1) opens at \(local(at)).")
        case .installs(_, 0):
            // For a moment, until the next look: right after a resume, say.
            return .init(code: "installs", text: "Its installs have ended; it goes on at the next look.")
        case .installs(_, let unsettled):
            let noun = unsettled == 1 ? "site has" : "sites have"
            return .init(code: "installs", text: "\(unsettled) \(noun) not finished installing.")
        case .soak(let wave, let until):
            return .init(
                code: "soak",
                text: until.map { "Wave \(wave + 1) soaks until \(local($0))." } ?? "Wave \(wave + 1) soaks.")
        case .evidence(let wave, let since):
            return .init(
                code: "evidence",
                text: "The soak of wave \(wave + 1) was over at \(local(since)); it goes on until enough is known.")
        case .inconclusive(let wave):
            return .init(
                code: "decision",
                text: "Wave \(wave + 1) ran out of time without enough evidence; somebody must decide.")
        case .waveHalted(let wave): return .init(code: "decision", text: "Wave \(wave + 1) is halted.")
        case .stragglers(let count):
            return .init(
                code: "stragglers",
                text: count == 1
                    ? "1 site was set aside; it is caught up once nothing keeps it, and nobody waits for it."
                    : "\(count) sites were set aside; they are caught up once nothing keeps them, and nobody waits for them."
            )
        case .gone(let sites):
            let named = sites.prefix(3).map(\.text).joined(separator: ", ")
            let rest = sites.count > 3 ? " and \(sites.count - 3) more" : ""
            return .init(
                code: "gone",
                text:
                    "\(named)\(rest) had the release and \(sites.count == 1 ? "runs" : "run") an older version again.")
        case .adoption(let revision):
            return .init(code: "revision", text: "Revision \(revision) of its plan waits to be adopted.")
        case .guardBroken(let rule, let finding):
            return .init(
                code: "guard",
                text: "\(GuardSentences.name(rule)) will refuse the start: it asks that "
                    + "\(GuardSentences.wish(rule, sites: min(rule.atSites, finding.sitesAvailable))) before wave "
                    + "\(rule.beforeWave), and this plan lets \(finding.sitesPlanned) of them. Plan again with more of "
                    + "them in front, or with a longer soak.")
        case .guarded(let standing):
            return .init(code: "guard", text: GuardSentences.waiting(standing, local: local))
        }
    }
}
