import Foundation
import Mustache

/// A page as a plain value, and the template that shows it. One page is one model and one template.
protocol PageModel {
    static var template: String { get }
}

/// The templates and the stylesheet of the server, read once when it starts.
struct Templates: Sendable {
    struct MissingTemplate: Error { let name: String }

    let library: MustacheLibrary
    let stylesheet: [UInt8]

    static var folder: URL { Bundle.module.bundleURL.appendingPathComponent("Resources") }

    init() async throws {
        library = try await MustacheLibrary(directory: Self.folder.appendingPathComponent("templates").path)
        stylesheet = Array(try Data(contentsOf: Self.folder.appendingPathComponent("assets/evenkeel.css")))
    }

    /// Everything a template writes with two braces is escaped.
    func render(_ model: some PageModel) throws -> String {
        let name = type(of: model).template
        guard let html = library.render(PageFields.of(model), withTemplate: name) else {
            throw MissingTemplate(name: name)
        }
        return html
    }
}
