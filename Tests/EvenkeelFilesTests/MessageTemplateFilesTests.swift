import EvenkeelFiles
import EvenkeelLedger
import Foundation
import Testing

@Suite("Files of message templates")
struct MessageTemplateFilesTests {
    private func folder(_ files: [String: String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID().uuidString)")
        for (path, text) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return folder.path
    }

    @Test("what comes with the program is whole in every language")
    func builtIn() throws {
        let catalog = try MessageTemplateFiles.catalog()
        #expect(catalog.languages == ["en", "en-us", "he", "it"])
        for language in ["en", "it", "he"] { #expect(catalog.gaps(in: language).isEmpty) }
    }

    @Test("an operator's own template replaces ours; the rest stays ours")
    func overrides() throws {
        let path = try folder(["it/planned.txt": "subject: Mio {day}\n\nMio.", "README": "not a template"])
        let catalog = try MessageTemplateFiles.catalog(overrides: path)
        #expect(catalog.render(.planned, in: "it") { _ in .sample(.planned) }.message.subject == "Mio [day]")
        #expect(catalog.render(.own, in: "it") { _ in .sample(.own) }.message.subject == "[title]")
    }

    @Test("a misspelt variable is an error with file, line and the known names; every file is looked at")
    func misspelt() throws {
        let path = try folder([
            "it/planned.txt": "subject: x\n\n{prodct}", "it/own.txt": "no subject", "it/ownn.txt": "subject: x",
        ])
        do {
            _ = try MessageTemplateFiles.catalog(overrides: path)
            Issue.record("accepted")
        } catch {
            let lines = error.problems.map(\.description)
            #expect(lines.count == 3)
            #expect(
                lines.contains {
                    $0.hasPrefix("\(path)/it/planned.txt:3: variable \"prodct\": expected one of answer_url, ask, ")
                        && $0.hasSuffix("Hint: did you mean product?")
                })
            #expect(lines.contains { $0.hasPrefix("\(path)/it/own.txt:1: expected \"subject: ...\"") })
            #expect(lines.contains { $0.hasPrefix("\(path)/it/ownn.txt:1: name \"ownn.txt\"") })
        }
        #expect(throws: FileProblems.self) { try MessageTemplateFiles.catalog(overrides: "/nowhere/at-all") }
    }
}
