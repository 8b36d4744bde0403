public import EvenkeelVerdict
import Synchronization

/// Judges that were calibrated before. Calibrating takes milliseconds and depends on nothing but the rule, so that pages,
/// conductors and a restart need not do it again.
public final class JudgeBench: Sendable {
    private static let seats = 64
    private let judges = Mutex<[Judge]>([])

    public init() {}

    public func judge(rule: VerdictRule, isScanning: Bool) -> Judge {
        let known = judges.withLock { $0.first { $0.rule == rule && $0.isScanning == isScanning } }
        if let known { return known }
        let made = Judge(rule: rule, isScanning: isScanning)
        judges.withLock { judges in
            if judges.count == Self.seats { judges.removeFirst() }
            judges.append(made)
        }
        return made
    }
}
