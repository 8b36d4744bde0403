import EvenkeelAPI
import EvenkeelDomain
import EvenkeelServer
import Foundation

/// A bundle as a file: read where no server is, written for its carrier only.
enum BundleFile {
    static func read(_ file: String, key: String?) throws -> BundleStatement {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandFailure("The file \(file) cannot be read.", hint: "Is it there, and may you read it?")
        }
        let signed: SignedStatement
        do { signed = try WireJSON.read(SignedStatement.self, from: data) } catch { throw noBundle(file) }
        if let key, key != signed.publicKey {
            throw CommandFailure(
                "This was signed with another key.", why: "the file names \(signed.publicKey)",
                hint: "compare with the key published at /promises/key")
        }
        guard SigningKey.verify(signed.signature, of: signed.statement, publicKey: signed.publicKey) else {
            throw CommandFailure(
                "The signature does not match.", why: "the bundle was changed after it was signed, or is damaged",
                hint: "export it again, and do nothing of what this one says")
        }
        do { return try statement(of: signed) } catch { throw noBundle(file) }
    }

    static func jobs(of signed: SignedStatement) throws -> [BundleStatement.Job] { try statement(of: signed).jobs }

    private static func statement(of signed: SignedStatement) throws -> BundleStatement {
        try WireJSON.read(BundleStatement.self, from: Data(signed.statement.utf8))
    }

    private static func noBundle(_ file: String) -> CommandFailure {
        CommandFailure(
            "This is no bundle.", why: "\(file) is not what `evenkeel bundle export` prints",
            hint: "export it again, and keep the file as it is")
    }

    /// An id may hold anything, and a file is written nowhere else.
    static func name(of job: BundleStatement.Job) -> String {
        InstallationID(job.installation).isPlain ? job.installation : "install-\(job.install)"
    }

    static func write(_ data: Data, to file: String) throws {
        guard
            FileManager.default.createFile(
                atPath: file, contents: data, attributes: [.posixPermissions: 0o600])
        else {
            throw CommandFailure(
                "The file \(file) cannot be written.", hint: "Is there such a folder, and is it yours?")
        }
    }
}
