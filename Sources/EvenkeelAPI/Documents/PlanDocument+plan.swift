public import EvenkeelDomain

extension Plan {
    /// A plan read back from its document. Reasons are kept as they were told; what only the planner knows of them is
    /// not in a document.
    ///
    /// Nil where a date or the version is none, or a wave comes without its installations, as in a summary.
    public init?(_ document: PlanDocument) {
        guard let release = Version(document.release), let ends = CivilDate(document.ends) else { return nil }
        var waves: [PlannedWave] = []
        for wave in document.waves {
            guard let opens = CivilDate(wave.opens), let soakEnds = CivilDate(wave.soakEnds),
                let sites = wave.installations
            else { return nil }
            waves.append(
                PlannedWave(
                    name: wave.name, publicName: wave.publicName, opens: opens, soakEnds: soakEnds,
                    soakDays: wave.soakDays, exposure: wave.exposure, coverage: wave.coverage,
                    placements: sites.map(Self.placement), lastInstall: wave.lastInstall.flatMap { CivilDate($0) },
                    untried: wave.untried, tripleCoverage: wave.tripleCoverage))
        }
        self.init(
            rollout: RolloutID(document.rollout), revision: document.revision, release: release,
            selected: document.selected,
            withheld: document.withheld.map {
                Withheld(
                    installation: InstallationID($0.installation),
                    reason: .told(code: $0.reason.code, text: $0.reason.text))
            }, waves: waves, curve: document.curve, warnings: document.warnings, ends: ends)
    }

    private static func placement(_ site: PlanDocument.Site) -> Placement {
        Placement(
            installation: InstallationID(site.id),
            reason: .told(code: site.reason.code, text: site.reason.text, newPairs: site.reason.newPairs ?? 0),
            notEarlier: site.notEarlier.map { .told(code: $0.code, text: $0.text) },
            day: site.day.flatMap { CivilDate($0) }, runnerUp: site.runnerUp.map { InstallationID($0) })
    }
}
