import EvenkeelServer
import Foundation

/// The key with which exports are signed, in a file beside the database that only its owner can read. Nodes that share a
/// database share the file. Made on the first run; who loses it can sign no more, but what was signed stays good for
/// whoever has the public key.
enum SigningKeyFile {
    static let name = "signing.key"

    static func open(directory: String) throws -> SigningKey {
        let url = URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent(name)
        if FileManager.default.fileExists(atPath: url.path) {
            guard let key = SigningKey(bytes: Array(try Data(contentsOf: url))) else {
                throw CommandFailure(
                    "the signing key cannot be read", why: "\(url.path) does not hold 32 bytes",
                    hint: "put back the file from a backup; without it what was exported cannot be continued")
            }
            return key
        }
        let key = SigningKey()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        guard
            FileManager.default.createFile(
                atPath: url.path, contents: Data(key.bytes), attributes: [.posixPermissions: 0o600])
        else {
            throw CommandFailure("the signing key cannot be written", why: url.path, hint: "check the folder's rights")
        }
        return key
    }
}
