import EvenkeelAPI

/// How is it after the install? One button.
struct PressModel: PageModel {
    static let template = "press"

    let siteName: String
    let words: PressWords
    let release: String
    let sites: [String]
    let path: String
    let question: String
    let button: String
    let asksForNote: Bool
    let canPress: Bool
    let said: String?

    init(
        siteName: String, words: PressWords, release: String, sites: [String], path: String, isFine: Bool, isSaid: Bool
    ) {
        self.siteName = siteName
        self.words = words
        self.release = release
        self.sites = sites
        self.path = path
        question = words.question.replacing("{release}", with: release)
        button = isFine ? words.fine : words.trouble
        asksForNote = !isFine
        canPress = !isSaid
        said = isSaid ? (isFine ? words.saidFine : words.saidTrouble) : nil
    }
}
