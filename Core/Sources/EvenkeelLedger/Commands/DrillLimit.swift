/// What a drill may not touch, since it is real.
public enum DrillLimit: String, CaseIterable, Sendable {
    case audience, publication, guards, regulators, repeats
}
