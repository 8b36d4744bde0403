extension Sentences {
    /// A message that somebody wanted to hold, send or drop is where that cannot be done any more.
    public static func deliveryHasLeft(_ id: String, state: String) -> Problem {
        Problem(
            code: "delivery_cannot", status: 409, title: "That is not possible now.",
            detail: "The message \(id.prefix(200)) is \(state).",
            hint: "What waits can be held back or dropped, and what is held or given up can be sent.")
    }
}
