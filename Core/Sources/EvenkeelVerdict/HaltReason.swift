/// Which of the two halt rules spoke.
public enum HaltReason: String, Sendable, Equatable {
    /// Too many failing sites in all.
    case tooManyFailures
    /// Too many failing sites within some group.
    case concentratedFailures
}
