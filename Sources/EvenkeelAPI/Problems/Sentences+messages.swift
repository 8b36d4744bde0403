extension Sentences {
    /// A message that somebody wanted to hold, send or drop is where that cannot be done any more.
    public static func deliveryHasLeft(_ id: String, state: String) -> Problem {
        Problem(
            code: "delivery_cannot", status: 409, title: "That is not possible now.",
            detail: "The message \(id.prefix(200)) is \(state).",
            hint: "What waits can be held back or dropped, and what is held or given up can be sent.")
    }

    /// It would be suppressed at once, and could not be sent after that.
    public static func addressTakesNothing(_ address: String, because reason: String) -> Problem {
        Problem(
            code: "address_quarantined", status: 409, title: "Nothing is mailed to this address.",
            detail: "\(address) is quarantined: \(reason.prefix(200)).",
            hint: "Release it first: evenkeel recipient release \(address). Then send the message.")
    }

    /// Somebody, or everybody together, asks us to write to more addresses than people have.
    public static let tooManyQuestions = Problem(
        code: "too_many_questions", status: 429, title: "That was often enough for now.",
        detail: "More subscriptions were asked for within an hour than we send mails for.",
        hint: "Try again in an hour.")

    /// The link of the mail that asks for confirmation is older than a day, or never was.
    public static let questionEnded = Problem(
        code: "not_found", status: 404, title: "This link does not work any more.",
        detail: "It was good for 24 hours, and there was no subscription before it was confirmed.",
        hint: "Subscribe again: /subscribe.")
}
