import EvenkeelDomain
import EvenkeelLedger

extension Sentences {
    /// What is said when a notice or an answer to one is refused; nil for refusals of other things.
    static func noticeProblem(_ refusal: Refusal) -> Problem? {
        switch refusal {
        case .textsMissing(let release, let language, let fallback):
            Problem(
                code: "texts_missing", status: 409, title: "The notice cannot be written.",
                detail: "Release \(release.name) has no texts in \(name(language)) (\(language))"
                    + (language == fallback
                        ? "." : ", nor in \(name(fallback)) (\(fallback)), in which it would be sent instead."),
                hint: "Add summary, downtime, what_you_do, what_to_test and way_back under release.texts.\(language)"
                    + (language == fallback ? "." : " or release.texts.\(fallback)."))
        case .nothingToAnswer(let rollout, let customer):
            Problem(
                code: "nothing_to_answer", status: 409, title: "There is nothing left to answer.",
                detail:
                    "No site of \(customer) waits for \(rollout): its installs have begun, it has ended, or it never was for them.",
                hint: "See what is planned for them with `evenkeel customer show \(customer)`.")
        case .noNoticeToAnswer(let rollout, let customer):
            Problem(
                code: "no_notice_to_answer", status: 409, title: "There is no notice to answer.",
                detail: "\(customer) holds no notice of \(rollout) that names a day.",
                hint: "If they were told on the telephone, record that first with the answer `told`.")
        case .personMissing:
            Problem(
                code: "person_missing", status: 422, title: "Who said it?",
                detail: "What is said on the telephone counts as proof with the name of who said it.",
                hint: "Give the name of the person you spoke to.", member: "person")
        case .noteMissing:
            Problem(
                code: "note_missing", status: 422, title: "A note is needed.",
                detail: "What is said on the telephone counts as proof with a note of what was said.",
                hint: "Write one sentence.", member: "note")
        case .dayMissing:
            Problem(
                code: "day_missing", status: 422, title: "A day is needed.",
                detail: "To move a change, or to leave a site as it is, a day is needed.",
                hint: "Give a day such as 2026-12-01.", member: "day")
        case .saidInTheFuture(let time):
            Problem(
                code: "said_in_the_future", status: 422, title: "That has not been said yet.",
                detail: "\(time) is still to come.", hint: "Give the time of the call.", member: "at")
        case .postponementsUsedUp(_, let times):
            Problem(
                code: "postponements_used_up", status: 409, title: "The day cannot be moved again.",
                detail: times == 0
                    ? "This change cannot be moved to another day."
                    : "It has been moved \(count(times, "time")), as often as this change allows.",
                hint: "Decline it with a reason, or call us: another day can be agreed on by telephone.")
        case .dayTooLate(let day, let latest):
            Problem(
                code: "day_too_late", status: 422, title: "That day is too late.",
                detail: "\(day) is later than \(latest), the last day possible.",
                hint: "Choose a day up to \(latest).", member: "day")
        case .dayTooEarly(let day, let earliest):
            Problem(
                code: "day_too_early", status: 422, title: "That day is too early.",
                detail: "\(day) is before \(earliest), the first day possible.",
                hint: "Choose \(earliest) or a later day.", member: "day")
        case .dayNotFree(let day):
            Problem(
                code: "day_not_free", status: 422, title: "That day is not free.",
                detail: "\(day) is no working day, lies in a freeze, or others have taken it.",
                hint: "Choose another day.", member: "day")
        case .nothingToPin:
            Problem(
                code: "nothing_to_pin", status: 422, title: "There is no such site, or it is not pinned.",
                detail: "None of the sites named is one of theirs.", hint: "Name one of their installations.",
                member: "installation")
        default: nil
        }
    }

    private static func name(_ language: String) -> String {
        switch language {
        case "en": "English"
        case "it": "Italian"
        case "he": "Hebrew"
        default: language
        }
    }

    /// Why a site waits although its wave is open, by the code beside its placement; nil for other notes.
    public static func wait(_ code: String) -> String? {
        switch code {
        case "hold": "A hold keeps it out."
        case "freeze": "Its customer has a freeze of its own; nobody waits for it."
        case "notice-nobody": "Nobody there can be told: no contact hears of planned changes. Call them and record it."
        case "notice-missing": "Its customer has not been told."
        case "notice-date-open": "Its customer was told that the date moves, and has no new one yet."
        case "notice-too-short": "Its notice is not old enough yet."
        case "notice-not-agreed": "Its customer was asked to agree and has not answered."
        case "notice-declined": "Its customer has declined."
        case "notice-own-date": "It waits for its day."
        case "notice-day-passed": "The day its customer was told is over, and they are told another."
        case "pinned": "It is pinned."
        default: nil
        }
    }

    /// Said to whoever records an answer that does not count, or counts from now on.
    static func remark(on bearing: AnswerBearing) -> String? {
        switch bearing {
        case .counts: nil
        case .ofAnotherDay:
            "It was said of another day than the one that stands now, so it is kept and does not count for this one. If they "
                + "spoke of this one, record it with its day; if they want another, record moved."
        case .beforeTheirNo:
            "They have declined since, so it is kept and does not count: call again, and record what they say now."
        case .dayIsOver:
            "The day to which they agreed is over, so it is kept and does not count: ask them whether it may go ahead now, and "
                + "record that."
        case .toldAndToAgree:
            "They were told. Their site waits for their agreement all the same: record agreed once they have said yes."
        case .fromNow: "Their day was over when they agreed, so it may go ahead from now on."
        }
    }

    public static let acceptanceNeedsName = Problem(
        code: "person_missing", status: 422, title: "Your name is needed.",
        detail: "Whoever accepts that support ends without the upgrade does so by name.",
        hint: "Go back and write your name.", member: "person")
}
