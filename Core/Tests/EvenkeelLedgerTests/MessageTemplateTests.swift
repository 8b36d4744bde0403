import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Templates of messages")
struct MessageTemplateTests {
    private static func problem(_ text: String, parts: [String: String] = [:]) -> TemplateProblem? {
        let sources =
            [TemplateSource(path: "en/planned.txt", file: "own/en/planned.txt", text: text)]
            + parts.map { TemplateSource(path: "en/parts/\($0).txt", file: "own/\($0)", text: $1) }
        do {
            _ = try MessageCatalog(sources)
            return nil
        } catch { return error.problems.first }
    }

    private static func render(
        _ body: String, _ values: [String: TemplateValue], locale: String = "en"
    ) throws -> RenderedMessage {
        let sources = [
            TemplateSource(path: "en/own.txt", file: "own.txt", text: "subject: {title}\n" + body),
            TemplateSource(path: "he/own.txt", file: "own.txt", text: "subject: {title}\n" + body),
            TemplateSource(path: "he/language.txt", file: "language.txt", text: "direction: rtl"),
        ]
        return try MessageCatalog(sources).render(.own, in: locale) { _ in MessageModel(.own, values) }.message
    }

    @Test("English, Italian and Hebrew have every message, and every template fits its model")
    func complete() throws {
        let catalog = try ShippedTemplates.catalog()
        for language in ["en", "it", "he"] {
            #expect(catalog.gaps(in: language).isEmpty)
            for kind in MessageKind.allCases {
                let (message, used) = catalog.render(kind, in: language) { _ in .sample(kind) }
                #expect(used == language)
                #expect(!message.subject.isEmpty && !message.subject.contains("{"))
                #expect(!message.text.contains("{") && !message.html.contains("{{"))
                #expect(message.html.contains("dir=\"\(language == "he" ? "rtl" : "ltr")\""))
                // With nothing but what is always there, nothing is left dangling either.
                let bare = Dictionary(
                    uniqueKeysWithValues: kind.variables.filter { $0.form == .text }.map {
                        ($0.name, TemplateValue.text("x"))
                    })
                let short = catalog.render(kind, in: language) { _ in MessageModel(kind, bare) }.message
                #expect(!short.text.contains("\n\n\n") && !short.text.isEmpty)
            }
        }
    }

    @Test("a language without a message falls back to English, and the gap can be seen")
    func fallback() throws {
        let catalog = try MessageCatalog(
            try ShippedTemplates.sources().filter { $0.path != "it/planned.txt" }
                + [TemplateSource(path: "fr/language.txt", file: "fr", text: "name: Français")])
        #expect(catalog.gaps(in: "it") == [.planned])
        #expect(catalog.render(.planned, in: "it") { _ in .sample(.planned) }.language == "en")
        #expect(catalog.render(.own, in: "it-CH") { _ in .sample(.own) }.language == "it")
        #expect(catalog.render(.own, in: "fr") { _ in .sample(.own) }.language == "en")
        #expect(catalog.render(.own, in: nil) { _ in .sample(.own) }.language == "en")
        #expect(MessageCatalog.bare.render(.own, in: "it") { _ in .sample(.own) }.message.text.contains("[body]"))
    }

    @Test(
        "what is wrong in a template is refused with file, line and the names that are known",
        arguments: [
            ("subject: x\n\n{prodct}", 3, TemplateProblem.What.unknownVariable("prodct")),
            ("subject: {dya}\n", 1, .unknownVariable("dya")),
            ("subject: x\n{each sites}\n{sit}\n{end}", 3, .unknownVariable("sit")),
            ("subject: x\n{each product}{end}", 2, .wrongForm("product", expected: "a list")),
            ("subject: x\n\n\n{sites}", 4, .wrongForm("sites", expected: "a text")),
            ("subject: x\n{include nothing}", 2, .unknownName("nothing")),
            ("subject: x\n{if day}\nfoo", 2, .unbalanced("if day")),
            ("subject: x\nfoo {end}", 2, .unbalanced("end")),
            ("subject: x\n{day", 2, .unbalanced("{day")),
            ("subject: x\n{print the day}", 2, .unreadable("print the day")),
            ("planned update", 1, .subjectMissing),
        ])
    func refused(_ text: String, _ line: Int, _ what: TemplateProblem.What) throws {
        let problem = try #require(Self.problem(text))
        #expect(problem.what == what)
        #expect(problem.line == line && problem.file == "own/en/planned.txt")
        if case .unknownVariable = what { #expect(problem.known.contains("product")) }
    }

    @Test("a mistake in a part names the part; a part that includes itself is refused")
    func parts() throws {
        let problem = try #require(Self.problem("subject: x\n{include a}", parts: ["a": "fine\n{nme}"]))
        #expect(problem.file == "own/a" && problem.line == 2 && problem.what == .unknownVariable("nme"))
        #expect(Self.problem("subject: x\n{include a}", parts: ["a": "{include a}"])?.what == .includesItself("a"))
        let round = Self.problem("subject: x\n{include a}", parts: ["a": "{include b}", "b": "hm\n{include a}"])
        #expect(round?.what == .includesItself("a") && round?.file == "own/b" && round?.line == 2)
    }

    @Test("all that is wrong in a template is said at once, and what is wrong in a part once")
    func severalFaults() throws {
        let sources = [
            TemplateSource(path: "en/planned.txt", file: "p", text: "subject: {dya}\n{producct}\n{if foo}{end}{day"),
            TemplateSource(path: "en/own.txt", file: "o", text: "subject: x\n{include a}\n{nme}"),
            TemplateSource(path: "en/update.txt", file: "u", text: "subject: x\n{include a}"),
            TemplateSource(path: "en/parts/a.txt", file: "a", text: "{include a}"),
        ]
        do {
            _ = try MessageCatalog(sources)
            Issue.record("taken")
        } catch {
            let met = error.problems.map { "\($0.file):\($0.line)" }
            #expect(met == ["a:1", "o:3", "p:1", "p:3", "p:2"])
        }
    }

    @Test("the operator's own template counts before ours; unknown files and keys are refused")
    func overrides() throws {
        let own = TemplateSource(path: "en/planned.txt", file: "mine.txt", text: "subject: Mine\n\nMine: {day}")
        let catalog = try MessageCatalog(try ShippedTemplates.sources() + [own])
        #expect(catalog.render(.planned, in: "en") { _ in .sample(.planned) }.message.text == "Mine: [day]\n")
        for (path, text) in [("en/plannd.txt", "subject: x"), ("en/language.txt", "mnths: x"), ("stray.txt", "x")] {
            #expect(throws: TemplateProblems.self) {
                try MessageCatalog([TemplateSource(path: path, file: path, text: text)])
            }
        }
    }

    @Test("values are text in HTML, and never a heading, an item or a link")
    func escaping() throws {
        let values: [String: TemplateValue] = [
            "title": .text("a\r\nBcc: b"), "body": .text("=> javascript:alert(1) click\n- <b>&\n## x"),
            "incident_url": .text("javascript:alert(1)"),
        ]
        let message = try Self.render("{body}\n\n=> {incident_url} Read", values)
        #expect(!message.html.contains("<a ") && !message.html.contains("<li>") && !message.html.contains("<h2"))
        #expect(message.html.contains("- &lt;b&gt;&amp;"))
        #expect(!message.subject.contains("\n") && !message.subject.contains("\r"))
    }

    @Test("lines of a template become paragraphs, items, headings and buttons; text stays readable")
    func forms() throws {
        let body = "## {title}\n\nDear {name},\nhello {{you}\n\n\n\n- one\n- {status}\n=> {incident_url} Read on"
        let values: [String: TemplateValue] = [
            "title": .text("Fax"), "name": .text("Ada"), "status": .text("two"),
            "incident_url": .text("https://s.example/i?a=1&b=2"),
        ]
        let message = try Self.render(body, values, locale: "he")
        #expect(message.text == "Fax\n\nDear Ada,\nhello {you}\n\n- one\n- two\nRead on: https://s.example/i?a=1&b=2\n")
        #expect(message.html.contains("<html lang=\"he\" dir=\"rtl\">"))
        #expect(message.html.contains("<p>Dear <bdi>Ada</bdi>,<br>\nhello {you}</p>"))
        #expect(message.html.contains("<li>one</li>\n<li><bdi>two</bdi></li>"))
        #expect(message.html.contains("href=\"https://s.example/i?a=1&amp;b=2\""))
    }

    @Test("a paragraph that somebody wrote has the direction of its own words, whatever the language of the mail")
    func direction() throws {
        for text in ["גרסה 5.2.1 מתקנת את הפקס.", "Fax <works> again."] {
            let html = try Self.render(
                "Dear {name},\n\n{body}", ["name": .text("Ada"), "body": .text(text)], locale: "he"
            ).html
            // Within `bdi` no browser looks for the direction of what is around it.
            #expect(html.contains("<p dir=\"auto\">\(RenderedMessage.escaped(text))</p>"), "\(html)")
            #expect(html.contains("<p>Dear <bdi>Ada</bdi>,</p>"))
        }
    }

    @Test(
        "days, times and numbers are written as the reader writes them, with the zone by name",
        arguments: [
            ("en", "Thursday 5 March 2026, 16:05 (Europe/Rome)", "12,500"),
            ("en-GB", "Thursday 5 March 2026, 16:05 (Europe/Rome)", "12,500"),
            ("en-US", "Thursday, March 5, 2026, 4:05 PM (Europe/Rome)", "12,500"),
            ("it-CH", "giovedì 5 marzo 2026, ore 16:05 (Europe/Rome)", "12.500"),
            ("he", "יום חמישי, 5 במרץ 2026, בשעה 16:05 (Europe/Rome)", "12,500"),
            ("iw-IL", "יום חמישי, 5 במרץ 2026, בשעה 16:05 (Europe/Rome)", "12,500"),
        ])
    func dates(_ locale: String, _ moment: String, _ number: String) throws {
        let form = try ShippedTemplates.catalog().form(of: locale)
        let rome = ZoneOffsets(name: "Europe/Rome", initialOffsetSeconds: 3600, transitions: [])
        let instant = (Desk.monday + 3).startUTC + .minutes(15 * 60 + 5)
        #expect(form.moment(instant, in: rome) == moment)
        #expect(form.number(12_500) == number)
    }

    @Test("American English borrows the templates of English and keeps its own dates")
    func borrowed() throws {
        let (message, language) = try ShippedTemplates.catalog().render(.planned, in: "en-US") { form in
            var model = MessageModel.sample(.planned)
            model.set("day", form.date(Desk.monday))
            return model
        }
        #expect(language == "en")
        #expect(message.subject.hasSuffix("on Monday, March 2, 2026"))
    }
}
