/// Who would read a word that is not said yet.
public enum PreviewSentences {
    public static func readers(_ count: Int) -> String {
        switch count {
        case 0: "nobody it concerns reads this language"
        case 1: "1 contact would read this"
        default: "\(count) contacts would read this"
        }
    }
}
