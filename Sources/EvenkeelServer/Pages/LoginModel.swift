import EvenkeelAPI

/// The page where a token is exchanged for a session.
struct LoginModel: PageModel {
    struct Refusal {
        let title: String
        let detail: String
        let hint: String
    }

    static let template = "login"

    let siteName: String
    let refusal: Refusal?

    init(siteName: String, problem: Problem? = nil) {
        self.siteName = siteName
        refusal = problem.map { Refusal(title: $0.title, detail: $0.detail, hint: $0.hint) }
    }
}
