import EvenkeelAPI

/// Do you mean it? One button.
struct ConfirmModel: PageModel {
    static let template = "confirm"

    let siteName: String
    let words: SubscriptionWords
    let address: String
    let components: [String]
    /// Set where nothing was chosen, which is everything.
    let everything: String?
    let path: String
    let said: String?
    let asks: Bool

    init(
        siteName: String, words: SubscriptionWords, address: String, components: [String], path: String, isDone: Bool
    ) {
        self.siteName = siteName
        self.words = words
        self.address = address
        self.components = components
        everything = components.isEmpty ? words.everythingChosen : nil
        self.path = path
        said = isDone ? words.confirmed : nil
        asks = !isDone
    }
}
