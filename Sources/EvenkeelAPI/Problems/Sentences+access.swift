extension Sentences {
    // MARK: Access and pages

    public static let unauthorized = Problem(
        code: "unauthorized", status: 401, title: "A token is needed.",
        detail: "The request has no token, or one that is not known or was revoked.",
        hint: "Send `Authorization: Bearer evk_...`; make one with `evenkeel token add`.")

    public static func forbidden(scope: String, needed: String) -> Problem {
        Problem(
            code: "forbidden", status: 403, title: "This token may not do that.",
            detail: "Its scope is \(scope); \(needed) is needed.", hint: "Use a token of scope \(needed).")
    }

    /// Also said of what does not exist: a token for some installations learns nothing of others.
    public static let outsideToken = Problem(
        code: "outside_token", status: 403, title: "This token may not speak of that.",
        detail: "It may report of some installations only, and none of them is concerned.",
        hint: "Use the token that was made for it.")

    public static func keyOfAnotherRequest(_ key: String) -> Problem {
        Problem(
            code: "key_of_another_request", status: 422, title: "That Idempotency-Key stands for another request.",
            detail:
                "\(key.prefix(60)) was sent before with another method, address or body; nothing was done this time.",
            hint: "Send a new key with a new request, and the same key only with the same request again.",
            member: "Idempotency-Key")
    }

    public static let notFound = Problem(
        code: "not_found", status: 404, title: "There is nothing here.", detail: "No page or route has this address.",
        hint: "Check the address.")

    public static let forged = Problem(
        code: "form_expired", status: 403, title: "This form is no longer valid.",
        detail: "It was sent from another place, or the session it belonged to has ended.",
        hint: "Go back, load the page again and send the form from there.")

    public static let wrongToken = Problem(
        code: "wrong_token", status: 401, title: "That token does not open the console.",
        detail: "It is not known, was revoked, or is not an admin token.",
        hint: "Use the admin token that the server printed when it first started.")

    public static let internalError = Problem(
        code: "internal", status: 500, title: "Something went wrong on our side.",
        detail: "The server could not carry out the request; its log says why.", hint: "Try again in a moment.")

    public static let lastAdminToken = Problem(
        code: "last_admin_token", status: 409, title: "The last admin token cannot be revoked.",
        detail: "Without one nobody could log in, or make another.",
        hint: "Make another with `evenkeel token add`, then revoke this one with that.")

    public static func rejected(_ description: String) -> Problem {
        Problem(
            code: "unreadable_file", status: 422, title: "The file has problems; nothing was taken in.",
            detail: description, hint: "Mend what is listed and send it again.")
    }

    public static func notInAudience(_ customers: [String]) -> Problem {
        Problem(
            code: "not_in_audience", status: 422, title: "Some customers are not concerned by this incident.",
            detail: "Not in its audience: \(customers.prefix(5).joined(separator: ", ")).",
            hint: "See the audience with GET /api/v1/incidents/{id}.", member: "customers")
    }

    public static func cannotChange(_ member: String) -> Problem {
        Problem(
            code: "cannot_change", status: 422, title: "An update cannot change that.",
            detail: "\(member) differs from that of the incident.", hint: "Leave \(member) out of the update.",
            member: member)
    }

    public static let unsupportedMedia = Problem(
        code: "unsupported_media_type", status: 415, title: "The body has a form that is not read here.",
        detail: "The Content-Type is not one of those this route takes.",
        hint: "JSON routes take application/json; imports text/csv; plans application/yaml.")
}

extension Sentences {
    /// What the server's own parser refused.
    public static func badRequest(status: Int) -> Problem {
        Problem(
            code: "bad_request", status: status, title: "The request cannot be read.",
            detail: "Its head or its body is not what HTTP allows here.",
            hint: "Check the method, the headers and the body.")
    }
}
