public import EvenkeelDomain

/// What a promise is for, in a few words before "by" and its time.
public enum PromiseSentences {
    public static func kind(_ promise: Promise) -> String {
        switch promise.kind {
        case .update: "Next update"
        case .report: "Report"
        case .action: "Corrective action"
        case .rest: "Word to those not restored"
        case .regulator: promise.subject.map { "Regulator, \(stage($0))" } ?? "Regulator"
        }
    }

    /// What a regulator was told, when and by whom.
    public static func filed(_ filing: RegulatoryFiling, zone: ZoneOffsets) -> String {
        "\(stage(filing.subject)): told at \(zone.localText(filing.at)) by \(filing.by), \(filing.reference)"
    }

    /// `nis2/early-warning` as people say it.
    private static func stage(_ subject: String) -> String {
        let parts = subject.split(separator: "/").map(String.init)
        guard parts.count == 2 else { return subject }
        return "\(parts[0].uppercased()) \(parts[1].replacing("-", with: " "))"
    }
}
