public import EvenkeelDomain

extension GuardCheck {
    /// What a plan says that breaks a guard, before anybody tries to start it.
    public static func warning(_ rule: Guard, _ finding: GuardFinding) -> String {
        let wanted = min(rule.atSites, finding.sitesAvailable)
        return
            "Guard \(rule.id) of incident \(rule.incident) will keep this plan from coming into force: it asks that "
            + "\(wanted) \(wanted == 1 ? "site" : "sites") with \(rule.matching) soak \(rule.soakHours) hours before wave "
            + "\(rule.beforeWave), and the plan lets \(finding.sitesPlanned) of them. Let more of them go first, or soak "
            + "longer."
    }
}
