import EvenkeelDomain
import EvenkeelVerdict

extension VerdictPolicy {
    /// What the health of sites is compared with. Installs and silence have no control: nothing is installed at a site
    /// that is not upgraded yet.
    var healthBasis: Baseline {
        switch basis?.source {
        case nil: .stated(baseline.value)
        case .measured: .measured(baseline.value, events: basis?.events ?? 0)
        // What the server was to count and has not counted is not known.
        case .here, .unknown: .control(tolerance: baseline.value)
        }
    }

    /// Whether reports of sites that are not upgraded yet are evidence.
    var isComparing: Bool {
        metrics?.health.baseline == nil && healthBasis.comparison == .control
    }
}

extension DelayProfile {
    init(_ policy: DelayPolicy?) {
        let curve = policy.flatMap { policy in
            DelayCurve(
                delaysDays: policy.failuresAfter.map { Double($0.milliseconds) / 86_400_000 }, speedUp: policy.speed)
        }
        self = curve.map(DelayProfile.known) ?? .assumptionFree
    }
}
