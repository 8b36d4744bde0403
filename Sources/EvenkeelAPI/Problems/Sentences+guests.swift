extension Sentences {
    /// Who reads a page that is theirs alone, and has neither our command line nor our journal.
    public enum Guest: CaseIterable, Sendable { case customer, technician }

    /// What a problem says on such a page: what they can do themselves, else that they call us. Code and status stay.
    public static func problem(_ problem: Problem, for guest: Guest) -> Problem {
        var told = problem
        switch problem.code {
        case "reason_missing":
            told.detail =
                guest == .customer
                ? "Nothing has been recorded yet: we would not know what stands in your way."
                : "Nothing has been recorded yet: whoever comes next has to know what went wrong."
            told.hint = "Go back and say why in one sentence."
        case "day_missing":
            told.hint = "Go back and choose a day."
        case "day_taken":
            told.detail = "There is no room for another install today."
            told.hint =
                "Call us: another day has to be agreed on. If it must be today, go back, load the page again and say why."
        case "site_not_ready":
            told.hint = "Wait, or call us."
        case "steps_missing":
            told.hint = "Go back and tick off what was done; else say that it failed."
        case "unknown_step":
            told.hint = "Go back and load the page again."
        case "install_ended":
            told.hint = "If the site runs something else by now, call us."
        case "appointment_cannot":
            told.detail = "This appointment is over, or it was called off."
            told.hint = "Go back and load the page again, or call us."
        default:
            if problem.hint.contains("evenkeel ") { told.hint = "Go back and load the page again, or call us." }
        }
        return told
    }
}
