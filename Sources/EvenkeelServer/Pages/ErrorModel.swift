import EvenkeelAPI

/// What went wrong, for people: what, why, what to do.
struct ErrorModel: PageModel {
    static let template = "error"

    let siteName: String
    let title: String
    let detail: String
    let hint: String
    let status: Int
    let back: String

    init(_ problem: Problem, siteName: String, path: String) {
        self.siteName = siteName
        title = problem.title
        detail = problem.detail
        hint = problem.hint
        status = problem.status
        back = path.hasPrefix("/console") ? "/console" : "/"
    }
}
