/// A bug planted on purpose, to see that the auditor finds it.
public enum Sabotage: String, CaseIterable, Sendable {
    /// One node has gone deaf to the journal, and the rows by which a halt takes back what has not started get lost.
    case haltWithoutRecall
    /// The courier's record that it hands a message over is lost, so that after a crash the message looks unsent.
    case handOverForgotten
    /// The marks of what is on the wire are lost, so that after a crash all looks unsent.
    case marksForgotten
    /// The conductors' clock runs ten minutes late: the second at which a promise is due passes them by.
    case lateConductor
    /// The audience that is kept with an incident is everybody.
    case audienceOfAll
}
