import EvenkeelDomain

/// One cell of a form that somebody filled in, and where it stands.
struct FormAnswer {
    /// All that its row says.
    let site: Installation
    let question: FleetQuestion
    let file: String
    let line: Int
    let column: Int
    /// So that what is wrong with a whole row is told once.
    let isFirstOfLine: Bool
}
