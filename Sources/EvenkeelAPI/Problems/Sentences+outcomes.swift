public import EvenkeelLedger

extension Sentences {
    /// Why an outcome was not taken, and what to do about it.
    public static func hint(_ reason: RefusedOutcome.Reason) -> String {
        switch reason {
        case .unknownInstallation: "No installation has this id; import the fleet first."
        case .noSuchRollout: "No rollout of this release concerns this installation; check the release."
        case .notStarted:
            "The site had not been given the release at that time. Report its install first; this is kept and counts if "
                + "the start turns out to be earlier."
        case .inTheFuture: "The time lies in the future; check the clock of the source."
        case .duplicateDiffers:
            "This id was used before with another content; what came first stands. Give every outcome an id of its own."
        case .unreadable: "It cannot be read."
        }
    }

    /// A customer's word that could not be taken.
    public static func refused(_ refusal: RefusedOutcome) -> Problem {
        Problem(
            code: refusal.reason.code, status: 422, title: "The answer was not taken.",
            detail: "What was said of \(refusal.installation) does not count.", hint: hint(refusal.reason))
    }

    /// A number of things that happened cannot be below none.
    static func negativeCount(_ path: String, _ member: String, _ value: Int) -> Problem {
        let name = path.isEmpty ? member : "\(path).\(member)"
        return Problem(
            code: "negative_count", status: 422, title: "A count is negative.",
            detail: "\(name) is \(value).", hint: "Count from 0, and leave out what was not counted.", member: name)
    }
}
