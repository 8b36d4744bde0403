/// Where an installation's complexity comes from: somebody gave it, or it is derived from what the site runs.
public enum ComplexityDerivation: Hashable, Sendable {
    case given(Share)
    /// From so many features and environment attributes.
    case derived(features: Int, attributes: Int)

    /// What each feature adds, as the rule itself has it.
    public static let perFeature = Installation.derivedComplexity(features: 1, attributes: 0)
    /// What each environment attribute adds.
    public static let perAttribute = Installation.derivedComplexity(features: 0, attributes: 1)

    /// 0...1: what is given, else the derived sum, which counts as at most 1.
    public var value: Double {
        switch self {
        case .given(let share): share.value
        case .derived(let features, let attributes):
            Installation.derivedComplexity(features: features, attributes: attributes)
        }
    }

    /// The derived sum before it is cut at 1; the value itself where that was given.
    public var sum: Double {
        switch self {
        case .given(let share): share.value
        case .derived(let features, let attributes):
            Self.perFeature * Double(features) + Self.perAttribute * Double(attributes)
        }
    }
}

extension Installation {
    /// Nil where no complexity is given and the features or the environment are unknown: an unknown is never simple.
    public var complexityDerivation: ComplexityDerivation? {
        if let complexity { return .given(complexity) }
        guard let features, let environment else { return nil }
        return .derived(features: features.count, attributes: environment.count)
    }
}
