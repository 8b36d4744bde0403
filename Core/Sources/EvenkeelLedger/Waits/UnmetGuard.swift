public import EvenkeelDomain

/// A guard that a plan does not satisfy: its rollout cannot start.
public struct UnmetGuard: Hashable, Sendable {
    public var rule: Guard
    public var finding: GuardFinding

    public init(rule: Guard, finding: GuardFinding) {
        self.rule = rule
        self.finding = finding
    }
}
