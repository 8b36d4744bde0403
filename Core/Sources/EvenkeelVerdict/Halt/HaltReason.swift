/// Which halt rule spoke.
public enum HaltReason: String, Sendable, Equatable {
    /// Too many failing sites in all.
    case tooManyFailures
    /// Too many failing sites within some group.
    case concentratedFailures
    /// Upgraded sites fail more often than the control.
    case worseThanControl
}
