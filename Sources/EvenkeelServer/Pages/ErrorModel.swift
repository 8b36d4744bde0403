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
        back = Self.back(from: path)
    }

    /// A form of somebody's own page leads back to that page, which may be all they know of us.
    private static func back(from path: String) -> String {
        if path.hasPrefix("/console") { return "/console" }
        let parts = path.split(separator: "/")
        guard let page = parts.first, page == "c" || page == "t", parts.count > 2 else { return "/" }
        return "/\(page)/\(parts[1])"
    }
}
