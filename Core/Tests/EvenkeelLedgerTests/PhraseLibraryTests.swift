import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("An update of building blocks")
struct PhraseLibraryTests {
    @Test("an Italian author reaches a Hebrew reader whole; what was written besides follows, and its language is said")
    func languages() {
        let blocks = UpdateBlocks(
            notWorking: ["calls-in", "not-working"], stillWorks: ["rest-works"], meanwhile: ["use-mobile"],
            doing: ["going-back"], free: ["it": "Torniamo alla 5.1."])
        #expect(
            PhraseLibrary.text(blocks, language: .italian, component: "Telefonia") == """
                Che cosa non funziona: Le chiamate non vi raggiungono. Telefonia non funziona.
                Che cosa funziona: Tutto il resto funziona.
                Che cosa potete fare intanto: Fino ad allora usate i cellulari.
                Che cosa stiamo facendo: Stiamo tornando alla versione precedente.
                Torniamo alla 5.1.
                """)
        let hebrew = PhraseLibrary.text(blocks, language: .hebrew, component: nil)
        #expect(hebrew.hasPrefix("מה אינו פועל: שיחות אינן מגיעות אליכם. השירות אינו פועל."))
        #expect(hebrew.hasSuffix("הפרטים שלהלן באיטלקית.\nTorniamo alla 5.1."))
        #expect(PhraseLibrary.text(UpdateBlocks(), language: .english, component: nil) == "")
    }

    @Test("every phrase is there in every language, once, and names no component that is not its own")
    func library() {
        #expect(Set(PhraseLibrary.all.map(\.id)).count == PhraseLibrary.all.count)
        for phrase in PhraseLibrary.all {
            let texts = Language.allCases.map { phrase.text($0, component: "X") }
            #expect(Set(texts).count == texts.count && texts.allSatisfy { !$0.contains("{") }, "\(phrase.id)")
        }
        let fax = PhraseLibrary.phrases(of: [Component(id: "fax", name: "Fax")]).map(\.id)
        #expect(fax.contains("fax-cut") && fax.contains("slow") && !fax.contains("calls-in"))
    }

    @Test("a phrase that is not in the library is refused; blocks alone are a body")
    func posting() throws {
        var desk = try Desk.owned()
        var post = PostUpdate(incident: Desk.incident, status: nil, body: "")
        post.blocks = UpdateBlocks(notWorking: ["sings"])
        #expect(desk.refusal(of: .postUpdate(post)) == .unknownPhrase("sings"))
        post.blocks = UpdateBlocks(doing: ["looking"])
        try desk.give(.postUpdate(post))
        let update = try #require(try desk.incident().updates.last)
        #expect(update.body == "What we are doing: We are looking for the cause.")
        #expect(update.blocks == post.blocks)
    }
}
