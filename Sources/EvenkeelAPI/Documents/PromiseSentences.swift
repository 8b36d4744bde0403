public import EvenkeelDomain

/// What a promise is for, in a few words before "by" and its time.
public enum PromiseSentences {
    public static func kind(_ promise: Promise) -> String {
        switch promise.kind {
        case .update: "Next update"
        case .report: "Report"
        case .action: "Corrective action"
        case .rest: "Word to those not restored"
        case .regulator: promise.subject.map { "Regulator, \($0.replacing("/", with: " "))" } ?? "Regulator"
        }
    }
}
