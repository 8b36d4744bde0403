/// One value a server runs with, and where it came from; a row of `config check`. Passwords are not in it.
public struct EffectiveValue: Hashable, Sendable {
    public enum Origin: Hashable, Sendable, CustomStringConvertible {
        case flag
        case environment(String)
        case file(String)
        case `default`

        public var description: String {
            switch self {
            case .flag: "flag"
            case .environment(let variable): "environment \(variable)"
            case .file(let name): "file \(name)"
            case .default: "default"
            }
        }
    }

    public let key: String
    public let value: String
    public let origin: Origin
}
