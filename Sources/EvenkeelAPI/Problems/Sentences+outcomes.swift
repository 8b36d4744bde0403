public import EvenkeelDomain
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
        case .outsideToken:
            "This token may report of some installations only, and this is none of them; use the token that was made for it."
        case .unreadable: "It cannot be read."
        }
    }

    /// A customer's word that could not be taken.
    public static func refused(_ refusal: RefusedOutcome) -> Problem {
        Problem(
            code: refusal.reason.code, status: 422, title: "The response was not taken.",
            detail: "What was said of \(refusal.installation) does not count.", hint: hint(refusal.reason))
    }

    /// Why a technician's report was not taken.
    public static func notReady(_ reason: RefusedOutcome.Reason) -> Problem {
        Problem(
            code: reason.code, status: 409, title: "The report was not taken.", detail: hint(reason),
            hint: "Try again in a minute, or call us.")
    }

    /// What is said to be the same as something else must have been reported.
    public static func unknownFault(_ fault: String, of rollout: RolloutID, reported: [String]) -> Problem {
        let named = reported.filter { !$0.isEmpty }.sorted()
        let hint =
            nearestName(to: fault, in: named).map { "Did you mean \"\($0)\"?" }
            ?? (named.isEmpty
                ? "No site of this rollout has named a fault yet."
                : "Reported are \(named.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")); "
                    + "`evenkeel rollout faults \(rollout)` lists them all.")
        return Problem(
            code: "unknown_fault", status: 422, title: "No site reported this fault.",
            detail: "\"\(fault.prefix(60))\" is no fault that a site of \(rollout) reported, so nothing was changed.",
            hint: hint, member: "faults")
    }

    /// A number of things that happened cannot be below none.
    static func negativeCount(_ path: String, _ member: String, _ value: Int) -> Problem {
        let name = path.isEmpty ? member : "\(path).\(member)"
        return Problem(
            code: "negative_count", status: 422, title: "A count is negative.",
            detail: "\(name) is \(value).", hint: "Count from 0, and leave out what was not counted.", member: name)
    }
}
